// Screenshots for the README: the queue on a desktop, and a decision on a phone. All people are invented.
import path from 'node:path';
import type { Page } from '@playwright/test';
import { clientRuns, expect, phone, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
const place = (name: string) => path.join(import.meta.dirname, name);

const shipment = (reference: string, from: string, to: string, more: object = {}) => {
  const [city, country] = from.split(', ');
  const [town, land] = to.split(', ');
  return { reference, origin: { city, country }, destination: { city: town, country: land }, pieces: 1, ...more };
};

/** Requesters, oldest first; the newest request is shown in full. */
const requesters = [
  { name: 'Tomasz Wilk', email: 't.wilk@baltic-parts.example', shipment: shipment('BP 4417', 'Gdańsk, PL', 'Utrecht, NL', { weight_kg: 12 }) },
  { name: 'LabelStation Venlo', email: 'logistics@vandermeer-instr.example', shipment: shipment('V-20931', 'Venlo, NL', 'Porto, PT', { weight_kg: 31 }) },
  { name: 'Priya Nair', email: 'priya.nair@northgate.example', shipment: shipment('NG/77', 'Leeds, GB', 'Delft, NL', { draft: 'https://shipping.example/drafts/77' }) },
  { name: 'Jonas Keller', email: 'jonas.keller@rheinwerk.example', shipment: shipment('RW 5531', 'Köln, DE', 'Delft, NL', { weight_kg: 2.5 }) },
  { name: 'Sofia Marques', email: 'sofia@atelier-marques.example', shipment: shipment('AM-118', 'Lisboa, PT', 'Delft, NL', { weight_kg: 0.8 }) },
  {
    name: 'Ilse Brandt',
    email: 'ilse.brandt@lumen-lab.example',
    authenticated: true,
    shipment: shipment('PO-88213', 'Rotterdam, NL', 'Lyon, FR', {
      origin: { city: 'Rotterdam', country: 'NL', company: 'Lumen Lab' },
      destination: { city: 'Lyon', country: 'FR', company: 'Atelier Roux' },
      weight_kg: 4.2,
      value: { amount: '1850.00', currency: 'EUR' },
      message: 'Return of the calibration set from order PO-88213. Jonas asked us to send it on your number.',
      draft: 'https://shipping.example/drafts/88213',
    }),
  },
];

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: place(name), animations: 'disabled', caret: 'hide' });
}

test('queue, and a decision on a phone', async ({ page, context, mailbox, operator, visitor }) => {
  const { number, id, anna } = await operator.activates({ company: 'Van der Meer Instrumenten', enforced: true });
  const applications = [await operator.registers('MyDHL+'), await operator.registers('eMailship'), await operator.registers('LabelStation')];
  const colleagues = ['j.roux@lumen-lab.example', 'm.petit@lumen-lab.example'];
  await operator.imports(number, colleagues, [0, 2]);
  for (const [email, { id: user }] of await anna.listed(id)) if (colleagues.includes(email)) await anna.decidesUser(id, user, 'approve');
  for (const [n, who] of requesters.entries()) await applications[(n + 1) % applications.length]?.opensRequest({ account: number, locale: 'en', ...who });

  await anna.signsInto(context);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(page.getByRole('article').getByRole('heading', { name: 'Ilse Brandt' })).toBeVisible();
  await picture(page, 'queue.png');

  const pocket = await visitor({ ...phone, colorScheme: 'light', deviceScaleFactor: 1.5 });
  const mail = await mailbox.next({ to: anna.email, subject: `Ilse Brandt ${w.approvalRequest}` });
  await pocket.goto(mail.link(w.approve));
  await expect(pocket.getByRole('heading', { name: 'Ilse Brandt' })).toBeVisible();
  await picture(pocket, 'decision.png');
});
