// What every journey begins with: the operator, an application that is registered already, and the two ways to hold
// the product.
import { type BrowserContext, expect, type Page } from '@playwright/test';
import type { Administrator } from './administrator.ts';
import type { Application } from './application.ts';
import { Operator } from './operator.ts';
import { test as strict } from './strict.ts';

export { accessible, noOverflow, weight } from './looks.ts';
export { expect } from './strict.ts';
export { shipment } from './application.ts';

export const test = strict.extend<object, { operator: Operator; portal: Application }>({
  operator: [async ({ esecure, mailbox }, use) => use(new Operator(esecure, mailbox)), { scope: 'worker' }],
  /** The application that most shippers use. */
  portal: [async ({ operator }, use) => use(await operator.registers('MyDHL+')), { scope: 'worker' }],
});

/** What the phone in a pocket is. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Signs in by the form that is open. */
export async function signIn(page: Page, who: Administrator, words: { email: string; password: string; signIn: string }) {
  await page.getByLabel(words.email).fill(who.email);
  await page.getByLabel(words.password).fill(who.password);
  await page.getByRole('button', { name: words.signIn }).click();
}

/** Ends the sign-in of a browser from outside, as time or another device would. */
export async function loseSession(context: BrowserContext): Promise<void> {
  const before = await context.cookies();
  expect(before.map(({ name }) => name)).toContain('esecure_session');
  await context.clearCookies({ name: 'esecure_session' });
}
