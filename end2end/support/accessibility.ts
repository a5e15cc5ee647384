// Automated checks of a page: accessibility, overflow, weight. Failures are soft, so that one run reports all pages.
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** Asserts WCAG 2.2 AA with axe, in light and dark mode. */
export async function expectAccessible(page: Page): Promise<void> {
  await styled(page);
  const scriptless = await page.evaluate(() => matchMedia('(scripting: none)').matches);
  const subject = scriptless ? await scriptedCopy(page) : page;
  for (const colorScheme of ['light', 'dark'] as const) {
    await subject.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = await violations(subject);
    expect.soft(found, `axe, ${colorScheme}: ${page.url()}`).toEqual([]);
  }
  await subject.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (scriptless) await subject.context().close();
}

/** Waits for the style sheets: the page's text is available earlier, still unstyled. */
async function styled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
}

/** Returns axe's violations, one line each. Injects axe once per document. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary}`));
  });
}

/** Copies the rendered page into a browser with scripts enabled, since axe is a script itself. */
async function scriptedCopy(page: Page): Promise<Page> {
  const html = (await page.content()).replace(/<script\b.*?<\/script>|<\/?noscript\b[^>]*>/gs, '');
  const context = await page.context().browser()?.newContext({ viewport: page.viewportSize(), javaScriptEnabled: true });
  if (!context) throw new Error('the page has no browser any more');
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await copy.goto(page.url());
  return copy;
}

/** Asserts that nothing overflows horizontally. */
export async function expectNoOverflow(page: Page): Promise<void> {
  await styled(page);
  const sticking = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${root.scrollWidth} in ${root.clientWidth} px`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
  });
  expect.soft(sticking, `sideways scroll: ${page.url()}`).toEqual([]);
}

/**
 * Returns the bytes transferred until the page and all its resources are loaded, headers included. Needs an empty
 * cache: a fresh context.
 */
export async function weight(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await session.send('Network.enable');
  await page.goto(url, { waitUntil: 'load' });
  await session.detach();
  return bytes;
}
