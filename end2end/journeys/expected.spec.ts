// Expected shippers: announced by an administrator, approved by the first check, listed with what became of them.
import { clientRuns, expect, expectAccessible, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Expected shippers', announce: 'Announce', who: 'Email address or domain', reference: 'Reference', lastDay: 'Last day',
    done: 'Announced. The first shipment by that day goes through.', missing: 'Enter a reference, for example an order number.',
    waiting: 'Waiting', arrived: 'arrived', see: 'See address', withdraw: 'Withdraw', withdrawn: 'The announcement is withdrawn.',
    change: 'Change day', save: 'Save day', moved: 'The last day is changed.', cancel: 'Cancel',
  },
  nl: {
    title: 'Verwachte verzenders', announce: 'Aankondigen', who: 'E‑mailadres of domein', reference: 'Referentie', lastDay: 'Laatste dag',
    done: 'Aangekondigd. De eerste zending tot en met die dag gaat door.', missing: 'Vul een referentie in, bijvoorbeeld een ordernummer.',
    waiting: 'Wacht', arrived: 'aangekomen', see: 'Adres bekijken', withdraw: 'Intrekken', withdrawn: 'De aankondiging is ingetrokken.',
    change: 'Dag wijzigen', save: 'Dag opslaan', moved: 'De laatste dag is gewijzigd.', cancel: 'Annuleren',
  },
};

for (const [language, device] of [['en', {}], ['nl', phone]] as const) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`expected shippers in ${language}`, () => {
    test.use({ locale: w.locale, ...device });

    test('an announced address ships at once, and a withdrawn domain does not', async ({ page, context, operator, portal, allowed }) => {
      allowed.push(/status of 422/);
      const account = await operator.activates({ language, enforced: true });
      await account.anna.signsInto(context);
      await page.goto('/esecure/expected');
      await clientRuns(page);
      await expect(page.getByRole('heading', { level: 1, name: s.title })).toBeVisible();
      const announce = async (who: string, reference: string) => {
        await page.getByLabel(s.who).fill(who);
        await page.getByLabel(s.reference).fill(reference);
        await page.getByLabel(s.lastDay).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
        await page.getByRole('button', { name: s.announce, exact: true }).click();
      };
      await announce('nadia@atelier.example', '');
      await expect(page.getByText(s.missing).first()).toBeVisible();
      await expect(page.getByLabel(s.who), 'what was typed is still there').toHaveValue('nadia@atelier.example');
      await announce('nadia@atelier.example', 'PO 88251');
      await expect(page.getByText(s.done)).toBeVisible();
      await announce('rheinwerk.example', 'PO 88240');
      const row = (who: string) => page.getByRole('row').filter({ hasText: who });
      await expect(row('rheinwerk.example')).toContainText(s.waiting);
      await expectNoOverflow(page);
      await expectAccessible(page);

      const answer = await portal.check({ account: account.number, email: 'nadia@atelier.example' });
      expect(answer.verdict).toBe('allowed');
      await page.reload();
      await expect(row('nadia@atelier.example')).toContainText(s.arrived);
      await expect(row('nadia@atelier.example').getByRole('link', { name: s.see })).toBeVisible();

      const dialog = page.getByRole('dialog');
      await row('rheinwerk.example').getByRole('link', { name: s.change }).click();
      await dialog.getByLabel(s.lastDay).fill(new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10));
      await expectAccessible(page);
      await dialog.getByRole('button', { name: s.save }).click();
      await expect(page.getByText(s.moved)).toBeVisible();
      await row('rheinwerk.example').getByRole('link', { name: s.withdraw }).click();
      await expectNoOverflow(page);
      await dialog.getByRole('button', { name: s.withdraw }).click();
      await expect(page.getByText(s.withdrawn)).toBeVisible();
      expect((await portal.check({ account: account.number, email: 'one@rheinwerk.example' })).verdict).toBe('pending');
    });
  });
}
