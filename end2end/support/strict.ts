// The test that every journey starts from: a server and a mailbox per worker, and a browser in which nothing may go wrong
// silently. A console error or warning, an uncaught error, a violated content security policy, a failed or foreign
// request: each fails the test, also in the pages of a second visitor.
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Page, expect, test as base } from '@playwright/test';
import { Esecure } from './esecure.ts';
import { Mailbox } from './mailbox.ts';

type ContextOptions = Parameters<Browser['newContext']>[0];

type PerTest = {
  /** What this test provokes on purpose: `allowed.push(/status of 404/)`. */
  allowed: RegExp[];
  /** Watches a context for what must not happen. */
  watch: (context: BrowserContext) => Promise<void>;
  /** The browser of somebody else: no cookies shared with `page`. */
  visitor: (options?: ContextOptions) => Promise<Page>;
};
type PerWorker = { esecure: Esecure; mailbox: Mailbox };

export { expect };

export const test = base.extend<PerTest, PerWorker>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.open();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: 'worker' },
  ],
  esecure: [
    async ({ mailbox }, use) => {
      const esecure = await Esecure.start(mailbox.url);
      await use(esecure);
      await esecure.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  baseURL: async ({ esecure }, use) => use(esecure.origin),
  allowed: async ({}, use) => use([]),

  watch: async ({ esecure, allowed }, use, info) => {
    const problems: string[] = [];
    await use((context) => listen(context, esecure.origin, problems));
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: esecure.output });
    expect(problems.filter((problem) => !allowed.some((pattern) => pattern.test(problem)))).toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    await watch(context);
    await use(context);
  },
  visitor: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      await watch(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

async function listen(context: BrowserContext, origin: string, problems: string[]): Promise<void> {
  const own = (url: string) => url === origin || url.startsWith(`${origin}/`);
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => problems.push(`uncaught: ${error.error().message}`));
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !own(request.url())) problems.push(`request to a foreign origin: ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) problems.push(`answered with a status of ${response.status()}: ${response.url()}`);
  });
  context.on('requestfailed', (request) => {
    // Aborted is what leaving a page does to its event stream. What a policy refuses the page itself reports; and a browser
    // without scripts refuses to preload them.
    const why = request.failure()?.errorText ?? '';
    if (!['net::ERR_ABORTED', 'csp'].includes(why)) problems.push(`request failed: ${request.url()} ${why}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refuses ${event.blockedURI || 'inline'}`);
    });
  });
}

/** WCAG 2.2 AA by axe, in the light and in the dark: no violation. */
export async function accessible(page: Page): Promise<void> {
  const scriptless = await page.evaluate(() => matchMedia('(scripting: none)').matches);
  const subject = scriptless ? await scriptedCopy(page) : page;
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  for (const colorScheme of ['light', 'dark'] as const) {
    await subject.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page: subject }).withTags(tags).analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary}`));
    expect(found, `axe, ${colorScheme}: ${page.url()}`).toEqual([]);
  }
  await subject.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (scriptless) await subject.context().close();
}

/** axe is a script: what a visitor without scripts sees is copied, as rendered, to a browser that has them. */
async function scriptedCopy(page: Page): Promise<Page> {
  const html = (await page.content()).replace(/<script\b.*?<\/script>|<\/?noscript\b[^>]*>/gs, '');
  const context = await page.context().browser()?.newContext({ viewport: page.viewportSize(), javaScriptEnabled: true });
  if (!context) throw new Error('the page has no browser any more');
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await copy.goto(page.url());
  return copy;
}

/** Nothing sticks out sideways. */
export async function noOverflow(page: Page): Promise<void> {
  const sticking = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${root.scrollWidth} in ${root.clientWidth} px`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
  });
  expect(sticking, `sideways scroll: ${page.url()}`).toEqual([]);
}

/** Bytes over the wire until the page is loaded, with everything it fetches, headers included. Needs an empty cache: a fresh context. */
export async function weight(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.enable');
  await page.goto(url, { waitUntil: 'load' });
  await session.detach();
  return bytes;
}
