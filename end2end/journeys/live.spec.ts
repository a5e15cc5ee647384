// Live updates of the queue: new requests and decisions made elsewhere appear without a reload, a lost connection is
// restored without losing updates, and many tabs of one browser share one connection.
import type { Page } from '@playwright/test';
import { Proxy } from '../support/proxy.ts';
import { clientRuns, expect, phone, test as base } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
const list = (page: Page) => page.getByRole('list', { name: 'Open requests' });
const row = (page: Page, name: string) => list(page).getByRole('listitem').filter({ hasText: name });
const detail = (page: Page) => page.getByRole('article');
const announcement = (page: Page) => page.locator('.said');
const count = (page: Page) => page.getByRole('navigation', { name: 'eSecure' }).first().locator('.count');
const notLive = (page: Page) => page.locator('.list .not-live');

/** A proxy to the server that can be cut and records its connections. */
const test = base.extend<{ tcpProxy: Proxy }>({
  tcpProxy: async ({ esecure, allowed }, use) => {
    const tcpProxy = await Proxy.before(esecure.origin);
    allowed.push(new RegExp(`request to a foreign origin: ${tcpProxy.origin}/`));
    await use(tcpProxy);
    await tcpProxy.close();
  },
});
const stream = '/esecure/live';

/** Marks the page; a reload would lose the mark. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { same: true }));
const hasMark = (page: Page) => page.evaluate(() => 'same' in window);

/** Waits until the page receives live updates: the stream's first event has arrived. */
async function waitForLiveUpdates(page: Page): Promise<void> {
  await clientRuns(page);
  await expect(notLive(page)).toHaveCount(0);
}

/** Simulates hiding or showing the page, as by another tab in front. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);
}

test('a request appears and is decided without a reload, in two browsers and on a phone', async ({ page, context, visitor, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const otto = { account: account.number, email: 'otto@lumen-lab.example', locale: 'en' };
  const ilse = { account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en' };
  await portal.opensRequest(otto);
  await account.anna.signsInto(context);
  const bram = await visitor();
  await account.bram.signsInto(bram.context());
  const pocket = await visitor(phone);
  await account.bram.signsInto(pocket.context());
  const all = [page, bram, pocket];
  for (const one of all) {
    await one.goto('/esecure/queue');
    await waitForLiveUpdates(one);
    await mark(one);
  }

  await portal.opensRequest(ilse);
  for (const one of all) {
    const fresh = announcement(one).getByRole('button', { name: '1 new request' });
    await expect(fresh, 'the list never jumps').toBeVisible();
    await expect(list(one).getByRole('listitem')).toHaveCount(1);
    await expect(one.locator('.list .line')).toContainText('2 open');
    await expect(one, 'the title counts along').toHaveTitle('(2) Queue · eSecure');
    await fresh.click();
    await expect(list(one).getByRole('listitem').first(), 'the newest is on top').toContainText('Ilse Brandt');
    await expect(row(one, 'Ilse Brandt').getByRole('link')).toBeFocused();
    await expect(fresh).toHaveCount(0);
  }
  await expect(count(page)).toContainText('2');

  await row(bram, 'Ilse Brandt').getByRole('link').click();
  await detail(bram).getByRole('button', { name: w.approve }).click();
  await expect(announcement(bram)).toContainText('Approved');
  await expect(row(page, 'Ilse Brandt'), 'greyed in its place').toContainText('Bram Visser approved this');
  await expect(row(pocket, 'Ilse Brandt')).toContainText('Bram Visser approved this');
  await expect(count(page)).toContainText('1');
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });

  // Anna's page shows Otto's request while it is decided on the phone.
  await expect(detail(page).getByRole('heading', { name: otto.email })).toBeVisible();
  await row(pocket, otto.email).getByRole('link').tap();
  await detail(pocket).getByRole('button', { name: w.approve }).tap();
  await expect(detail(page)).toContainText('Bram Visser approved this');
  await expect(detail(page).getByRole('button', { name: w.approve })).toHaveCount(0);
  await expect(page.locator('.list .line')).not.toContainText('open');
  for (const one of all) expect(await hasMark(one), 'no page was reloaded').toBe(true);
});

test('a lost connection is shown, and reconnecting loads all missed updates', async ({ page, context, esecure, tcpProxy, operator, portal, allowed }) => {
  allowed.push(/ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|ERR_INCOMPLETE|Failed to load resource/);
  const account = await operator.activates({ enforced: true });
  const ask = (name: string) => portal.opensRequest({ account: account.number, email: `${name}@acme.example`, name, locale: 'en' });
  await ask('First');
  await account.anna.signsInto(context);
  await page.goto(`${tcpProxy.origin}/esecure/queue`);
  await waitForLiveUpdates(page);
  await mark(page);
  await ask('Second');
  await expect(announcement(page).getByRole('button', { name: '1 new request' })).toBeVisible();

  tcpProxy.cut();
  await expect(notLive(page)).toContainText(/Not live since \d\d:\d\d/);
  await ask('Third');
  await expect(detail(page).getByRole('button', { name: w.approve }), 'buttons stay usable').toBeEnabled();
  await expect(notLive(page).getByRole('button', { name: 'Try again' })).toBeVisible();
  await detail(page).getByRole('button', { name: w.approve }).click();
  const unreachable = page.locator('.side-by > .refused');
  await expect(unreachable.getByRole('button', { name: 'Try again' })).toBeVisible();
  tcpProxy.restore();
  await expect(announcement(page).getByRole('button', { name: '2 new requests' })).toBeVisible({ timeout: 45_000 });
  await expect(notLive(page)).toHaveCount(0, { timeout: 45_000 });
  await expect(unreachable, 'it is said only while it is true').toHaveCount(0);

  await esecure.restart(() => expect(notLive(page)).toContainText(/Not live since/));
  await ask('Fourth');
  await expect(announcement(page).getByRole('button', { name: '3 new requests' })).toBeVisible({ timeout: 45_000 });
  await expect(notLive(page)).toHaveCount(0, { timeout: 45_000 });
  await announcement(page).getByRole('button').click();
  await expect(list(page).getByRole('listitem')).toHaveCount(4);
  await detail(page).getByRole('button', { name: w.approve }).click();
  await expect(announcement(page)).toContainText('Approved. First@acme.example');
  expect(await hasMark(page), 'the page was not reloaded').toBe(true);
});

test('a hidden tab closes its stream and refetches once visible', async ({ page, context, tcpProxy, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  await account.anna.signsInto(context);
  await page.goto(`${tcpProxy.origin}/esecure/queue`);
  await waitForLiveUpdates(page);
  await expect.poll(() => tcpProxy.openConnections(stream)).toBe(1);
  await setHidden(page, true);
  await expect.poll(() => tcpProxy.openConnections(stream)).toBe(0);
  await portal.opensRequest({ account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt' });
  await setHidden(page, false);
  await expect(announcement(page).getByRole('button', { name: '1 new request' })).toBeVisible();
  expect(tcpProxy.openConnections(stream)).toBe(1);
});

test('the stream ends with the session, and no input is lost', async ({ page, context, tcpProxy, operator, portal, allowed }) => {
  allowed.push(/status of 401/);
  const account = await operator.activates({ enforced: true });
  await portal.opensRequest({ account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt' });
  await account.anna.signsInto(context);
  await page.goto(`${tcpProxy.origin}/esecure/queue`);
  await waitForLiveUpdates(page);
  await expect.poll(() => tcpProxy.openConnections(stream)).toBe(1);
  await detail(page).locator('summary').filter({ hasText: w.reject }).click();
  await page.getByText(w.reasonOther).click();
  await page.getByLabel(/^Your reason/).fill('Ask Jonas first.');

  await account.anna.signsOut();
  await expect.poll(() => tcpProxy.openConnections(stream)).toBe(0);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('You are signed out');
  await expect(alert.getByRole('link', { name: w.signIn })).toBeVisible();
  const refused = page.waitForResponse('**/fn/decide-request');
  await detail(page).getByRole('button', { name: w.approve }).click();
  await refused;
  await expect(alert, 'said once').toHaveCount(1);
  await expect(page.getByLabel(/^Your reason/)).toHaveValue('Ask Jonas first.');
});

test('seven tabs of one browser stay usable and share one stream', async ({ context, tcpProxy, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  await account.anna.signsInto(context);
  const tabs: Page[] = [];
  for (let n = 0; n < 7; n += 1) {
    const tab = await context.newPage();
    await tab.goto(`${tcpProxy.origin}/esecure/queue`);
    await waitForLiveUpdates(tab);
    tabs.push(tab);
  }
  await portal.opensRequest({ account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt' });
  for (const tab of tabs) {
    await announcement(tab).getByRole('button', { name: '1 new request' }).click();
    await expect(row(tab, 'Ilse Brandt')).toBeVisible();
  }
  expect(tcpProxy.openConnections(stream), 'one connection for all of them').toBe(1);
  // The tab that holds the stream is closed, and another one takes over.
  await tabs.shift()?.close();
  await expect.poll(() => tcpProxy.requestCount(stream)).toBe(2);
  await expect.poll(() => tcpProxy.openConnections(stream)).toBe(1);
  await row(tabs[2]!, 'Ilse Brandt').getByRole('link').click();
  await detail(tabs[2]!).getByRole('button', { name: w.approve }).click();
  await expect(announcement(tabs[2]!)).toContainText('Approved');
  for (const tab of tabs.filter((tab) => tab !== tabs[2])) await expect(row(tab, 'Ilse Brandt')).toContainText('Anna de Boer approved');
});

test('a page offers what another administrator changed, and shows it when asked', async ({ page, context, operator, portal }) => {
  const account = await operator.activates();
  await portal.check({ account: account.number, email: 'ann@acme.example' });
  await account.anna.signsInto(context);
  const bar = page.getByRole('status').filter({ hasText: 'Something on this page has changed.' });
  const user = (await account.bram.listed(account.id)).get('ann@acme.example')?.id ?? '';
  for (const [path, text] of [['domains', 'first.example'], ['journal', 'second.example'], ['users', 'Approved']] as const) {
    await page.goto(`/esecure/${path}`);
    await clientRuns(page);
    await mark(page);
    const main = page.getByRole('main');
    const before = await main.innerText();
    await expect(bar).toHaveCount(0);
    await (path === 'users' ? account.bram.decidesUser(account.id, user, 'approve') : account.bram.authorises(account.id, text));
    await expect(bar).toBeVisible();
    expect((await main.innerText()).replace(await bar.innerText(), '').trim(), 'nothing moves by itself').toBe(before.trim());
    await bar.getByRole('button').click();
    await expect(main).toContainText(text);
    await expect(bar).toHaveCount(0);
    expect(await hasMark(page)).toBe(true);
  }
});
