// *Authorised account numbers*: the list, its filters and sort orders, actions on ticked rows, keyboard shortcuts, the
// export, and addresses added by hand.
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { Application } from '../support/application.ts';
import { longEmail, longName } from '../support/long-content.ts';
import type { Account } from '../support/operator.ts';
import { expectAccessible, clientRuns, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { type Language, languages, texts } from '../support/texts.ts';

const pageTexts = {
  en: {
    tick: (email: string) => `Tick ${email}`,
    tickPage: 'Tick all on this page',
    approveN: (n: number) => `Approve ${n}`,
    rejectN: (n: number) => `Reject ${n}`,
    add: 'Add an address',
    email: 'Email address',
    name: 'Name (optional)',
    note: 'Note (optional)',
    lastDay: 'Last day (optional)',
    cancel: 'Cancel',
    endDate: 'End date',
    clear: 'Clear decision',
    allKeys: 'Keys on this page',
  },
  nl: {
    tick: (email: string) => `${email} aanvinken`,
    tickPage: 'Alles op deze pagina aanvinken',
    approveN: (n: number) => `${n} goedkeuren`,
    rejectN: (n: number) => `${n} afwijzen`,
    add: 'E\u2011mailadres toevoegen',
    email: 'E\u2011mailadres',
    name: 'Naam (optioneel)',
    note: 'Notitie (optioneel)',
    lastDay: 'Laatste dag (optioneel)',
    cancel: 'Annuleren',
    endDate: 'Einddatum',
    clear: 'Beslissing wissen',
    allKeys: 'Toetsen op deze pagina',
  },
};
const [w, t] = [texts.en, pageTexts.en];

const row = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email }).first();
const tick = (page: Page, email: string, language: Language = 'en') => row(page, email).getByRole('checkbox', { name: pageTexts[language].tick(email) });
const bar = (page: Page) => page.locator('.bulk');
const outcome = (page: Page) => page.locator('#outcome');
const dialog = (page: Page) => page.getByRole('dialog');
const chip = (page: Page, word: string) => page.getByRole('navigation', { name: /Filter/ }).getByRole('link', { name: word });
const addresses = (page: Page) => page.locator('tbody .addr').allInnerTexts();

/** Imports uses by four shippers on an account without enforcement: Ann four, Bob two, Cleo and Dov one each. */
async function addFourUsers({ number }: Account, portal: Application, station?: Application) {
  const uses: [string, string | undefined, number, Application][] = [
    ['ann@acme.example', 'Ann Lee', 3, portal],
    ['ann@acme.example', 'Ann Lee', 1, station ?? portal],
    ['bob@acme.example', 'Bob Hall', 2, portal],
    ['cleo@bolt.example', undefined, 1, portal],
    ['dov@bolt.example', 'Dov Katz', 1, station ?? portal],
  ];
  for (const [email, name, times, application] of uses) {
    for (let n = 0; n < times; n += 1) await application.check({ account: number, email, ...(name ? { name } : {}) });
  }
}

test('sort order, application and search are kept in the URL and apply to the export', async ({ page, context, operator, portal }) => {
  const account = await operator.activates();
  const station = await operator.registers('LabelStation list');
  await addFourUsers(account, portal, station);
  await account.anna.signsInto(context);
  await page.goto('/esecure/users');
  await clientRuns(page);
  expect(await addresses(page)).toEqual(['dov@bolt.example', 'cleo@bolt.example', 'bob@acme.example', 'ann@acme.example']);
  await expect(page.getByRole('columnheader', { name: 'Last used' })).toHaveAttribute('aria-sort', 'descending');
  await expect(row(page, 'ann@acme.example').getByRole('img')).toHaveAttribute('aria-label', /^Uses per month, .* to .*: (0, ){12}4$/);
  await expect(row(page, 'ann@acme.example')).toContainText('LabelStation list, MyDHL+');
  await expect(row(page, 'ann@acme.example').getByRole('link', { name: 'Ann Lee' })).toHaveAttribute('href', /^\/esecure\/users\/usr_\w+$/);

  await page.getByRole('link', { name: 'Uses' }).click();
  await expect(page).toHaveURL(/\?sort=uses$/);
  await expect(page.getByRole('columnheader', { name: 'Uses' })).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(() => addresses(page)).toEqual(['ann@acme.example', 'bob@acme.example', 'cleo@bolt.example', 'dov@bolt.example']);
  await page.getByRole('link', { name: 'User', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'User' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('link', { name: 'User', exact: true }).click();
  await expect.poll(() => addresses(page)).toEqual(['dov@bolt.example', 'cleo@bolt.example', 'bob@acme.example', 'ann@acme.example']);

  // The filter changed by keyboard: the focus stays while the list reloads.
  const application = page.getByLabel('Application', { exact: true });
  await application.focus();
  await page.keyboard.press('l');
  await expect(page).toHaveURL(/sort=address-last&application=app(_|%5F)/);
  await expect.poll(() => addresses(page)).toEqual(['dov@bolt.example', 'ann@acme.example']);
  await expect(application).toBeFocused();
  await expect(chip(page, 'No decision yet')).toContainText('2');
  await page.getByRole('searchbox').fill('ACME');
  await page.keyboard.press('Enter');
  await expect(page.locator('.found')).toContainText('1 address matches “ACME”.');
  await page.reload();
  await clientRuns(page);
  expect(await addresses(page)).toEqual(['ann@acme.example']);
  await expect(application).toHaveValue(/^app_/);

  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(new RegExp(`^users-${account.number}-\\d{4}-\\d\\d-\\d\\d\\.csv$`));
  const text = await readFile(await file.path(), 'utf8');
  expect(text).toMatch(/^\ufeffAddress,Name,Status,Source,/);
  const lines = text.trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^ann@acme\.example,Ann Lee,No decision yet,.*,4,"LabelStation list, MyDHL\+"$/);

  await page.goBack();
  await expect.poll(() => addresses(page)).toEqual(['dov@bolt.example', 'ann@acme.example']);
});

test('ticked addresses are confirmed in a dialog and decided individually', async ({ page, context, mailbox, operator, portal, allowed }) => {
  allowed.push(/status of 422/);
  const account = await operator.activates();
  await addFourUsers(account, portal);
  await account.anna.signsInto(context);
  await page.goto('/esecure/users');
  await clientRuns(page);
  await tick(page, 'ann@acme.example').check();
  await tick(page, 'bob@acme.example').check();
  await expect(bar(page)).toContainText('2 ticked');
  await bar(page).getByRole('button', { name: t.approveN(2) }).click();
  await expect(dialog(page)).toContainText('Approve 2?');
  await expect(dialog(page)).toContainText('They can ship right away.');
  await expect(dialog(page)).toContainText('bob@acme.example');

  await dialog(page).getByLabel(t.lastDay).fill('2001-01-01');
  await dialog(page).getByLabel(t.note).fill('Project Delft');
  await dialog(page).getByRole('button', { name: t.approveN(2) }).click();
  await expect(dialog(page).getByText('Enter today or a later date')).toBeVisible();
  await expect(dialog(page).getByLabel(t.lastDay), 'what is wrong has the focus').toBeFocused();
  await expect(dialog(page).getByLabel(t.note), 'nothing typed is lost').toHaveValue('Project Delft');
  await dialog(page).getByLabel(t.lastDay).fill('2040-12-31');
  await dialog(page).getByRole('button', { name: t.approveN(2) }).click();
  await expect(outcome(page)).toContainText('Approved: 2.');
  await expect(outcome(page)).toBeFocused();
  await expect(dialog(page)).toHaveCount(0);
  await expect(row(page, 'ann@acme.example')).toContainText('Until 31 December 2040');
  await expect(row(page, 'ann@acme.example')).toContainText('Project Delft');
  await expect(bar(page)).toContainText(t.tickPage);
  await expect(chip(page, 'Approved')).toContainText('2');

  // Only an approval has an end date: Cleo's row is refused with the reason, and stays ticked.
  await tick(page, 'ann@acme.example').check();
  await tick(page, 'cleo@bolt.example').check();
  await bar(page).getByRole('button', { name: t.endDate }).click();
  await dialog(page).getByLabel(t.lastDay).fill('2041-01-31');
  await dialog(page).getByRole('button', { name: 'Set the end date of 2' }).click();
  await expect(outcome(page)).toContainText('End date set: 1. Not changed, and still ticked: 1.');
  await expect(outcome(page)).toContainText('cleo@bolt.example Only an approved address has an end date.');
  await expect(row(page, 'ann@acme.example')).toContainText('Until 31 January 2041');
  await expect(bar(page)).toContainText('1 ticked');
  await expect(tick(page, 'cleo@bolt.example')).toBeChecked();
  await expect(tick(page, 'ann@acme.example')).not.toBeChecked();

  // The rejection dialog shows how many users will get a mail, and the mail is sent.
  await tick(page, 'bob@acme.example').check();
  await bar(page).getByRole('button', { name: t.rejectN(2) }).click();
  await expect(dialog(page)).toContainText('Approved now: 1. They\'re told by email that this has ended.');
  await dialog(page).getByRole('button', { name: t.cancel }).click();
  await expect(bar(page)).toContainText('2 ticked');
  await bar(page).getByRole('button', { name: t.rejectN(2) }).click();
  await dialog(page).getByRole('button', { name: t.rejectN(2) }).click();
  await expect(outcome(page)).toContainText('Rejected: 2.');
  await mailbox.next({ to: 'bob@acme.example', subject: w.revoked });

  await tick(page, 'bob@acme.example').check();
  await bar(page).getByRole('button', { name: t.clear }).click();
  await dialog(page).getByRole('button', { name: 'Clear the decision about 1' }).click();
  await expect(outcome(page)).toContainText('Decision cleared: 1.');
  await expect(row(page, 'bob@acme.example')).toContainText('No decision yet');
});

test('all undecided addresses of every page are ticked at once', async ({ page, context, operator, portal }) => {
  const account = await operator.activates();
  const many = Array.from({ length: 70 }, (_, n) => `shipper-${n + 1}@lumen-lab.example`);
  await operator.imports(account.number, many, [0]);
  // The administrator's own address is listed, without a checkbox.
  await portal.check({ account: account.number, email: account.anna.email });
  await account.anna.signsInto(context);
  await page.goto('/esecure/users');
  await clientRuns(page);
  await expect(row(page, account.anna.email)).toContainText('Another administrator decides');
  await expect(row(page, account.anna.email).getByRole('checkbox')).toHaveCount(0);
  const eighth = await page.locator('tbody tr').nth(7).boundingBox();
  expect((eighth?.y ?? 800) + (eighth?.height ?? 0), 'eight rows are above the fold').toBeLessThanOrEqual(800);

  await bar(page).getByRole('checkbox').check();
  await expect(bar(page)).toContainText('49 ticked');
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(bar(page), 'ticks stay while leafing').toContainText('49 ticked');
  await tick(page, (await addresses(page))[0] ?? '').check();
  await expect(bar(page)).toContainText('50 ticked');
  await bar(page).getByRole('button', { name: 'Clear ticks' }).click();
  await expect(bar(page)).toContainText(t.tickPage);

  // The chip counts the own address, too.
  await expect(chip(page, 'No decision yet')).toContainText('71');
  await bar(page).getByRole('button', { name: 'Tick all 70 without a decision, except your own' }).click();
  await expect(bar(page)).toContainText('70 ticked');
  await bar(page).getByRole('button', { name: t.approveN(70) }).click();
  await expect(dialog(page)).toContainText('and 65 more');
  await dialog(page).getByRole('button', { name: t.approveN(70) }).click();
  await expect(outcome(page)).toContainText('Approved: 70.');
  await expect(chip(page, 'Approved')).toContainText('70');
  await expect(chip(page, 'No decision yet')).toContainText('1');

  // The page of an address leads back to the part of the list that was left, scrolled as it was.
  await chip(page, 'Approved').click();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/\?filter=approved&page=2$/);
  await expect.poll(() => addresses(page)).toHaveLength(20);
  const last = page.locator('tbody a.who').last();
  await last.scrollIntoViewIfNeeded();
  const [email, top] = [await last.innerText(), await page.evaluate(() => scrollY)];
  expect(top).toBeGreaterThan(100);
  await last.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(email);
  await expect(page).toHaveTitle(`${email} · eSecure`);
  await page.locator('.back a').click();
  await expect(page).toHaveURL(/\/users\?filter=approved&page=2$/);
  await expect.poll(() => page.evaluate(() => scrollY), 'the list is scrolled as it was').toBeGreaterThan(top - 10);
});

/** Asserts that the focus of a row's link is painted around the link, and the mark of the current row in its first cell. */
async function expectFocusPainted(page: Page, link: Locator) {
  const { x, y, width, height } = (await link.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const around = () => page.screenshot({ clip: { x: x - 6, y: y - 6, width: width + 12, height: height + 12 } });
  const cell = link.locator('xpath=ancestor::tr').locator('.tick');
  const [ring, mark] = [await around(), await cell.screenshot()];
  await link.evaluate((element) => element.style.setProperty('outline', 'none'));
  expect(ring.equals(await around()), 'the ring is invisible').toBe(false);
  await link.evaluate((element) => element.style.removeProperty('outline'));
  await link.blur();
  expect(mark.equals(await cell.screenshot()), 'the row is not marked').toBe(false);
  await link.focus();
}

test('the list works by keyboard alone', async ({ page, context, operator, portal }) => {
  const account = await operator.activates();
  await addFourUsers(account, portal);
  await account.anna.signsInto(context);
  await page.goto('/esecure/users');
  await clientRuns(page);
  const [first, second, third] = ['dov@bolt.example', 'cleo@bolt.example', 'bob@acme.example'];
  const link = (email: string): Locator => row(page, email).getByRole('link');
  const press = (keys: string) => keys.split(' ').reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

  await press('j');
  await expect(link(first)).toBeFocused();
  await press('j');
  await expect(link(second)).toBeFocused();
  // This shipper has no name: the address itself is the link.
  for (const scheme of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
    await page.emulateMedia(scheme);
    await expectFocusPainted(page, link(second));
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  await press('k');
  await expect(link(first)).toBeFocused();
  // One row: A approves at once, and the focus moves to the next row.
  await press('a');
  await expect(row(page, first)).toContainText(w.approved);
  await expect(link(second)).toBeFocused();
  // R opens a confirmation for this row alone; Escape changes nothing.
  await press('r');
  await expect(dialog(page)).toContainText('Reject 1?');
  await expect(dialog(page)).toContainText(second);
  await press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(row(page, second)).toContainText('No decision yet');
  await expect(link(second)).toBeFocused();

  await press('x j x');
  await expect(bar(page)).toContainText('2 ticked');
  await expect(tick(page, third)).toBeChecked();
  await press('Escape');
  await expect(bar(page)).toContainText(t.tickPage);
  await press('x k x');
  await press('r');
  await expect(dialog(page)).toContainText('Reject 2?');
  await expect(dialog(page).getByLabel(t.note), 'the first field').toBeFocused();
  // Shortcut keys type letters in a field, and do nothing behind a dialog.
  await page.keyboard.type('ajx');
  await expect(dialog(page).getByLabel(t.note)).toHaveValue('ajx');
  await press('Enter');
  await expect(outcome(page)).toContainText('Rejected: 2.');
  await expect(row(page, third)).toContainText(w.rejected);

  await press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('jakob');
  await press('Enter');
  await expect(page.locator('.found')).toContainText('0 addresses match “jakob”.');
  await page.locator('h1').focus();
  await press('?');
  await expect(dialog(page).getByRole('heading', { name: t.allKeys })).toBeVisible();
  await expectAccessible(page);
  await press('Escape');
  await expect(dialog(page)).toHaveCount(0);
});

for (const language of languages) {
  const [own, common] = [pageTexts[language], texts[language]];

  test.describe(language, () => {
    test.use({ locale: common.locale });

    test('an added address shows errors at its fields', async ({ page, context, operator, portal, allowed }) => {
      allowed.push(/status of 422/);
      const account = await operator.activates({ language, enforced: true });
      const email = `ann-${language}@acme.example`;
      await portal.opensRequest({ account: account.number, email });
      await account.anna.signsInto(context);
      await page.goto('/esecure/users');
      await clientRuns(page);
      await page.getByRole('button', { name: own.add }).click();
      await expect(dialog(page).getByLabel(own.email)).toBeFocused();
      await dialog(page).getByLabel(own.email).fill('ann@');
      await dialog(page).getByLabel(own.name).fill('Ann Lee');
      await dialog(page).getByRole('button', { name: common.approve }).click();
      await expect(dialog(page).getByLabel(own.email)).toHaveAttribute('aria-invalid', 'true');
      await expect(dialog(page).getByLabel(own.email)).toBeFocused();
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
      await dialog(page).getByLabel(own.email).fill(email);
      await dialog(page).getByLabel(own.note).fill('=1+1');
      await dialog(page).getByRole('button', { name: common.approve }).click();
      await expect(dialog(page)).toHaveCount(0);
      await expect(row(page, email)).toContainText(common.approved);
      await expect(row(page, email)).toContainText('=1+1');
      expect(await portal.check({ account: account.number, email })).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });
      await page.getByRole('button', { name: own.add }).click();
      await expect(dialog(page).getByLabel(own.email), 'a form of its own for the next one').toHaveValue('');
    });

    test('ticks and the confirmation dialog fit phone, tablet and desktop', async ({ operator, portal, visitor }) => {
      test.setTimeout(180_000);
      const account = await operator.activates({ language });
      await portal.check({ account: account.number, email: longEmail, name: longName });
      await operator.imports(account.number, ['b@bolt.example', 'c@bolt.example'], [0, 3, 5]);
      const page = await visitor({ ...phone, locale: common.locale });
      await account.anna.signsInto(page.context());
      await page.goto('/esecure/users');
      await clientRuns(page);
      await page.setViewportSize({ width: 360, height: 780 });
      const [first, nav] = [await page.locator('tbody tr').first().boundingBox(), await page.locator('nav.bottom').boundingBox()];
      expect((first?.y ?? 780) + (first?.height ?? 0), 'the first row is above the fold').toBeLessThanOrEqual(nav?.y ?? 0);
      await page.setViewportSize(phone.viewport);
      await tick(page, longEmail, language).tap();
      await tick(page, 'b@bolt.example', language).tap();
      await bar(page).getByRole('button', { name: own.approveN(2) }).tap();
      await expect(dialog(page).getByRole('button', { name: own.approveN(2) })).toBeInViewport();
      for (const width of [320, 390, 768, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
      await page.setViewportSize(phone.viewport);
      await dialog(page).getByRole('button', { name: own.approveN(2) }).tap();
      await expect(row(page, longEmail)).toContainText(common.approved);
      await tick(page, 'b@bolt.example', language).tap();
      await tick(page, 'c@bolt.example', language).tap();
      await bar(page).getByRole('button', { name: own.endDate }).tap();
      await dialog(page).locator('[type=submit]').tap();
      await expect(outcome(page)).toContainText('c@bolt.example');
      for (const width of [320, 390, 768, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
    });
  });
}

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a search keeps filter, order and application, and the export is a link', async ({ page, context, operator, portal, allowed }) => {
    allowed.push(/^request failed: .*\/pkg\/esecure\.js csp$/);
    const account = await operator.activates();
    const station = await operator.registers('LabelStation plain');
    await addFourUsers(account, portal, station);
    await account.anna.signsInto(context);
    await page.goto('/esecure/users?filter=undecided&sort=address');
    await page.getByLabel('Application', { exact: true }).selectOption('LabelStation plain');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('bolt');
    await page.getByRole('button', { name: 'Search' }).click();
    const asked = new URL(page.url()).searchParams;
    expect(asked.get('application')).toMatch(/^app_/);
    expect([asked.get('filter'), asked.get('sort'), asked.get('q')]).toEqual(['undecided', 'address', 'bolt']);
    expect(await addresses(page)).toEqual(['dov@bolt.example']);
    await expect(page.getByRole('link', { name: 'Export' })).toHaveAttribute('href', /filter=undecided&q=bolt&sort=address&application=app(_|%5F)/);

    await row(page, 'dov@bolt.example').getByRole('link', { name: 'Dov Katz' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dov Katz');
    await page.locator('.back a').click();
    await expect(page).toHaveURL(/\/users\?/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual(Object.fromEntries(asked));
  });
});
