// Base test of every journey: a server and a mailbox per worker, and a browser in which no problem passes silently. A
// console error or warning, an uncaught error, a violation of the content security policy, and a failed or foreign
// request each fail the test, also on the pages of a second visitor.
import { type Browser, type BrowserContext, type Page, expect, test as base } from '@playwright/test';
import { Esecure } from './esecure.ts';
import { Mailbox } from './mailbox.ts';

type ContextOptions = Parameters<Browser['newContext']>[0];

type PerTest = {
  /** Problems that this test provokes on purpose: `allowed.push(/status of 404/)`. */
  allowed: RegExp[];
  /** Watches a context for problems. */
  watch: (context: BrowserContext) => Promise<void>;
  /** Opens another person's browser, which shares no cookies with `page`. */
  visitor: (options?: ContextOptions) => Promise<Page>;
  /** Hides mails that arrived before the test began. */
  ownMails: void;
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

  ownMails: [async ({ mailbox }, use) => (mailbox.discardPending(), use()), { auto: true }],
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
    // Leaving a page aborts its event stream. Policy violations are reported by the page itself, and a browser without
    // scripts refuses to preload them.
    const why = request.failure()?.errorText ?? '';
    if (!['net::ERR_ABORTED', 'csp'].includes(why)) problems.push(`request failed: ${request.url()} ${why}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refuses ${event.blockedURI || 'inline'}`);
    });
  });
}
