// One address of the list: end date, note, revoke, clear; and an address approved before its first
// shipment.
import { expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    add: 'Add an address',
    email: 'Email address',
    name: /^Name/,
    lastDay: 'Last day',
    note: 'Note',
    noDay: 'Enter today or a later date, or leave it empty.',
    noAddress: 'The domain after the @ is missing or incomplete',
    approved: 'Approved. Takes effect immediately.',
    until: 'Until',
    revoke: 'Revoke',
    rejected: 'Rejected. Takes effect immediately.',
    clear: 'Clear decision',
    cleared: 'Decision cleared. Takes effect immediately.',
    save: 'Save end date and note',
    saveText: 'Applies right away. Nobody is emailed.',
    history: ['Decision cleared', 'Approval revoked', 'Used once', 'Approved until 31 December 2099'],
    journal: 'Journal of this address',
    own: 'Another administrator decides',
    decide: 'Decide',
  },
  nl: {
    add: 'Adres toevoegen',
    email: 'E\u2011mailadres',
    name: /^Naam/,
    lastDay: 'Laatste dag',
    note: 'Notitie',
    noDay: 'Vul vandaag of een latere dag in, of laat dit leeg.',
    noAddress: 'Het domein na de @ ontbreekt of is niet volledig',
    approved: 'Goedgekeurd. Dit geldt meteen.',
    until: 'Tot en met',
    revoke: 'Goedkeuring intrekken',
    rejected: 'Afgewezen. Dit geldt meteen.',
    clear: 'Beslissing wissen',
    cleared: 'De beslissing is gewist. Dit geldt meteen.',
    save: 'Einddatum en notitie opslaan',
    saveText: 'Geldt meteen. Niemand krijgt een e\u2011mail.',
    history: ['Beslissing gewist', 'Goedkeuring ingetrokken', 'Eén keer gebruikt', 'Goedgekeurd tot en met 31 december 2099'],
    journal: 'Logboek van dit adres',
    own: 'Een andere beheerder beslist',
    decide: 'Beslissen',
  },
};

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`one address in ${language}`, () => {
    test.use({ locale: w.locale });

    test('is approved before its first shipment with end date and note, revoked, and cleared', async ({
      page,
      context,
      mailbox,
      operator,
      portal,
      allowed,
    }) => {
      allowed.push(/status of 422/);
      const account = await operator.activates({ language, enforced: true });
      const lotte = { account: account.number, email: 'Lotte.Smeets@noordkade.example', locale: language };
      await account.anna.signsInto(context);
      await page.goto('/esecure/users/new');
      await page.getByLabel(s.email).fill('lotte@');
      await page.getByLabel(s.note).fill('project "Delft" <Oslo>');
      await page.getByRole('button', { name: w.approve }).click();
      await expect(page.getByRole('alert')).toContainText(s.noAddress);
      await expect(page.getByLabel(s.note)).toHaveValue('project "Delft" <Oslo>');
      await page.getByLabel(s.email).fill(lotte.email);
      await page.getByLabel(s.name).fill('Lotte Smeets');
      await page.getByLabel(s.lastDay).fill('2020-01-31');
      await page.getByRole('button', { name: w.approve }).click();
      await expect(page.getByRole('alert')).toContainText(s.noDay);
      await expectNoOverflow(page);
      await expectAccessible(page);
      await page.getByLabel(s.lastDay).fill('2099-12-31');
      await page.getByRole('button', { name: w.approve }).click();

      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lotte Smeets');
      await expect(page.getByRole('status').filter({ hasText: s.approved })).toBeVisible();
      const main = page.getByRole('main');
      await expect(main).toContainText(s.until);
      await expect(main).toContainText('2099');
      await expect(main).toContainText('project "Delft" <Oslo>');
      expect(await portal.check(lotte)).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });
      await expect(page).toHaveTitle(`${lotte.email} · eSecure`);
      await expect(page.getByRole('button', { name: s.save })).toHaveAccessibleDescription(s.saveText);
      const edges = await page.locator('.way .btn').evaluateAll((buttons) =>
        buttons.map((button) => button.getBoundingClientRect()).map(({ left, right }) => `${left} ${right}`),
      );
      expect(edges).toHaveLength(3);
      expect(new Set(edges).size, 'all buttons begin and end at the same edges').toBe(1);
      await expectNoOverflow(page);
      await expectAccessible(page);

      await page.getByRole('button', { name: s.revoke }).click();
      await expect(page.getByRole('status').filter({ hasText: s.rejected })).toBeVisible();
      expect(await portal.check(lotte)).toMatchObject({ verdict: 'denied', rule: 'address_rejected' });
      await mailbox.next({ to: lotte.email, subject: w.revoked });
      await page.getByRole('button', { name: s.clear }).click();
      await expect(page.getByRole('status').filter({ hasText: s.cleared })).toBeVisible();
      expect(await portal.check(lotte)).toMatchObject({ verdict: 'pending' });
      await expect(page.locator('.timeline b')).toHaveText(s.history);
      await page.getByRole('link', { name: s.journal }).click();
      await expect(page).toHaveURL(/\/journal\?address=Lotte/);
      await expect(page.getByRole('row').filter({ hasText: lotte.email.toLowerCase() }).first()).toBeVisible();
    });

    test('fits a phone, and one’s own address has no decision buttons', async ({ browser, operator, portal, watch }) => {
      const account = await operator.activates({ language, enforced: true });
      await portal.opensRequest({ account: account.number, email: 'jonas@rheinwerk.example', name: 'Jonas Keller' });
      await portal.opensRequest({ account: account.number, email: account.bram.email });
      const listed = async (email: string) => (await account.bram.listed(account.id)).get(email)?.id ?? '';
      await account.anna.adds(account.id, 'jan@rheinwerk.example');
      const context = await browser.newContext({ ...phone, locale: w.locale });
      await watch(context);
      await account.bram.signsInto(context);
      const page = await context.newPage();
      await page.goto(`/esecure/users/${await listed('jan@rheinwerk.example')}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('jan@rheinwerk.example');
      await expect(page.getByRole('main')).toContainText('Anna de Boer');
      await expectNoOverflow(page);
      await expectAccessible(page);
      await page.goto(`/esecure/users/${await listed(account.bram.email)}`);
      await expect(page.getByText(s.own)).toBeVisible();
      await expect(page.getByRole('heading', { name: s.decide })).toHaveCount(0);
      await context.close();
    });
  });
}
