// A queue longer than one page: it loads more by pointer and keyboard without moving rows, the search covers
// all requests, and decided rows make room for the next ones.
import type { Page } from '@playwright/test';
import type { Application } from '../support/application.ts';
import type { Account } from '../support/operator.ts';
import { expectAccessible, clientRuns, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';

const links = (page: Page) => page.getByRole('list', { name: 'Open requests' }).getByRole('link');
const row = (page: Page, n: number) => links(page).filter({ hasText: shipper(n) });
const heading = (page: Page, n: number) => page.getByRole('article').getByRole('heading', { name: shipper(n) });
const more = (page: Page) => page.getByRole('button', { name: 'Show more', exact: true });
const summary = (page: Page) => page.locator('.queue .line');
const announcement = (page: Page) => page.locator('.said');

const shipper = (n: number) => `shipper-${String(n).padStart(3, '0')}@long.example`;

/** Opens the requests of the shippers `from` to `to`: the first one is the newest. */
async function openRequests(portal: Application, { number }: Account, from: number, to: number): Promise<void> {
  for (let n = to; n >= from; n -= 1) await portal.opensRequest({ account: number, email: shipper(n), locale: 'en' });
}

test('a long queue loads more by pointer and keyboard, and later rows can be decided', async ({ page, context, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  await openRequests(portal, account, 1, 250);
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(links(page)).toHaveCount(100);
  await expect(page.getByText('100 of 250 shown')).toBeVisible();
  await expect(summary(page)).toContainText('250 open, oldest');
  await expectAccessible(page);
  await expectNoOverflow(page);

  await test.step('by pointer', async () => {
    const list = page.locator('#queue-list');
    await row(page, 100).scrollIntoViewIfNeeded();
    const before = await row(page, 100).evaluate((it) => it.closest('li')?.offsetTop);
    await more(page).click();
    await expect(links(page)).toHaveCount(200);
    await expect(row(page, 101)).toBeFocused();
    expect(await row(page, 100).evaluate((it) => it.closest('li')?.offsetTop), 'no row moves').toBe(before);
    await expect(list.getByRole('link').first()).toContainText(shipper(1));
    await expect(page.getByText('200 of 250 shown')).toBeVisible();
  });

  await test.step('by keyboard', async () => {
    await more(page).focus();
    await page.keyboard.press('Enter');
    await expect(links(page)).toHaveCount(250);
    await expect(row(page, 201)).toBeFocused();
    await expect(more(page)).toBeHidden();
    await expect(page.getByText('of 250 shown')).toHaveCount(0);
  });

  await test.step('decide in the third part', async () => {
    await row(page, 220).click();
    await expect(heading(page, 220)).toBeVisible();
    await page.keyboard.press('j');
    await expect(heading(page, 221)).toBeVisible();
    await page.keyboard.press('a');
    await expect(announcement(page)).toContainText(`Approved. ${shipper(221)} can ship right away.`);
    await expect(row(page, 221)).toHaveCount(0);
    await expect(heading(page, 222)).toBeVisible();
    await expect(summary(page)).toContainText('249 open, oldest');
    await page.keyboard.press('u');
    await expect(row(page, 221)).toBeVisible();
    await expect(summary(page)).toContainText('250 open, oldest');
  });

  await test.step('tick as many as are decided at once', async () => {
    await page.getByLabel('Tick the first 200').check();
    await expect(page.locator('.bulk')).toContainText('200 ticked');
    await page.getByRole('button', { name: 'Approve 200' }).click();
    const question = page.getByRole('dialog', { name: 'Approve 200 requests' });
    await expect(question).toContainText(shipper(50));
    await expect(question).not.toContainText(shipper(51));
    await expect(question).toContainText('and 150 more');
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
  });
});

test('decisions make room, search covers all requests, and new requests wait behind the bar', async ({ page, context, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  await openRequests(portal, account, 1, 130);
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(links(page)).toHaveCount(100);

  const search = page.getByRole('searchbox', { name: 'Search the queue' });
  await search.fill('SHIPPER-129');
  await expect(links(page)).toHaveCount(1);
  await expect(row(page, 129)).toBeVisible();
  await expect(heading(page, 129)).toBeVisible();
  await search.fill('');
  await expect(links(page)).toHaveCount(100);
  await expect(heading(page, 1)).toBeVisible();

  // After a whole part is decided at once, the next part loads automatically.
  await page.getByLabel('Tick the first 100').check();
  await page.getByRole('button', { name: 'Reject 100' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reject 100' }).click();
  await expect(announcement(page)).toContainText('100 requests rejected.');
  await expect(links(page)).toHaveCount(30);
  await expect(heading(page, 101)).toBeVisible();
  await expect(summary(page)).toContainText('30 open, oldest');

  await openRequests(portal, account, 131, 240);
  await expect(summary(page)).toContainText('140 open, oldest');
  await page.getByRole('button', { name: '110 new requests' }).click();
  // More than one part is new, so the list begins again with the newest.
  await expect(links(page)).toHaveCount(100);
  await expect(row(page, 131)).toBeFocused();
  await expect(heading(page, 101), 'the shown request stays').toBeVisible();
  await expect(page.getByText('100 of 140 shown')).toBeVisible();
  await more(page).click();
  await expect(links(page)).toHaveCount(140);
  await expect(row(page, 231)).toBeFocused();
  await expect(more(page)).toBeHidden();
});

test('on a phone the list loads more, and a later request has its own URL', async ({ visitor, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const last = await portal.opensRequest({ account: account.number, email: shipper(120), locale: 'en' });
  await openRequests(portal, account, 1, 119);
  const page = await visitor(phone);
  await account.anna.signsInto(page.context());
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(links(page)).toHaveCount(100);
  await expectNoOverflow(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show more' }).tap();
  await expect(links(page)).toHaveCount(120);
  await expect(row(page, 101)).toBeFocused();

  await page.goto(`/esecure/queue/${last.id}`);
  await clientRuns(page);
  await expect(heading(page, 120)).toBeVisible();
  await page.getByRole('article').getByRole('button', { name: 'Approve' }).tap();
  await expect(announcement(page)).toContainText(`Approved. ${shipper(120)}`);
  await expect(links(page)).toHaveCount(100);
  await expect(summary(page)).toContainText('119 open, oldest');
});
