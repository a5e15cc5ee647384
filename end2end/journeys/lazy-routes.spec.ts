// Pages whose code is a chunk of its own: loaded with the first visit, once, and replaced by a notice if it cannot be
// loaded.
import type { BrowserContext, Page, Request } from '@playwright/test';
import type { Application } from '../support/application.ts';
import type { Operator } from '../support/operator.ts';
import { clientRuns, expect, expectAccessible, test } from '../support/fixtures.ts';
import { type Language, languages, texts } from '../support/texts.ts';

const chunk = '**/split_users.wasm';
const pageTexts = {
  en: { users: 'Authorised account numbers', queue: 'Queue', failed: 'This page couldn\'t be loaded', again: 'Try again', reload: 'Reload the page' },
  nl: { users: 'Geautoriseerde accountnummers', queue: 'Aanvragen', failed: 'Deze pagina kon niet worden geladen', again: 'Opnieuw proberen', reload: 'De hele pagina opnieuw laden' },
};
const t = pageTexts.en;

const side = (page: Page, name: string) => page.locator('nav.side').getByRole('link', { name });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** Signs Anna in on an account with one shipper without decision. */
async function oneShipped(context: BrowserContext, operator: Operator, portal: Application, language: Language = 'en') {
  const { number, anna } = await operator.activates({ language });
  await portal.check({ account: number, email: 'ann@acme.example' });
  await anna.signsInto(context);
}

/** Names of the WebAssembly files and documents requested from now on. */
function requests(page: Page): string[] {
  const names: string[] = [];
  const note = (request: Request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('.wasm')) names.push(pathname.slice(pathname.lastIndexOf('/') + 1));
    if (request.isNavigationRequest()) names.push('document');
  };
  page.on('request', note);
  return names;
}

/** Ticks the shipper, which shows the bar of actions only if the page is hydrated. */
async function isHydrated(page: Page) {
  const row = page.getByRole('row').filter({ hasText: 'ann@acme.example' });
  await row.getByRole('checkbox').check();
  await expect(page.locator('.bulk')).toBeVisible();
}

test('opened directly, the page is hydrated and each file is requested once', async ({ page, context, operator, portal }) => {
  await oneShipped(context, operator, portal);
  const requested = requests(page);
  await page.goto('/esecure/users');
  await clientRuns(page);
  await isHydrated(page);
  expect(requested.sort()).toEqual(['common.wasm', 'document', 'esecure_bg.wasm', 'split_users.wasm']);
});

test('by the navigation, the chunk is loaded once and the document stays', async ({ page, context, operator, portal }) => {
  await oneShipped(context, operator, portal);
  const requested = requests(page);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  expect(requested.splice(0).sort()).toEqual(['document', 'esecure_bg.wasm']);

  await side(page, t.users).hover();
  await expect.poll(() => requested.toSorted(), 'the pointer on the link loads the chunk ahead').toEqual(['common.wasm', 'split_users.wasm']);
  await side(page, t.users).click();
  await expect(page).toHaveURL(/\/esecure\/users$/);
  await isHydrated(page);
  await expect(heading(page, texts.en.usersHeading)).toBeVisible();

  await side(page, t.queue).click();
  await expect(page).toHaveURL(/\/esecure\/queue$/);
  await expect(page.locator('.users')).toHaveCount(0);
  await page.goBack();
  await isHydrated(page);
  expect(requested.sort()).toEqual(['common.wasm', 'split_users.wasm']);
});

test('an answer fetched ahead is not shown after a change', async ({ page, context, operator, portal }) => {
  await oneShipped(context, operator, portal);
  await page.goto('/esecure/administrators');
  await clientRuns(page);
  const form = page.getByRole('region', { name: 'Add an administrator' });
  await form.locator('[name=email]').fill('carla@ahead.example');
  await form.locator('[name=name]').fill('Carla Smit');
  const ahead = page.waitForResponse('**/fn/journal');
  await side(page, 'Journal').hover();
  await ahead;
  // By the keyboard, so that the pointer stays on the link.
  await form.locator('button[type=submit]').press('Enter');
  await expect(page.getByRole('row').filter({ hasText: 'carla@ahead.example' })).toBeVisible();
  await side(page, 'Journal').click();
  await expect(heading(page, 'Journal')).toBeFocused();
  await expect(page.getByRole('row').nth(1)).toContainText('carla@ahead.example');
});

for (const language of languages) {
  test.describe(language, () => {
    test.use({ locale: texts[language].locale });

    test('a chunk that cannot be loaded is reported, and loaded later', async ({ page, context, operator, portal, allowed }) => {
      allowed.push(/ERR_FAILED/, /TypeError: Failed to fetch/);
      const w = pageTexts[language];
      await oneShipped(context, operator, portal, language);
      await page.goto('/esecure/queue');
      await clientRuns(page);
      const requested = requests(page);
      await page.route(chunk, (route) => route.abort());
      await side(page, w.users).click();
      await expect(heading(page, w.failed)).toBeVisible();
      await expect(page).toHaveURL(/\/esecure\/users$/);
      await expectAccessible(page);

      const before = await page.getByRole('alert').innerText();
      await page.getByRole('button', { name: w.again }).click();
      await expect(page.getByRole('alert')).not.toHaveText(before);
      await expect(heading(page, w.failed)).toBeVisible();

      // The rest of the client goes on.
      await side(page, w.queue).click();
      await expect(page).toHaveURL(/\/esecure\/queue$/);
      await expect(heading(page, w.failed)).toHaveCount(0);
      await side(page, w.users).click();
      await expect(heading(page, w.failed)).toBeVisible();

      await page.unroute(chunk);
      await page.getByRole('button', { name: w.again }).click();
      await expect(heading(page, texts[language].usersHeading)).toBeFocused();
      await isHydrated(page);
      expect(requested).not.toContain('document');
      expect(requested.filter((name) => name === 'common.wasm')).toHaveLength(1);
    });
  });
}

test('the page is loaded anew instead', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/ERR_FAILED/, /TypeError: Failed to fetch/);
  await oneShipped(context, operator, portal);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await page.route(chunk, (route) => route.abort());
  await side(page, t.users).click();
  await expect(heading(page, t.failed)).toBeVisible();
  await page.unroute(chunk);
  const requested = requests(page);
  await page.getByRole('button', { name: t.reload }).click();
  await expect(heading(page, texts.en.usersHeading)).toBeVisible();
  await clientRuns(page);
  await isHydrated(page);
  expect(requested).toContain('document');
});

test('opened directly without its chunk, the page stays as the server sent it', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/ERR_FAILED/, /TypeError: Failed to fetch/);
  await oneShipped(context, operator, portal);
  await page.route(chunk, (route) => route.abort());
  const reported = page.waitForEvent('console', (message) => message.text().includes('TypeError'));
  await page.goto('/esecure/users');
  await reported;
  await expect(page.getByRole('row').filter({ hasText: 'ann@acme.example' })).toBeVisible();
  const requested = requests(page);
  await side(page, t.queue).click();
  await expect(page).toHaveURL(/\/esecure\/queue$/);
  expect(requested).toContain('document');
});

/** Serves a file as it would be after another build, whose digest differs, and nothing else. */
async function fromAnotherBuild(page: Page, file: string) {
  const script = await (await page.request.get('/pkg/__wasm_split.js')).text();
  const build = /const build = "([0-9a-f]{16})"/.exec(script)?.[1] ?? '';
  expect(build).toHaveLength(16);
  const other = Buffer.from(build.replaceAll(/./g, (digit) => (digit === '0' ? '1' : '0')));
  await page.route(`**/${file}`, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    let marks = 0;
    for (let at = body.indexOf(build); at >= 0; at = body.indexOf(build, at + 1)) {
      other.copy(body, at);
      marks += 1;
    }
    expect(marks).toBeGreaterThan(0);
    await route.fulfill({ response, body });
  });
}

test('a chunk of another build is refused', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/LinkError|TypeError: WebAssembly/);
  await oneShipped(context, operator, portal);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await fromAnotherBuild(page, 'split_users.wasm');
  await side(page, t.users).click();
  await expect(heading(page, t.failed)).toBeVisible();
  await page.unroute(chunk);
  await page.getByRole('button', { name: t.again }).click();
  await expect(heading(page, texts.en.usersHeading)).toBeVisible();
  await isHydrated(page);
});

test('a link script of another build does not start the client', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/__wasm_split_load_users/);
  await oneShipped(context, operator, portal);
  await fromAnotherBuild(page, '__wasm_split.js');
  const refused = context.waitForEvent('weberror');
  await page.goto('/esecure/users');
  expect((await refused).error().message).toContain('__wasm_split_load_users');
  await expect(page.getByRole('row').filter({ hasText: 'ann@acme.example' })).toBeVisible();
});
