// Fixtures of every journey: the operator, a registered application, and the phone viewport next to the desktop one.
import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { Administrator } from './administrator.ts';
import type { Application } from './application.ts';
import { Operator } from './operator.ts';
import { test as strict } from './fail-on-console-error.ts';

export { expectAccessible, expectNoOverflow, weight } from './accessibility.ts';
export { expect } from './fail-on-console-error.ts';
export { shipment } from './application.ts';

export const test = strict.extend<object, { operator: Operator; portal: Application }>({
  operator: [async ({ esecure, mailbox }, use) => use(new Operator(esecure, mailbox)), { scope: 'worker' }],
  /** The application used by most shippers. */
  portal: [async ({ operator }, use) => use(await operator.registers('MyDHL+')), { scope: 'worker' }],
});

/** Browser options of a phone. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/**
 * Waits until the client has hydrated the page, detected by its key listeners. Needed by tests of the client; other
 * tests click as soon as possible, as people do.
 */
export async function clientRuns(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const listened = async () => {
    const { result } = await session.send('Runtime.evaluate', { expression: 'window' });
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    return listeners.map(({ type }) => type);
  };
  await expect.poll(listened, 'the client runs').toContain('keydown');
  await session.detach();
}

/** Signs in with the form on the page. */
export async function signIn(page: Page, who: Administrator, texts: { email: string; password: string; signIn: string }) {
  await page.getByLabel(texts.email).fill(who.email);
  await page.getByLabel(texts.password).fill(who.password);
  await page.getByRole('button', { name: texts.signIn }).click();
}

/** Ends a browser's session from outside, as an expiry or another device would. */
export async function clearSession(context: BrowserContext): Promise<void> {
  const before = await context.cookies();
  expect(before.map(({ name }) => name)).toContain('esecure_session');
  await context.clearCookies({ name: 'esecure_session' });
}
