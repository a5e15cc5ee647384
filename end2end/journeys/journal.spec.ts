// The journal: entries in words, filters in the URL, *Verify*, the export, and a person whose data was erased.
import { readFile } from 'node:fs/promises';
import { expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Journal',
    opened: 'A request was opened',
    approved: 'A request was approved',
    switched: 'Enforcement was switched',
    change: 'Request: open → approved',
    onOff: 'Enforcement: off → on',
    address: 'Address',
    kind: 'Event',
    who: 'Who',
    show: 'Apply',
    all: 'Show everything',
    from: 'From',
    none: 'No entries match. Widen the filters.',
    verify: 'Verify',
    whole: /^The journal is intact: \d+ entries$/,
    exportAll: 'Export the whole journal',
    exportThese: 'Export these entries',
    header: 'Entry,When,Who,',
    erased: 'Personal data of one person was erased from this journal',
    gone: 'Erased',
    more: 'More',
  },
  nl: {
    title: 'Logboek',
    opened: 'Er kwam een aanvraag',
    approved: 'Een aanvraag is goedgekeurd',
    switched: 'De beveiliging is omgezet',
    change: 'Aanvraag: open → goedgekeurd',
    onOff: 'Beveiliging: uit → aan',
    address: 'Adres',
    kind: 'Gebeurtenis',
    who: 'Wie',
    show: 'Toepassen',
    all: 'Alles tonen',
    from: 'Vanaf',
    none: 'Geen regel voldoet. Maak de filters ruimer.',
    verify: 'Controleren',
    whole: /^Het logboek klopt: \d+ regels$/,
    exportAll: 'Het hele logboek exporteren',
    exportThese: 'Deze regels exporteren',
    header: 'Regel;Wanneer;Wie;',
    erased: 'Persoonsgegevens van één persoon zijn uit dit logboek gewist',
    gone: 'Gewist',
    more: 'Meer',
  },
};

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`the journal in ${language}`, () => {
    test.use({ locale: w.locale });

    test('entries are shown, filtered, verified and exported', async ({ page, context, operator, portal }) => {
      const account = await operator.activates({ language, enforced: true });
      const { id } = await portal.opensRequest({ account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt' });
      await portal.opensRequest({ account: account.number, email: 'eve@else.example' });
      await account.anna.decides(id, 'approve');
      await account.anna.signsInto(context);
      await page.goto('/esecure/users');
      await page.getByRole('navigation').getByRole('link', { name: s.title }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(s.title);
      const rows = page.getByRole('rowgroup').last().getByRole('row');
      await expect(rows.first()).toContainText(s.approved);
      await expect(rows.first()).toContainText(s.change);
      await expect(rows.first()).toContainText('Anna de Boer');
      await expect(rows.first()).toContainText('ilse@lumen-lab.example');
      await expect(rows.filter({ hasText: s.switched })).toContainText(s.onOff);
      await expectNoOverflow(page);
      await expectAccessible(page);

      await page.getByLabel(s.address).fill('no address');
      await page.getByRole('button', { name: s.show }).click();
      await expect(page.getByLabel(s.address)).toHaveValue('no address');
      await expect(page.getByLabel(s.address)).toHaveAttribute('aria-invalid', 'true');
      await expectAccessible(page);
      await page.getByLabel(s.address).fill('Ilse@lumen-lab.example');
      await page.getByRole('button', { name: s.show }).click();
      await expect(rows).toHaveCount(2);
      await page.getByLabel(s.kind).selectOption(s.opened);
      await page.getByRole('button', { name: s.show }).click();
      await expect(rows).toHaveCount(1);
      await expect(page.getByLabel(s.address)).toHaveValue('Ilse@lumen-lab.example');
      await page.goBack();
      await expect(rows).toHaveCount(2);

      const downloads = page.waitForEvent('download');
      await page.getByRole('link', { name: s.exportThese }).click();
      const file = await (await downloads).path();
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      expect(lines[0]).toContain(s.header);
      expect(lines).toHaveLength(3);

      await page.getByRole('button', { name: s.verify }).click();
      await expect(page.getByRole('status').getByText(s.whole)).toBeVisible();
      await expect(page.getByLabel(s.address)).toHaveValue('Ilse@lumen-lab.example');
      await expect(page.locator('.said')).toBeFocused();
      await expectAccessible(page);
      await page.getByRole('link', { name: s.all }).click();
      await expect(page.getByRole('status').getByText(s.whole)).toHaveCount(0);
      await expect(page.getByRole('link', { name: s.exportAll })).toBeVisible();
    });

    test('an erased person on a phone', async ({ browser, operator, portal, esecure, watch }) => {
      const account = await operator.activates({ language, enforced: true });
      const email = `gone-${language}@lumen-lab.example`;
      await portal.opensRequest({ account: account.number, email });
      const context = await browser.newContext({ ...phone, viewport: { width: 360, height: 780 }, locale: w.locale });
      await watch(context);
      await account.anna.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/upload');
      await page.locator('nav.bottom').getByText(s.more).click();
      await page.locator('nav.bottom').getByRole('link', { name: s.title }).click();
      const first = page.getByRole('row').filter({ hasText: email });
      await expect(first).toHaveCount(1);
      // The filters are folded away, so that the first entry is on the screen.
      await expect(page.getByLabel(s.address)).toBeHidden();
      await expect(first).toBeInViewport();
      await expectNoOverflow(page);
      await expectAccessible(page);

      expect(await esecure.cli('person', 'erase', email)).toContain(`${account.number}: erased from 1 entries`);
      await page.reload();
      await expect(page.getByRole('row').filter({ hasText: email })).toHaveCount(0);
      await expect(page.getByRole('row').filter({ hasText: s.erased })).toHaveCount(1);
      await expect(page.getByRole('row').filter({ hasText: s.opened })).toContainText(s.gone);
      await page.getByRole('button', { name: s.verify }).click();
      await expect(page.getByRole('status').getByText(s.whole)).toBeVisible();
      expect(await esecure.cli('journal', 'verify')).toMatch(new RegExp(`${account.number}: \\d+ entries, whole`));
      await page.locator('.journal summary').click();
      await page.getByLabel(s.address).fill(email);
      await page.getByRole('button', { name: s.show }).click();
      await expect(page.getByText(s.none)).toBeVisible();
      await expectNoOverflow(page);
      await context.close();
    });
  });
}
