// Pages left open never act as another profile: another administrator signs in in a second tab of the same
// browser, and the first tab can no longer act or show data.
import type { BrowserContext, Page } from '@playwright/test';
import type { Administrator } from '../support/administrator.ts';
import { plain } from '../support/mailbox.ts';
import type { Account } from '../support/operator.ts';
import { expectAccessible, clientRuns, expect, expectNoOverflow, phone, signIn, test } from '../support/fixtures.ts';
import { type Language, languages, texts } from '../support/texts.ts';

type Words = (typeof texts)['en'];

/** Opens the sign-in page in a second tab, as if left open before the first sign-in. */
async function signInLeftOpen(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto('/sign-in');
  return tab;
}

/** Signs in with the form in the tab; the portal opens. */
async function signsIn(tab: Page, who: Administrator, w: Words): Promise<void> {
  await signIn(tab, who, w);
  await expect(tab.getByRole('heading', { level: 1 })).toContainText(who.name.split(' ')[0] ?? who.name);
}

/** Signs out with the profile menu. */
async function signsOut(tab: Page, who: Administrator, w: Words): Promise<void> {
  await tab.locator('summary').filter({ hasText: who.name }).click();
  await tab.getByRole('banner').getByRole('button', { name: w.signOut }).click();
  await expect(tab.getByRole('heading', { level: 1, name: w.signIn })).toBeVisible();
}

/** Returns the text of the journal's rows about approved requests. */
async function approvals(account: Account, language: Language): Promise<string[]> {
  const html = await account.anna.read(`/esecure/journal?account=${account.id}`);
  const rows = [...html.matchAll(/<tr role="row">.*?<\/tr>/gs)].map(([row]) => plain(row));
  return rows.filter((row) => row.includes(language === 'en' ? 'A request was approved' : 'Een aanvraag is goedgekeurd'));
}

/** Simulates hiding or showing the page, as by another tab in front. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);
}

for (const language of languages) {
  const w = texts[language];
  for (const [where, options] of [['desktop', {}], ['phone', phone]] as const) {
    test(`a queue left open cannot act as the next profile (${language}, ${where})`, async ({ visitor, esecure, operator, portal, allowed }) => {
      allowed.push(/status of 409/);
      const account = await operator.activates({ language, enforced: true });
      const ilse = { account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: language };
      await portal.opensRequest(ilse);
      const page = await visitor({ ...options, locale: w.locale, baseURL: esecure.origin });
      const tab = await signInLeftOpen(page.context());
      await page.goto('/sign-in');
      await signsIn(page, account.anna, w);
      await page.goto('/esecure/queue');
      await clientRuns(page);
      await page.getByRole('list').getByRole('link', { name: 'Ilse Brandt' }).click();
      const article = page.getByRole('article');
      await article.locator('summary').filter({ hasText: w.reject }).click();
      await page.getByText(w.reasonOther).click();
      await page.locator('#words').fill('Ask Jonas first.');
      await article.locator('summary').filter({ hasText: w.reject }).click();

      await signsIn(tab, account.bram, w);
      const notice = page.locator('.ended').getByRole('alert');
      await expect(notice).toContainText(w.otherProfile);
      await expect(notice).toContainText(w.hasSignedIn('Bram Visser'));
      await expect(notice.getByRole('link', { name: w.loadAgain })).toBeInViewport();
      await expectNoOverflow(page);
      await expectAccessible(page);

      const refused = page.waitForResponse((answer) => answer.url().endsWith('/fn/decide-request'));
      await article.getByRole('button', { name: w.approve, exact: true }).click();
      expect((await refused).status()).toBe(409);
      expect(await portal.check(ilse)).toMatchObject({ verdict: 'pending' });
      await expect(page.locator('#words'), 'nothing typed is lost').toHaveValue('Ask Jonas first.');
      expect(await approvals(account, language)).toEqual([]);

      await notice.getByRole('link', { name: w.loadAgain }).click();
      await clientRuns(page);
      await expect(page.locator('.ended')).toHaveCount(0);
      await expect(page.getByRole('banner')).toContainText('Bram Visser');
      const approved = page.waitForResponse((answer) => answer.url().endsWith('/fn/decide-request'));
      await page.getByRole('article').getByRole('button', { name: w.approve, exact: true }).click();
      expect((await approved).status()).toBe(200);
      expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed' });
      expect(await approvals(account, language)).toEqual([expect.stringContaining('Bram Visser')]);
    });
  }
}

const w = texts.en;

test('a click before the open tab is notified has no effect', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/status of 409/, /\/(esecure\/live|fn\/viewer|fn\/queue-news) /, /Failed to load resource/);
  const account = await operator.activates({ enforced: true });
  const ilse = { account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en' };
  await portal.opensRequest(ilse);
  await page.route('**/esecure/live', (route) => route.abort());
  await page.route('**/fn/viewer', (route) => route.abort());
  await page.route('**/fn/queue-news', (route) => route.abort());
  const tab = await signInLeftOpen(context);
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await signsIn(tab, account.bram, w);
  await page.getByRole('article').getByRole('button', { name: w.approve, exact: true }).click();
  const alert = page.locator('.refused').getByRole('alert');
  await expect(alert).toContainText(w.hasSignedIn('Bram Visser'));
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'pending' });
  await page.unroute('**/fn/viewer');
  await alert.getByRole('link', { name: w.loadAgain }).click();
  await expect(page.getByRole('banner')).toContainText('Bram Visser');
});

test('open tabs are notified of a sign-out and a new sign-in, hidden tabs once visible', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/status of 40[19]/);
  const account = await operator.activates({ enforced: true });
  const ilse = { account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en' };
  await portal.opensRequest(ilse);
  const tab = await signInLeftOpen(context);
  await account.anna.signsInto(context);
  const users = await context.newPage();
  for (const [one, path] of [[page, '/esecure/queue'], [users, '/esecure/users']] as const) {
    await one.goto(path);
    await clientRuns(one);
    await one.evaluate(() => Object.assign(window, { same: true }));
  }
  await tab.goto('/');
  await signsOut(tab, account.anna, w);
  const ended = (of: Page) => of.locator('.ended').getByRole('alert');
  await expect(ended(page)).toContainText(w.signedOut);
  await expect(ended(users)).toContainText(w.signedOut);

  // The same person signs in: both tabs continue.
  await signsIn(tab, account.anna, w);
  await tab.goto('/esecure/queue');
  await expect(ended(page)).toHaveCount(0);
  await expect(ended(users)).toHaveCount(0);

  // Another person signs in while one tab is hidden.
  await setHidden(users, true);
  await signsOut(tab, account.anna, w);
  await signsIn(tab, account.bram, w);
  await expect(ended(page)).toContainText(w.hasSignedIn('Bram Visser'));
  await expect(ended(users), 'hidden, it hears nothing').toHaveCount(0);
  await setHidden(users, false);
  await expect(ended(users)).toContainText(w.hasSignedIn('Bram Visser'));

  // The first person signs in again: no input was lost.
  await signsOut(tab, account.bram, w);
  await signsIn(tab, account.anna, w);
  await tab.goto('/esecure/queue');
  await expect(ended(page)).toHaveCount(0);
  expect(await page.evaluate(() => 'same' in window), 'the page was not reloaded').toBe(true);
  await page.getByRole('article').getByRole('button', { name: w.approve, exact: true }).click();
  await expect(page.locator('.said')).toContainText('Approved');
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed' });
});

for (const language of languages) {
  const w = texts[language];
  test(`a form left open keeps its input for its own profile (${language})`, async ({ visitor, esecure, operator, portal, allowed }) => {
    allowed.push(/status of 409/);
    const account = await operator.activates({ language, enforced: true });
    const jan = { account: account.number, email: 'jan@rheinwerk.example', locale: language };
    const page = await visitor({ ...(language === 'nl' ? phone : {}), locale: w.locale, baseURL: esecure.origin });
    const tab = await signInLeftOpen(page.context());
    await account.anna.signsInto(page.context());
    await page.goto(`/esecure/users/new?account=${account.id}`);
    await page.locator('#email').fill(jan.email);
    await page.locator('#note').fill('Weekly "returns"');
    await signsIn(tab, account.bram, w);

    await page.locator('main').getByRole('button').click();
    // The frame may say the same above the page.
    const alert = page.locator('main form').getByRole('alert');
    await expect(alert).toContainText(w.otherProfile);
    await expect(alert).toContainText(w.hasSignedIn('Bram Visser'));
    await expect(alert.getByRole('link', { name: w.loadAgain })).toHaveAttribute('href', `/esecure/users/new?account=${account.id}`);
    await expectNoOverflow(page);
    await expectAccessible(page);
    // Submitting again is refused too.
    await page.locator('main').getByRole('button').click();
    await expect(alert).toContainText(w.hasSignedIn('Bram Visser'));
    expect(await portal.check(jan)).toMatchObject({ verdict: 'pending' });

    await signsOut(tab, account.bram, w);
    await signsIn(tab, account.anna, w);
    await page.locator('main').getByRole('button').click();
    await expect(page).toHaveURL(/\/esecure\/users\/usr_/);
    await expect(page.getByRole('main')).toContainText('Weekly "returns"');
    expect(await portal.check(jan)).toMatchObject({ verdict: 'allowed' });
  });
}

test('an upload left open cannot be committed by another profile', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/status of 409/);
  const account = await operator.activates({ enforced: true });
  const jan = { account: account.number, email: 'jan@rheinwerk.example', locale: 'en' };
  const tab = await signInLeftOpen(context);
  await account.anna.signsInto(context);
  await page.goto('/esecure/upload');
  await page.setInputFiles('input[type=file]', { name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(`E-mail\n${jan.email}\n`) });
  const commit = page.getByRole('button', { name: 'Approve 1 user' });
  await expect(commit).toBeVisible();
  await signsIn(tab, account.bram, w);
  await commit.click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(w.hasSignedIn('Bram Visser'));
  await expect(commit, 'the file lies there still').toBeVisible();
  expect(await portal.check(jan)).toMatchObject({ verdict: 'pending' });
  await signsOut(tab, account.bram, w);
  await signsIn(tab, account.anna, w);
  await commit.click();
  await expect(page.getByText('1 user may ship from now on.')).toBeVisible();
  expect(await portal.check(jan)).toMatchObject({ verdict: 'allowed' });
});
