// The upload (R-3.3, section 4): a file is judged in the browser, its cells are corrected, and it is committed as a
// whole.
import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { expectAccessible, expect, clearSession, clientRuns, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Upload users',
    chips: 'Rows by result',
    rows: 'Rows of the file',
    isNew: 'New',
    invalid: 'Invalid',
    cell: (row: number) => `E-mailadres, row ${row}`,
    noDot: 'The part after the @ has no dot.',
    use: (text: string) => `Use ${text}`,
    split: 'Split into 2 rows',
    alike: 'Fix all 2 like this',
    takeAll: (n: number) => `Take all ${n} suggestions`,
    anyway: 'Approve anyway',
    approve: (n: number) => (n === 1 ? 'Approve 1 user' : `Approve ${n} users`),
    done: (n: number) => `${n} users may ship from now on.`,
    nothing: 'This file was approved before. Nothing has changed.',
    result: 'Result file',
    another: 'Another file',
    latest: 'Latest uploads',
    undo: 'Undo the upload of users.csv',
    undoAll: 'Undo the whole upload',
    undone: 'Undone by Anna de Boer',
    beyond: '2 rows are over the limit of 1,000',
    beyondRows: 'Over the limit: rows 1002–1003.',
    beyondSaid: 'At most 1,000 addresses can be approved at once, and this file has 2 more.',
    parts: ['Part 1 of 2: rows 2 to 1001', 'Part 2 of 2: rows 1002 to 1003'],
    commitLabel: 'Approve this file',
    nobody: 'No row of this file would be approved.',
    other: 'Other columns',
    signedOut: 'You are signed out',
    paste: 'Paste instead',
    pasteLabel: 'Rows from a spreadsheet, or a list of addresses',
    addressIn: 'Address is in',
    readAs: /^Read as:/,
    willDo: 'Will approve 3, leave out 10.',
    leadDone: 'You can undo an upload until one of its addresses is decided again.',
    choose: 'Choose a file',
    leave: "Leave this page? Your changes haven't been saved.",
  },
  nl: {
    title: 'Gebruikers uploaden',
    chips: 'Rijen naar resultaat',
    rows: 'Rijen van het bestand',
    isNew: 'Nieuw',
    invalid: 'Ongeldig',
    cell: (row: number) => `E-mailadres, rij ${row}`,
    noDot: 'In het deel achter de @ staat geen punt.',
    use: (text: string) => `${text} gebruiken`,
    split: 'Splitsen in 2 rijen',
    alike: 'Alle 2 zo herstellen',
    takeAll: (n: number) => `Alle ${n} voorstellen overnemen`,
    anyway: 'Toch goedkeuren',
    approve: (n: number) => (n === 1 ? '1 gebruiker goedkeuren' : `${n} gebruikers goedkeuren`),
    done: (n: number) => `${n} gebruikers mogen vanaf nu verzenden.`,
    nothing: 'Dit bestand is al eerder goedgekeurd. Er is niets gewijzigd.',
    result: 'Resultaatbestand',
    another: 'Nog een bestand',
    latest: 'Laatste uploads',
    undo: 'Ongedaan maken van de upload users.csv',
    undoAll: 'De hele upload ongedaan maken',
    undone: 'Ongedaan gemaakt door Anna de Boer',
    beyond: '2 rijen boven de limiet van 1.000',
    beyondRows: 'Boven de limiet: rijen 1002–1003.',
    beyondSaid: 'Er kunnen hoogstens 1.000 adressen tegelijk worden goedgekeurd, en dit bestand heeft er 2 meer.',
    parts: ['Deel 1 van 2: rijen 2 tot en met 1001', 'Deel 2 van 2: rijen 1002 tot en met 1003'],
    commitLabel: 'Dit bestand goedkeuren',
    nobody: 'Geen enkele rij van dit bestand zou worden goedgekeurd.',
    other: 'Andere kolommen',
    signedOut: 'U bent uitgelogd',
    paste: 'Plakken',
    pasteLabel: 'Rijen uit een spreadsheet, of een lijst met adressen',
    addressIn: 'Adres staat in',
    readAs: /^Gelezen als:/,
    willDo: '3 gebruikers worden goedgekeurd. Wordt overgeslagen: 10 twijfelachtige rijen.',
    leadDone: 'U kunt een upload ongedaan maken tot over een van de adressen opnieuw is beslist.',
    choose: 'Bestand kiezen',
    leave: 'Deze pagina verlaten? Uw wijzigingen zijn niet opgeslagen.',
  },
};

const list = [
  'E-mailadres;Naam;Notitie',
  'ilse.brandt@gmial.com;Ilse Brandt;Q4 returns',
  'jonas.keller@rheinwerk;Jonas Keller;',
  't.wilk@baltic-parts.example;=HYPERLINK("https://evil.example");Contract 2027',
  'T.Wilk@Baltic-Parts.example;Tomasz;',
  'priya.nair@northgate.example;Priya Nair;',
  'p.jansen@vandermeer.example, r.bos@vandermeer.example;Jansen / Bos;',
  'jan.brandt@gmial.com;Jan Brandt;',
].join('\r\n');

const choosesFile = (page: Page, name: string, text: string) =>
  page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const text = async (download: Download) => readFileSync(await download.path(), 'utf8');

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`the upload in ${language}`, () => {
    test.use({ locale: w.locale });

    test('a corrected file is committed once, and undone', async ({ page, context, operator, portal }) => {
      const account = await operator.activates({ language, enforced: true });
      await account.anna.signsInto(context);
      await page.goto('/esecure/queue');
      await page.getByRole('link', { name: 'Upload' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(s.title);
      await expect(page.getByRole('button', { name: s.choose })).toBeVisible();
      await expectNoOverflow(page);
      await expectAccessible(page);
      await choosesFile(page, 'users.csv', list);
      const chips = page.getByLabel(s.chips);
      const grid = page.getByRole('table', { name: s.rows });
      const row = (number: number) => grid.locator('tr', { has: page.getByRole('textbox', { name: s.cell(number), exact: true }) });
      await expect(chips).toContainText(`${s.isNew} 2`);
      await expectNoOverflow(page);
      await expectAccessible(page);

      // While typing: invalid, incomplete, valid.
      const jonas = grid.getByRole('textbox', { name: s.cell(3), exact: true });
      await expect(jonas).toHaveAttribute('aria-invalid', 'true');
      await expect(jonas).toHaveAccessibleDescription(s.noDot);
      await jonas.press('End');
      await jonas.pressSequentially('.example');
      await expect(jonas).toHaveValue('jonas.keller@rheinwerk.example');
      await expect(jonas).not.toHaveAttribute('aria-invalid');
      await expect(jonas).toBeFocused();
      await expect(chips).toContainText(`${s.isNew} 3`);

      // The first row gets another address: the second one is no longer a duplicate, and becomes one again.
      const tomasz = grid.getByRole('textbox', { name: s.cell(4), exact: true });
      await tomasz.fill('t.wilk@elsewhere.example');
      await expect(chips).toContainText(`${s.isNew} 4`);
      await tomasz.fill('t.wilk@baltic-parts.example');
      await expect(chips).toContainText(`${s.isNew} 3`);

      // One suggestion, one tick, the rest at once.
      await row(7).getByRole('button', { name: s.split }).click();
      await expect(chips).toContainText(`${s.isNew} 5`);
      await row(2).getByLabel(s.anyway).check();
      await expect(page.getByRole('button', { name: s.approve(6) })).toBeVisible();
      await expect(page.getByRole('button', { name: s.takeAll(2) })).toBeVisible();
      await row(2).getByRole('button', { name: s.alike }).click();
      await expect(grid.getByRole('textbox', { name: s.cell(8), exact: true })).toHaveValue('jan.brandt@gmail.com');
      await expect(grid.getByRole('textbox', { name: s.cell(2), exact: true })).toBeFocused();
      await expectAccessible(page);

      await page.getByRole('button', { name: s.approve(7) }).click();
      await expect(page.getByText(s.done(7))).toBeVisible();
      await expect(page.getByText(s.leadDone)).toBeVisible();
      await expect(page.locator('.outcome .primary'), 'one next step is first').toHaveText([s.result]);
      await expectNoOverflow(page);
      await expectAccessible(page);
      const asks = (email: string) => portal.check({ account: account.number, email });
      expect(await asks('jonas.keller@rheinwerk.example')).toMatchObject({ rule: 'address_approved' });
      expect(await asks('r.bos@vandermeer.example')).toMatchObject({ rule: 'address_approved' });
      expect(await asks('ilse.brandt@gmail.com')).toMatchObject({ rule: 'address_approved' });
      expect(await asks('ilse.brandt@gmial.com')).toMatchObject({ verdict: 'pending' });

      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: s.result }).click();
      const result = await text(await download);
      expect(result).toContain('priya.nair@northgate.example');
      expect(result, 'nothing in it is a formula').not.toMatch(/(^|[;"])[=+\-@\t]/m);

      // A new file with only known addresses.
      await page.getByRole('button', { name: s.another }).click();
      await expect(page.getByRole('region', { name: s.latest })).toContainText('users.csv');
      await expectAccessible(page);
      await choosesFile(page, 'again.csv', 'E-mailadres\npriya.nair@northgate.example');
      await expect(page.getByRole('region', { name: s.commitLabel }).getByText(s.nobody).locator('visible=true')).toBeVisible();

      await page.reload();
      await page.getByRole('button', { name: s.undo }).click();
      await page.getByRole('dialog').getByRole('button', { name: s.undoAll }).click();
      await expect(page.getByRole('region', { name: s.latest })).toContainText(s.undone);
      expect(await asks('priya.nair@northgate.example')).toMatchObject({ verdict: 'pending' });
    });

    test('committing the same file again changes nothing', async ({ page, context, operator }) => {
      const account = await operator.activates({ language });
      await account.anna.signsInto(context);
      for (const message of [s.done(2), s.nothing]) {
        await page.goto('/esecure/upload');
        const answered = page.waitForResponse((response) => response.url().endsWith('/fn/upload-standings'));
        // The second time the standings arrive late: a commit before that is judged by the server alone.
        if (message === s.nothing) await page.route('**/fn/upload-standings', async (route) => {
          await page.getByText(s.nothing).waitFor();
          await route.continue();
        });
        await choosesFile(page, 'two.csv', 'ann@acme.example\nbob@acme.example');
        if (message !== s.nothing) await answered;
        await page.getByRole('button', { name: s.approve(2) }).click();
        await expect(page.getByText(message)).toBeVisible();
        if (message === s.nothing) await answered;
      }
    });

    test('on a phone, a file beyond the limit is offered in parts', async ({ browser, operator, watch }) => {
      const account = await operator.activates({ language });
      const context = await browser.newContext({ ...phone, locale: w.locale });
      await watch(context);
      await account.anna.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/upload');
      const rows = Array.from({ length: 1002 }, (_, n) => `shipper-${n}@company.example;Name ${n}`);
      await choosesFile(page, 'list.csv', ['E-mailadres;Naam', ...rows].join('\n'));
      await expect(page.getByText(s.beyond)).toBeVisible();
      await expect(page.getByText(s.beyondRows)).toBeVisible();
      for (const part of s.parts) await expect(page.getByText(part)).toBeVisible();
      await expect(page.getByRole('status').filter({ hasText: s.beyondSaid }), 'spoken').toHaveCount(1);
      await expect(page.getByRole('button', { name: s.approve(0) })).toHaveAttribute('aria-disabled', 'true');
      await expectNoOverflow(page);
      await expectAccessible(page);
      const part = async (name: string) => {
        const download = page.waitForEvent('download');
        await page.getByRole('button', { name }).click();
        return text(await download);
      };
      const [first, second] = [await part('list-1.csv'), await part('list-2.csv')];
      expect(first.trim().split('\n')).toHaveLength(1001);
      expect(second.trim().split('\n')).toEqual(['E-mailadres;Naam', 'shipper-1000@company.example;Name 1000', 'shipper-1001@company.example;Name 1001']);

      // A row's other cells open on a tap; rows far below are rendered while scrolling.
      await page.getByRole('button', { name: s.other }).first().click();
      await expect(page.getByRole('textbox', { name: /^Naam/ }).first()).toHaveValue('Name 0');
      expect(await page.locator('tr[data-row]').count(), 'only rows in sight stand in the document').toBeLessThan(60);
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      const last = page.getByRole('textbox', { name: s.cell(1003), exact: true });
      await expect(last).toBeAttached();
      await last.fill('');
      await page.evaluate(() => window.scrollTo(0, 0));
      await expect(page.getByLabel(s.chips)).toContainText(`${s.invalid} 1`);
      await expectAccessible(page);
      await context.close();
    });

    test('an ended session loses no input', async ({ page, context, operator, allowed }) => {
      allowed.push(/status of 401/);
      const account = await operator.activates({ language });
      await account.anna.signsInto(context);
      await page.goto('/esecure/upload');
      const answered = page.waitForResponse((response) => response.url().endsWith('/fn/upload-standings'));
      await choosesFile(page, 'one.csv', 'E-mailadres\nann@acme\nbob@acme.example');
      await answered;
      const cell = page.getByRole('textbox', { name: s.cell(2), exact: true });
      const asked = page.waitForResponse((response) => response.url().endsWith('/fn/upload-standings'));
      await cell.fill('ann@acme.example');
      await asked;
      await clearSession(context);
      await page.getByRole('button', { name: s.approve(2) }).click();
      await expect(page.getByRole('alert')).toContainText(s.signedOut);
      await expect(cell).toHaveValue('ann@acme.example');
      await account.anna.signsInto(context);
      await page.getByRole('button', { name: s.approve(2) }).click();
      await expect(page.getByText(s.done(2))).toBeVisible();
    });

    test('pasted rows are parsed again and corrected by keyboard alone', async ({ page, context, operator }) => {
      const account = await operator.activates({ language });
      await account.anna.signsInto(context);
      await page.goto('/esecure/upload');
      await page.getByRole('button', { name: s.paste }).focus();
      await page.keyboard.press('Enter');
      const field = page.getByLabel(s.pasteLabel);
      await expect(field).toBeFocused();
      const rows = Array.from({ length: 60 }, (_, n) => `p${n}@acme.example\tName ${n}`);
      await field.fill(['E-mailadres\tNaam', 'dave@exampl\tDave', ...rows].join('\n'));
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect(page.getByLabel(s.addressIn)).toHaveValue('0');

      const cell = (row: number) => page.getByRole('textbox', { name: s.cell(row), exact: true });
      await cell(2).focus();
      await page.keyboard.press('End');
      await page.keyboard.type('e.example');
      await expect(page.getByLabel(s.chips)).toContainText(`${s.isNew} 61`);
      // Down through rows that were not rendered at first, and back.
      for (let row = 3; row <= 62; row += 1) {
        // A key that comes before the next rows are rendered is not taken.
        await expect(cell(row)).toBeAttached();
        await page.keyboard.press('ArrowDown');
        await expect(cell(row)).toBeFocused();
      }
      await expect(cell(62)).toBeInViewport();
      await page.keyboard.press('ArrowUp');
      await expect(cell(61)).toBeFocused();

      // Choosing another address column would lose the edits: it needs a confirmation, which can be declined.
      page.once('dialog', (dialog) => dialog.dismiss());
      await page.getByText(s.readAs).click();
      await page.getByLabel(s.addressIn).selectOption('1');
      await expect(page.getByLabel(s.addressIn)).toHaveValue('0');
      page.once('dialog', (dialog) => dialog.accept());
      await page.getByLabel(s.addressIn).selectOption('1');
      await expect(page.getByLabel(s.chips)).toContainText(`${s.invalid} 61`);
      await expect(page.getByLabel(s.addressIn)).toBeFocused();
    });
  });
}

const desk = { viewport: { width: 1280, height: 800 } };
for (const [language, device, least] of [['nl', desk, 8], ['en', phone, 1]] as const) {
  test(`a file chosen before the client starts is read, in ${language}`, async ({ browser, operator, watch }) => {
    const [w, s] = [texts[language], says[language]];
    const account = await operator.activates({ language });
    const context = await browser.newContext({ ...device, locale: w.locale });
    await watch(context);
    await account.anna.signsInto(context);
    const page = await context.newPage();
    let start = () => {};
    const chosen = new Promise<void>((resolve) => (start = resolve));
    await page.route('**/*.wasm', async (route) => {
      await chosen;
      await route.continue();
    });
    await page.goto('/esecure/upload');
    await expect(page.getByRole('button', { name: s.choose })).toBeVisible();
    expect(await page.getByRole('main').innerText()).not.toContain('JavaScript');
    await expect(page.locator('.upload .here')).toBeVisible({ visible: device === desk });
    const address = (n: number) => `p${n}@${n < 10 ? 'gmial.com' : 'acme.example'};Name ${n};Note`;
    await choosesFile(page, 'many.csv', ['E-mailadres;Naam;Notitie', ...Array.from({ length: 13 }, (_, n) => address(n))].join('\n'));
    start();
    await expect(page.getByRole('heading', { name: 'many.csv', exact: true })).toBeVisible();

    // The bar says what the button will do, and leaves room for the rows that need attention.
    const commit = page.getByRole('region', { name: s.commitLabel });
    await expect(commit.getByText(s.willDo).locator('visible=true')).toBeVisible();
    const rowsAboveBar = () =>
      page.evaluate(() => {
        const bar = document.querySelector('.commit')?.getBoundingClientRect().top ?? 0;
        return [...document.querySelectorAll('tr[data-row]')].filter((row) => row.getBoundingClientRect().bottom <= bar).length;
      });
    await expect.poll(rowsAboveBar, 'rows above the bar').toBeGreaterThanOrEqual(least);
    await expectNoOverflow(page);
    await expectAccessible(page);

    // The button is gone after its press, and the focus is next to it.
    await page.getByRole('button', { name: s.takeAll(10) }).click();
    await expect(page.getByRole('button', { name: s.approve(13) })).toBeVisible();
    await expect(page.getByLabel(s.chips).getByRole('button', { pressed: true })).toBeFocused();
    await context.close();
  });
}

for (const language of languages) {
  test.describe(`another page in ${language}`, () => {
    const [w, s] = [texts[language], says[language]];
    test.use({ locale: w.locale });

    test('is opened with unsaved input only after a confirmation', async ({ page, context, operator }) => {
      const account = await operator.activates({ language });
      await account.anna.signsInto(context);
      await page.goto('/esecure/queue');
      await clientRuns(page);
      const link = (to: string) => page.locator(`nav.side a[href^="/esecure/${to}"]`);
      const upload = /\/esecure\/upload$/;
      await link('upload').click();
      await choosesFile(page, 'one.csv', 'E-mailadres\nann@acme');
      const cell = page.getByRole('textbox', { name: s.cell(2), exact: true });
      await cell.fill('ann@acme.example');

      const asks = async (leave: () => Promise<unknown>, accepts: boolean) => {
        const asked = page.waitForEvent('dialog').then(async (dialog) => {
          await (accepts ? dialog.accept() : dialog.dismiss());
          return dialog;
        });
        await leave();
        const dialog = await asked;
        expect(dialog.type()).toBe('confirm');
        expect(dialog.message()).toBe(s.leave);
      };
      await asks(() => link('queue').click(), false);
      await expect(page).toHaveURL(upload);
      await asks(() => page.evaluate(() => history.back()), false);
      await expect(page).toHaveURL(upload);
      await expect(cell).toHaveValue('ann@acme.example');
      // A link to this page leaves nothing.
      await link('upload').click();
      await expect(cell).toHaveValue('ann@acme.example');

      await asks(() => link('queue').click(), true);
      await expect(page).toHaveURL(/\/esecure\/queue$/);
      await link('upload').click();
      await expect(page.getByRole('button', { name: s.choose })).toBeVisible();
      await expect(cell).toHaveCount(0);
      await link('queue').click();
      await expect(page).toHaveURL(/\/esecure\/queue$/);
    });
  });
}

test('closing the page with unsaved input asks for confirmation', async ({ page, context, operator }) => {
  const account = await operator.activates();
  await account.anna.signsInto(context);
  await page.goto('/esecure/upload');
  await choosesFile(page, 'one.csv', 'E-mailadres\nann@acme');
  await page.getByRole('textbox', { name: says.en.cell(2), exact: true }).fill('ann@acme.example');
  const asked = page.waitForEvent('dialog');
  const left = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
  await left;
});
