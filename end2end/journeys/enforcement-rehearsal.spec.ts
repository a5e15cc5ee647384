// The rehearsal of enforcement: the addresses it would block, the chart with its table, and the Approve button
// of each row.
import type { Page } from '@playwright/test';
import { longEmail } from '../support/long-content.ts';
import type { Account, Operator } from '../support/operator.ts';
import { expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { type Language, languages, texts } from '../support/texts.ts';

const pageTexts = {
  en: {
    blocks: (figure: string) => `Switching on would block ${figure} addresses`,
    nobody: 'Switching on would block nobody',
    made: (n: number) => `They made ${n} shipments last quarter`,
    list: 'Would be blocked',
    refused: 'Refused now',
    undecided: 'No decision yet',
    rejected: /^Rejected today/,
    approve: (email: string) => `Approve ${email}`,
    anyway: (email: string) => `Approve anyway ${email}`,
    all: (n: number) => (n === 1 ? 'Approve the 1 undecided' : `Approve all ${n} undecided`),
    done: (email: string) => `${email} may ship from now on.`,
    doneAll: (n: number) => `${n} addresses are approved.`,
    others: (n: number) => `Show the other ${n}`,
    chart: 'Shipments per month if enforcement had been on',
    table: 'Show the figures as a table',
    see: 'See the rehearsal',
    look: (figure: string) => `See the rehearsal first: ${figure} addresses would be blocked today.`,
    next: 'Next',
    own: 'Another administrator decides',
  },
  nl: {
    blocks: (figure: string) => `Inschakelen zou ${figure} adressen tegenhouden`,
    nobody: 'Inschakelen zou niemand tegenhouden',
    made: (n: number) => `Samen deden ze ${n} zendingen in het afgelopen kwartaal`,
    list: 'Zouden worden tegengehouden',
    refused: 'Worden nu geweigerd',
    undecided: 'Nog geen beslissing',
    rejected: /^Afgewezen vandaag/,
    approve: (email: string) => `Goedkeuren ${email}`,
    anyway: (email: string) => `Toch goedkeuren ${email}`,
    all: (n: number) => (n === 1 ? 'De 1 zonder beslissing goedkeuren' : `Alle ${n} zonder beslissing goedkeuren`),
    done: (email: string) => `${email} mag vanaf nu verzenden.`,
    doneAll: (n: number) => `${n} adressen zijn goedgekeurd.`,
    others: (n: number) => `De andere ${n} tonen`,
    chart: 'Zendingen per maand als de beveiliging aan was geweest',
    table: 'De aantallen als tabel',
    see: 'Generale repetitie bekijken',
    look: (figure: string) => `Bekijk eerst de generale repetitie: ${figure} adressen zouden vandaag worden tegengehouden.`,
    next: 'Volgende',
    own: 'Een andere beheerder beslist',
  },
};

const of = { en: (n: number, total: number) => `${n} of ${total}`, nl: (n: number, total: number) => `${n} van ${total}` };
const [ann, bob, eve, zoe] = ['ann@acme.example', 'bob@acme.example', 'eve@else.example', longEmail];

/**
 * Eight addresses with uses: Ann has most, then Bob and Eve (rejected), the administrator, and a long address; three
 * more are approved.
 */
async function addEightUsers(operator: Operator, { id, number, anna, bram }: Account): Promise<void> {
  await operator.imports(number, [ann, bob, eve, zoe, anna.email], [1, 4, 5]);
  await operator.imports(number, [ann, bob, eve], [0]);
  await operator.imports(number, [ann], [2]);
  const regulars = ['c1@acme.example', 'c2@acme.example', 'c3@acme.example'];
  await operator.imports(number, regulars, [0, 1, 2, 3, 6, 9, 12]);
  const listed = await anna.listed(id);
  for (const email of regulars) await anna.decidesUser(id, listed.get(email)?.id ?? '', 'approve');
  await bram.decidesUser(id, listed.get(eve)?.id ?? '', 'reject');
}

const region = (page: Page, language: Language) => page.getByRole('region', { name: pageTexts[language].list });
const notice = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

for (const language of languages) {
  const [w, s] = [texts[language], pageTexts[language]];
  const figure = of[language];

  test.describe(`the rehearsal in ${language}`, () => {
    test.use({ locale: w.locale });

    test('leads from setup to no blocked address, one approval at a time', async ({ page, context, operator }) => {
      const account = await operator.activates({ language });
      await addEightUsers(operator, account);
      await account.anna.signsInto(context);
      await page.goto('/esecure');
      await expect(page.getByText(s.look(figure(5, 8)))).toBeVisible();
      await page.getByRole('link', { name: s.see }).click();

      await expect(page.getByRole('heading', { level: 2, name: s.blocks(figure(5, 8)) })).toBeVisible();
      // Ann 3, Bob and Eve 2, the two others 1 each.
      await expect(page.getByRole('main')).toContainText(s.made(9));
      const rows = region(page, language).getByRole('row');
      await expect(rows).toHaveCount(1 + 5);
      await expect(rows.nth(1)).toContainText(ann);
      await expect(rows.nth(1)).toContainText(s.undecided);
      await expect(rows.filter({ hasText: eve }).locator('.badge')).toHaveText(s.rejected);
      await expect(rows.filter({ hasText: account.anna.email })).toContainText(s.own);
      await expect(rows.filter({ hasText: account.anna.email }).getByRole('button')).toHaveCount(0);
      // Each fact and the button for a start on a date take one line. A date with a year may take two.
      const facts = page.locator('.blocked :is(.addr, .badge, .u small), .plan .at-date');
      const broken = facts.evaluateAll((found, long) =>
        found.filter((one) => one.getClientRects().length !== 1 || one.getBoundingClientRect().height > 28)
          .map((one) => one.textContent ?? '').filter((text) => !text.includes(long) && !/\d{4}/.test(text)), longEmail);
      expect(await broken, 'facts on several lines').toEqual([]);
      await expectNoOverflow(page);
      await expectAccessible(page);

      // The chart, and the same figures as a table.
      await expect(page.getByRole('img', { name: s.chart })).toHaveCount(1);
      await page.getByText(s.table).click();
      const figures = page.locator('.figs tbody tr');
      await expect(figures).toHaveCount(13);
      const blocked = (await figures.locator('td:nth-child(3)').allInnerTexts()).map(Number);
      expect(blocked.reduce((sum, n) => sum + n)).toBe(19);
      expect(blocked.slice(10).reduce((sum, n) => sum + n)).toBe(9);
      await expect(page.locator('.wide-chart .strong')).toHaveText(blocked.filter((n) => n > 0).map(String));

      await region(page, language).getByRole('button', { name: s.approve(ann) }).click();
      await expect(notice(page, s.done(ann))).toBeVisible();
      await expect(page.getByRole('heading', { level: 2, name: s.blocks(figure(4, 8)) })).toBeVisible();
      await expect(page.getByRole('main')).toContainText(s.made(6));
      await expect(rows.filter({ hasText: ann })).toHaveCount(0);
      await expectNoOverflow(page);
      await expectAccessible(page);

      await region(page, language).getByRole('button', { name: s.anyway(eve) }).click();
      await expect(notice(page, s.done(eve))).toBeVisible();
      await region(page, language).getByRole('button', { name: s.all(2) }).click();
      await expect(notice(page, s.doneAll(2))).toBeVisible();
      await expect(page.getByRole('heading', { level: 2, name: s.blocks(figure(1, 8)) })).toBeVisible();
      const own = (await account.anna.listed(account.id)).get(account.anna.email)?.id ?? '';
      await account.bram.decidesUser(account.id, own, 'approve');
      await page.reload();
      await expect(page.getByRole('heading', { level: 2, name: s.nobody })).toBeVisible();
      await expectAccessible(page);
    });

    test('shows bars and several pages of addresses on a phone', async ({ browser, operator, watch }) => {
      const account = await operator.activates({ language });
      const many = Array.from({ length: 57 }, (_, n) => `shipper-${String(n).padStart(2, '0')}@company.example`);
      await operator.imports(account.number, [...many, longEmail], [1]);
      const context = await browser.newContext({ ...phone, locale: w.locale });
      await watch(context);
      await account.anna.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/enforcement');
      await expect(page.locator('.wide-chart')).toBeHidden();
      await expect(page.locator('.tall')).toBeVisible();
      await expectNoOverflow(page);
      await expectAccessible(page);
      await page.getByRole('link', { name: s.others(53) }).click();
      const rows = region(page, language).getByRole('row');
      await expect(rows).toHaveCount(1 + 50);
      await page.getByRole('link', { name: s.next }).click();
      await expect(rows).toHaveCount(1 + 8);
      await expect(page).toHaveURL(/page=2/);
      const email = 'shipper-56@company.example';
      await region(page, language).getByRole('button', { name: s.approve(email) }).click();
      await expect(notice(page, s.done(email))).toBeVisible();
      await expect(page).toHaveURL(/page=2/);
      await expect(rows).toHaveCount(1 + 7);
      await expectNoOverflow(page);
      await expectAccessible(page);
      await account.anna.switches(account.id, true);
      await page.goto('/esecure/enforcement');
      await expect(page.getByRole('region', { name: s.refused, exact: true })).toBeVisible();
      await expectNoOverflow(page);
      await expectAccessible(page);
      await context.close();
    });

    test('works without script', async ({ browser, operator, watch }) => {
      const account = await operator.activates({ language });
      await operator.imports(account.number, [ann, bob], [0]);
      const context = await browser.newContext({ javaScriptEnabled: false, locale: w.locale });
      await watch(context);
      await account.anna.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/enforcement');
      await page.getByText(s.table).click();
      await expect(page.locator('.figs tbody tr').last()).toContainText('2');
      await region(page, language).getByRole('button', { name: s.approve(ann) }).click();
      await expect(region(page, language).getByRole('button', { name: s.approve(ann) })).toHaveCount(0);
      await region(page, language).getByRole('button', { name: s.all(1) }).click();
      await expect(page.getByRole('heading', { level: 2, name: s.nobody })).toBeVisible();
      await context.close();
    });
  });
}
