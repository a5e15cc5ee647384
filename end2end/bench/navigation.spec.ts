// From pressing a link to the painted heading of its page, for every page of the portal: within the client, compared with
// loading the same page as a document. On loopback, and again with a processor four times slower and Fast 3G.
import { type CDPSession, type Page, test } from '@playwright/test';
import { Esecure } from '../support/esecure.ts';
import { clientRuns } from '../support/fixtures.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { measured } from './measured.ts';

const pages = ['/', '/profile', '/esecure?steps', '/esecure/users', '/esecure/domains', '/esecure/upload', '/esecure/why', '/esecure/enforcement', '/esecure/administrators', '/esecure/journal'];
/** Measurements of each page, and in the slow run. */
const [runs, slowRuns] = [50, 9];

/** Presses the link to a page; resolves to the milliseconds until another heading than before is painted. */
const press = (page: Page, path: string) =>
  page.evaluate(async (href) => {
    const heading = () => document.querySelector('main h1')?.textContent;
    const link = document.querySelector<HTMLAnchorElement>(`nav.side a[href="${href}"], header a[href="${href}"]`);
    if (!link) throw new Error(`no link to ${href}`);
    const before = heading();
    const begin = performance.now();
    link.click();
    while (heading() === before || !heading()) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - begin;
  }, path);

/** Loads a page as a document; resolves to the milliseconds until its heading is painted. */
async function load(page: Page, path: string): Promise<number> {
  const begin = await page.evaluate((href) => {
    const now = performance.timeOrigin + performance.now();
    location.assign(href);
    return now;
  }, path);
  await page.waitForURL((url) => url.pathname === path);
  const painted = await page.evaluate(async () => {
    while (!document.querySelector('main h1')) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const first = performance.getEntriesByName('first-contentful-paint')[0];
    return performance.timeOrigin + (first?.startTime ?? performance.now());
  });
  return painted - begin;
}

async function slow(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  // Fast 3G as in the browser's tools.
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 562.5, downloadThroughput: (1.44 * 1024 * 1024) / 8, uploadThroughput: (675 * 1024) / 8 });
}

test('navigation', async ({ browser }) => {
  const mailbox = await Mailbox.open();
  const esecure = await Esecure.start(mailbox.url);
  const operator = new Operator(esecure, mailbox);
  const account = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');
  for (let n = 0; n < 20; n += 1) await portal.check({ account: account.number, email: `ann-${n}@acme.example` });
  for (const [condition, count] of [['loopback', runs], ['4x slower and Fast 3G', slowRuns]] as const) {
    const context = await browser.newContext({ baseURL: esecure.origin, viewport: { width: 1280, height: 800 } });
    await account.anna.signsInto(context);
    const page = await context.newPage();
    await page.goto('/esecure/queue');
    await clientRuns(page);
    // Each chunk is loaded once before.
    for (const path of pages) {
      await press(page, path);
      await page.goBack();
      await page.waitForURL(/queue/);
      await page.locator('.queue h1').waitFor();
    }
    if (condition !== 'loopback') await slow(await context.newCDPSession(page));
    for (const path of pages) {
      await clientRuns(page);
      const [client, document]: [number[], number[]] = [[], []];
      for (let run = 0; run < count; run += 1) {
        client.push(await press(page, path));
        await page.goBack();
        await page.locator('.queue h1').waitFor();
      }
      for (let run = 0; run < count; run += 1) {
        document.push(await load(page, path));
        await page.goto('/esecure/queue');
      }
      measured(`${path} within the client beside a document, ${condition}`, client, document);
    }
    await context.close();
  }
  await esecure.stop();
  await mailbox.close();
});
