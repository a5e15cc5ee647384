// One document for the whole portal: every page is reached by the navigation, and *Back* shows each as it was left.
import type { BrowserContext, Page } from '@playwright/test';
import type { Application } from '../support/application.ts';
import type { Operator } from '../support/operator.ts';
import { clientRuns, expect, test } from '../support/fixtures.ts';
import { type Language, texts } from '../support/texts.ts';

const words = {
  en: {
    queue: 'Queue', users: ['Authorised account numbers', 'Users'], domains: 'Domain names', upload: 'Upload', why: 'Why?',
    enforcement: 'Enforcement', administrators: 'Administrators', journal: 'Journal', setup: 'Set up', profile: 'Profile',
    more: 'More', domain: 'Domain name', address: 'Email address', undecided: 'Undecided',
  },
  nl: {
    queue: 'Aanvragen', users: ['Geautoriseerde accountnummers', 'Gebruikers'], domains: 'Domeinnamen', upload: 'Upload', why: 'Waarom?',
    enforcement: 'Handhaving', administrators: 'Beheerders', journal: 'Logboek', setup: 'Instellen', profile: 'Profiel',
    more: 'Meer', domain: 'Domeinnaam', address: 'E‑mailadres', undecided: 'Nog geen beslissing',
  },
} as const;

/** Signs Anna in on an account whose list is longer than a screen. */
async function longList(context: BrowserContext, operator: Operator, portal: Application, language: Language) {
  const account = await operator.activates({ language });
  for (let n = 1; n <= 30; n += 1) await portal.check({ account: account.number, email: `user-${n}@acme.example` });
  await account.anna.signsInto(context);
}

/** Ways to follow a link of the navigation. */
const ways = {
  pointer: async (page: Page, link: string) => page.locator(link).click(),
  keyboard: async (page: Page, link: string) => {
    await page.locator(link).focus();
    await page.keyboard.press('Enter');
  },
};

/** Pages of the navigation, in their order: name and path. */
const visits = [
  ['users', '/esecure/users'], ['domains', '/esecure/domains'], ['upload', '/esecure/upload'], ['why', '/esecure/why'],
  ['enforcement', '/esecure/enforcement'], ['administrators', '/esecure/administrators'], ['journal', '/esecure/journal'],
  ['setup', '/esecure'], ['portal', '/'], ['profile', '/profile'],
] as const;

type Left = { check: () => Promise<void> };

/** Leaves something on the page that only the browser knows. */
async function leaveTraces(page: Page, name: string): Promise<Left | undefined> {
  if (name === 'users') {
    const row = page.getByRole('row').filter({ hasText: 'user-7@acme.example' });
    await row.getByRole('checkbox').check();
    await page.evaluate(() => scrollTo(0, 300));
    const top = await page.evaluate(() => scrollY);
    expect(top).toBeGreaterThan(100);
    return {
      check: async () => {
        await expect(row.getByRole('checkbox')).toBeChecked();
        await expect.poll(() => page.evaluate(() => scrollY), 'the list is scrolled as it was').toBeGreaterThan(top - 10);
      },
    };
  }
  const fields: Record<string, string> = {
    domains: 'section:has(#authorised) input[name=domain]',
    why: 'main input[name=email]', administrators: 'main input[name=email]', journal: 'main input[name=address]', profile: 'main input[name=name]',
  };
  const selector = fields[name];
  if (!selector) return undefined;
  const field = page.locator(selector).first();
  // Forms on demand: the domain's, and on a phone the journal's filters.
  const closed = page.locator('main :is(.demand, .fold):not([open]) > summary').first();
  if (await closed.isVisible()) await closed.click();
  await field.fill(`typed on ${name}`);
  return { check: () => expect(field).toHaveValue(`typed on ${name}`) };
}

for (const { language, width, way } of [
  { language: 'en', width: 1280, way: 'keyboard' },
  { language: 'nl', width: 360, way: 'pointer' },
] as const) {
  test.describe(`${language}, ${width} px, ${way}`, () => {
    test.use({ locale: texts[language].locale, viewport: { width, height: 800 } });

    test('every page in one document, and back', async ({ page, context, operator, portal }) => {
      await longList(context, operator, portal, language);
      let documents = 0;
      const reported: string[] = [];
      page.on('console', (message) => reported.push(message.text()));
      page.on('request', (request) => (documents += request.isNavigationRequest() ? 1 : 0));
      await page.goto('/esecure/queue');
      await clientRuns(page);

      const wide = width > 1000;
      const columns: { left: number; width: number }[] = [];
      const left: { name: string; path: string; heading: string; traces: Left | undefined }[] = [];
      for (const [name, path] of visits) {
        await follow(page, name, path, { wide, way, more: words[language].more });
        await expect.poll(() => new URL(page.url()).pathname, name).toBe(path);
        const heading = page.getByRole('heading', { level: 1 });
        await expect(heading, name).toBeFocused();
        await expect(page, name).toHaveTitle(/ · eSecure$/);
        if (wide && path.startsWith('/esecure')) columns.push(await column(page));
        left.push({ name, path, heading: await heading.innerText(), traces: await leaveTraces(page, name) });
      }
      for (const { name, path, heading, traces } of left.toReversed()) {
        await expect.poll(() => new URL(page.url()).pathname, name).toBe(path);
        await expect(page.getByRole('heading', { level: 1, name: heading, exact: true })).toBeVisible();
        await traces?.check();
        await page.goBack();
      }
      await expect(page).toHaveURL(/\/esecure\/queue$/);
      await expect(page.locator('.queue h1')).toBeVisible();
      await page.goForward();
      await expect(page).toHaveURL(/\/esecure\/users$/);
      await left[0]?.traces?.check();

      // After Back and Forward, a link to the page before is a new entry like any other.
      await follow(page, 'domains', '/esecure/domains', { wide, way, more: words[language].more });
      await expect(page).toHaveURL(/\/esecure\/domains$/);
      await page.goBack();
      await expect(page.locator('.users h1')).toBeVisible();
      await page.goForward();
      await expect(page.locator('.domains h1')).toBeVisible();
      await follow(page, 'users', '/esecure/users', { wide, way, more: words[language].more });
      await expect(page).toHaveURL(/\/esecure\/users$/);
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      expect(documents, 'documents loaded').toBe(1);
      expect(new Set(columns.map((column) => column.left)).size, 'left edges').toBeLessThanOrEqual(1);
      expect(new Set(columns.map((column) => column.width)).size, 'content widths').toBeLessThanOrEqual(3);
      expect(reported.filter((text) => text.includes('Autofocus'))).toEqual([]);
    });
  });
}

/** Column of the page's content. */
async function column(page: Page) {
  return page.locator('#main > div:not(.ended)').first().evaluate((content) => {
    const { left, width } = content.getBoundingClientRect();
    return { left, width };
  });
}

/** Follows the link to a page: in the navigation, under *More* on a phone, in the bar, or in the person's menu. */
async function follow(page: Page, name: string, path: string, { wide, way, more }: { wide: boolean; way: keyof typeof ways; more: string }) {
  const press = ways[way];
  if (name === 'portal') return press(page, 'header.bar a.name');
  if (name === 'profile') {
    await press(page, 'header.bar .person summary');
    if (!wide) {
      const rows = page.locator('header.bar .person :is(summary, .pop a, .pop button)');
      for (const row of await rows.all()) expect((await row.boundingBox())?.height, 'height of a target').toBeGreaterThanOrEqual(44);
    }
    return press(page, 'header.bar .person a[href^="/profile"]');
  }
  const to = path === '/esecure' ? '/esecure?steps' : path;
  if (wide) return press(page, `nav.side a[href="${to}"]`);
  const direct = page.locator(`nav.bottom > a[href="${path}"]`);
  if (await direct.count()) return press(page, `nav.bottom > a[href="${path}"]`);
  await page.locator('nav.bottom summary', { hasText: more }).click();
  return press(page, `nav.bottom .pop a[href="${to}"]`);
}
