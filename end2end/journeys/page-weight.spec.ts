// Page weight of `/d/` and `/r/` on a phone: at most 30 KB transferred including all resources, without the client.
import { expect, phone, shipment, test, weight } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const limit = 30 * 1024;

test('decision link and request status transfer at most 30 KB', async ({ mailbox, operator, portal, visitor }, info) => {
  const { number, anna } = await operator.activates({ language: 'nl', enforced: true });
  await anna.sharesContact();
  const asked = await portal.opensRequest({ account: number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'nl', shipment });
  const mail = await mailbox.next({ to: anna.email, subject: texts.nl.approvalRequest });
  const pages = {
    '/d/': mail.link(texts.nl.approve),
    '/d/?choice=reject': mail.link(texts.nl.reject),
    '/r/': asked.page,
  };
  for (const [name, address] of Object.entries(pages)) {
    const page = await visitor(phone);
    const loaded: string[] = [];
    page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
    const bytes = await weight(page, address);
    const figure = `${name}: ${(bytes / 1024).toFixed(1)} KB of 30 in ${loaded.length} files`;
    info.annotations.push({ type: 'weight', description: figure });
    console.log(figure);
    expect(bytes, figure).toBeGreaterThan(1024);
    expect(bytes, loaded.join(' ')).toBeLessThanOrEqual(limit);
    expect(loaded.filter((file) => file.endsWith('.wasm'))).toEqual([]);
  }
});
