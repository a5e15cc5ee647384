// The queue by keyboard alone (UI.md, *Keys*): from sign-in to undoing a decision, without a pointer.
import type { Locator, Page } from '@playwright/test';
import { clientRuns, expect, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
const list = (page: Page) => page.getByRole('list', { name: 'Open requests' });
const row = (page: Page, name: string) => list(page).getByRole('link', { name });
const heading = (page: Page, name: string) => page.getByRole('article').getByRole('heading', { name });
const announcement = (page: Page) => page.locator('.said');

/** Presses Tab until the element has the focus: it is reachable, with a visible focus at every step. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let stop = 0; stop < 40; stop += 1) {
    if (await element.evaluate((it) => it === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      return at === document.body || (at !== null && getComputedStyle(at).outlineStyle !== 'none');
    });
    expect(seen, 'the focus is visible').toBe(true);
  }
  throw new Error('Tab does not lead there');
}

test('the queue works by keyboard alone, from sign-in to undo', async ({ page, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const ask = (email: string, name: string) => portal.opensRequest({ account: account.number, email, name, locale: 'en' });
  await ask('tomasz@baltic.example', 'Tomasz Wilk');
  await ask('otto@lumen-lab.example', 'Otto Maier');
  const ilse = await ask('ilse@lumen-lab.example', 'Ilse Brandt');

  await page.goto('/sign-in?next=/esecure/queue');
  await tabTo(page, page.getByLabel(w.email));
  await page.keyboard.type(account.anna.email);
  await tabTo(page, page.getByLabel(w.password));
  await page.keyboard.type(account.anna.password);
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Ilse Brandt')).toBeVisible();
  await clientRuns(page);

  await test.step('move', async () => {
    await page.keyboard.press('j');
    await expect(heading(page, 'Otto Maier')).toBeVisible();
    await expect(row(page, 'Otto Maier')).toBeFocused();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(heading(page, 'Tomasz Wilk'), 'the last one stays').toBeVisible();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await expect(heading(page, 'Ilse Brandt')).toBeVisible();
  });

  await test.step('approve and undo', async () => {
    await page.keyboard.press('a');
    await expect(announcement(page)).toContainText('Approved. ilse@lumen-lab.example can ship right away.');
    await expect(row(page, 'Otto Maier')).toBeFocused();
    await page.keyboard.press('u');
    await expect(announcement(page)).toContainText('Undone. ilse@lumen-lab.example is waiting again');
    await expect(heading(page, 'Ilse Brandt')).toBeVisible();
    await expect(row(page, 'Ilse Brandt')).toBeFocused();
  });

  await test.step('reject without a reason', async () => {
    await page.keyboard.press('r');
    await expect(page.getByRole('button', { name: 'No reason' })).toBeFocused();
    await page.keyboard.press('a');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'No reason' })).toBeHidden();
    await page.keyboard.press('r');
    await page.keyboard.press('Enter');
    await expect(announcement(page)).toContainText('Rejected. ilse@lumen-lab.example gets an email.');
    await expect(heading(page, 'Otto Maier')).toBeVisible();
    await expect(page.getByRole('button', { name: 'No reason' }), 'the next one’s menu is closed').toBeHidden();
    expect(await portal.check({ account: account.number, email: 'ilse@lumen-lab.example' })).toMatchObject({ verdict: 'denied' });
    await page.keyboard.press('u');
    await expect(announcement(page)).toContainText('Undone. ilse@lumen-lab.example is waiting again');
    expect(await portal.check({ account: account.number, email: 'ilse@lumen-lab.example' })).toMatchObject({ verdict: 'pending' });
  });

  await test.step('search, and leave the field', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('tomasz a');
    await expect(page.getByRole('heading', { name: 'No request matches' })).toBeVisible();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await expect(list(page).getByRole('link')).toHaveCount(1);
    await expect(page).toHaveURL(/[?&]q=tomasz(&|$)/);
    expect(await portal.check({ account: account.number, email: 'tomasz@baltic.example' }), 'letters in a field decide nothing').toMatchObject({ verdict: 'pending' });
    await page.keyboard.press('Escape');
    await expect(list(page).getByRole('link')).toHaveCount(3);
    await page.keyboard.press('Tab');
  });

  await test.step('the keys and their dialog', async () => {
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys on this page' });
    await expect(keys).toContainText('Undo the last decision');
    await page.keyboard.press('x');
    await page.keyboard.press('a');
    await page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
    await expect(list(page).getByRole('checkbox', { checked: true }), 'they do nothing behind it').toHaveCount(0);
    await expect(list(page).getByRole('link')).toHaveCount(3);
  });

  await test.step('tick, act on the ticked, take it back', async () => {
    await page.goto(`/esecure/queue/${ilse.id}`);
    await clientRuns(page);
    await page.keyboard.press('x');
    await page.keyboard.press('Control+j');
    await page.keyboard.press('j');
    await expect(heading(page, 'Otto Maier')).toBeVisible();
    await page.keyboard.press('x');
    await expect(page.getByRole('group', { name: 'Ticked requests' })).toContainText('2 ticked');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('group', { name: 'Ticked requests' })).toContainText('Tick all');
    await page.keyboard.press('x');
    await page.keyboard.press('k');
    await expect(heading(page, 'Ilse Brandt')).toBeVisible();
    await page.keyboard.press('x');
    await page.keyboard.press('a');
    const question = page.getByRole('dialog', { name: 'Approve 2 requests' });
    await expect(question).toContainText('otto@lumen-lab.example');
    await page.keyboard.press('Enter');
    await expect(announcement(page)).toContainText('2 requests approved.');
    await expect(row(page, 'Tomasz Wilk')).toBeFocused();
    await page.keyboard.press('u');
    await expect(announcement(page)).toContainText('Undone. 2 requests are waiting again');
    await expect(list(page).getByRole('link')).toHaveCount(3);
  });
});

test('a profile with shortcuts off has no shortcuts and no hints', async ({ page, context, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  await portal.opensRequest({ account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en' });
  const { name, phone, language: locale } = account.anna;
  await account.anna.submit('/fn/save-profile', { name, phone, locale });
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(page.getByText('all keys')).toHaveCount(0);
  await expect(page.getByRole('article').locator('kbd').first()).toBeHidden();
  await page.keyboard.press('x');
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  await page.keyboard.type('zz');
  await expect(list(page).getByRole('link')).toHaveCount(1);
  await expect(list(page).getByRole('checkbox', { checked: true })).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
