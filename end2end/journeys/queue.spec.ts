// The queue: open requests, the evidence and the decision, and open requests when enforcement is
// switched off.
import type { Locator, Page } from '@playwright/test';
import type { Application } from '../support/application.ts';
import type { Account } from '../support/operator.ts';
import { clientRuns, expect, phone, shipment, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
const list = (page: Page) => page.getByRole('list', { name: 'Open requests' });
const row = (page: Page, name: string) => list(page).getByRole('link', { name });
const detail = (page: Page) => page.getByRole('article');
const announcement = (page: Page) => page.locator('.said');
const undo = (page: Page) => page.locator('.toast').getByRole('button', { name: 'Undo' });

/** Opens Otto's request with no member set, then Ilse's with every one: hers is the newest. */
async function openTwoRequests(account: Account, portal: Application) {
  const { number } = account;
  const ilse = { account: number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en', authenticated: true, shipment };
  const otto = { account: number, email: 'otto@lumen-lab.example', locale: 'en' };
  const ofOtto = await portal.opensRequest(otto);
  return { ilse, otto, ofOtto, ofIlse: await portal.opensRequest(ilse) };
}

test('the newest request is shown first with its evidence, approving it shows the next, and the order can be turned', async ({ page, context, mailbox, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const { ilse, otto } = await openTwoRequests(account, portal);
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);

  await expect(list(page).getByRole('link')).toHaveCount(2);
  await expect(list(page).getByRole('link').first()).toContainText('Ilse Brandt');
  await expect(detail(page).getByRole('heading', { name: 'Ilse Brandt' })).toBeVisible();
  for (const evidence of [
    ...[ilse.email, account.number, 'Signed in to MyDHL+ with this address', 'Nobody else at lumen-lab.example is approved'],
    ...['Rotterdam', 'Lumen Lab', 'Lyon', 'Optique du Rhône', '4.2 kg', '1,850', 'PO-88213', '2 administrators', shipment.message],
  ]) {
    await expect(detail(page)).toContainText(evidence);
  }
  await expect(page).toHaveTitle('(2) Queue · eSecure');
  await page.getByRole('link', { name: 'Newest first' }).click();
  await expect(page).toHaveURL(/\?order=oldest$/);
  await expect(list(page).getByRole('link').first()).toContainText(otto.email);
  await expect(detail(page).getByRole('heading', { name: otto.email })).toBeVisible();
  await page.getByRole('link', { name: 'Oldest first' }).click();
  await expect(list(page).getByRole('link').first()).toContainText('Ilse Brandt');
  await expect(detail(page).getByRole('heading', { name: 'Ilse Brandt' })).toBeVisible();
  await detail(page).getByRole('button', { name: w.approve }).click();

  await expect(announcement(page)).toContainText(`Approved. ${ilse.email} can ship right away.`);
  await expect(row(page, 'Ilse Brandt')).toHaveCount(0);
  await expect(detail(page).getByRole('heading', { name: otto.email })).toBeVisible();
  await expect(page, 'the request in the URL, and the requests that are left').toHaveTitle(`(1) ${otto.email} · eSecure`);
  await expectUncovered(page);
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });
  await mailbox.next({ to: ilse.email, subject: w.requestApproved });

  await detail(page).getByRole('button', { name: w.approve }).click();
  const empty = page.getByRole('heading', { name: 'Nothing is waiting for you' });
  await expect(empty).toBeVisible();
  await expect(page).toHaveTitle('Queue · eSecure');
  await expect(page.getByText('all keys'), 'no keys for nothing').toBeHidden();
  const [main, side] = await Promise.all([page.getByRole('main').boundingBox(), page.locator('.queue > .list').boundingBox()]);
  expect(side?.width, 'the whole width').toBe(main?.width);
  await expectWindowHeight(page);
  expect(await portal.check(otto)).toMatchObject({ verdict: 'allowed' });
});

test('rejecting previews the text for the requester', async ({ page, context, mailbox, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const { ilse, otto, ofOtto } = await openTwoRequests(account, portal);
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);

  await detail(page).locator('summary').filter({ hasText: w.reject }).click();
  await expect(page.getByText('Reject. What should Ilse Brandt be told?')).toBeVisible();
  await page.getByRole('button', { name: w.reasonOwnAccount }).click();
  await expect(announcement(page)).toContainText(`Rejected. ${ilse.email} gets an email.`);
  const template = await mailbox.next({ to: ilse.email, subject: w.requestRejected });
  expect(template.text).toContain(w.reasonOwnAccount);

  await page.goto(`/esecure/queue/${ofOtto.id}`);
  await clientRuns(page);
  await detail(page).locator('summary').filter({ hasText: w.reject }).click();
  await page.getByText(w.reasonOther).click();
  await page.getByLabel(/^Your reason/).fill('Ask "Jonas" & <the others> first.');
  await page.getByRole('button', { name: 'Reject with this reason' }).click();
  await expect(announcement(page)).toContainText(`Rejected. ${otto.email} gets an email.`);
  const own = await mailbox.next({ to: otto.email, subject: w.requestRejected });
  expect(own.text).toContain('Ask "Jonas" & <the others> first.');
  expect(await portal.check(otto)).toMatchObject({ verdict: 'denied', rule: 'address_rejected' });
});

test('a decision undone within ten seconds sends no mail', async ({ page, context, mailbox, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const { ilse, otto, ofIlse } = await openTwoRequests(account, portal);
  await account.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await detail(page).getByRole('button', { name: w.approve }).click();
  await expect(announcement(page)).toContainText('The email leaves in ten seconds.');
  expect(await portal.check({ ...ilse, shipment: { reference: 'PO 77' } }), 'the verdict counts at once').toMatchObject({ verdict: 'allowed' });
  const status = await (await fetch(ofIlse.page, { headers: { 'accept-language': 'en' } })).text();
  expect(status, 'and so does the status page').toContain(w.youMayShip);
  await expect(row(page, 'Ilse Brandt')).toHaveCount(0);

  await undo(page).click();
  await expect(announcement(page)).toContainText(`Undone. ${ilse.email} is waiting again. No email was sent. One shipment was booked meanwhile and stays booked: PO 77.`);
  await expect(list(page).getByRole('link').first(), 'where it was').toContainText('Ilse Brandt');
  await expect(detail(page).getByRole('heading', { name: 'Ilse Brandt' })).toBeVisible();
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'pending' });

  await detail(page).locator('summary').filter({ hasText: w.reject }).click();
  await page.getByRole('button', { name: 'No reason' }).click();
  await expect(announcement(page)).toContainText(`Rejected. ${ilse.email} gets an email.`);
  await expect(detail(page).getByRole('heading', { name: otto.email })).toBeVisible();
  await expect(undo(page), 'the offer ends').toHaveCount(0, { timeout: 45_000 });
  await mailbox.next({ to: ilse.email, subject: new RegExp(`${w.requestRejected}.*${account.masked}`) });
  const approved = mailbox.received({ to: ilse.email, subject: w.requestApproved }).map(({ subject }) => subject);
  expect(approved.filter((subject) => subject.includes(account.masked))).toEqual([]);
});

test('a request decided by a colleague shows who and when, without an error', async ({ page, context, operator, portal, allowed }) => {
  allowed.push(/status of 409/, /ERR_FAILED/);
  const account = await operator.activates({ enforced: true });
  const { ilse, ofIlse } = await openTwoRequests(account, portal);
  await account.anna.signsInto(context);
  // A page without live updates: its content is outdated when the button is clicked.
  await context.route(/\/esecure\/live$|\/fn\/queue-news/, (route) => route.abort());
  await page.goto(`/esecure/queue/${ofIlse.id}`);
  await clientRuns(page);

  await account.bram.decides(ofIlse.id, 'reject');
  await detail(page).getByRole('button', { name: w.approve }).click();
  await expect(detail(page)).toContainText('Bram Visser rejected this request');
  await expect(detail(page)).toContainText(/today \d\d:\d\d|just now|\d+ min|now/);
  await expect(detail(page).getByRole('button')).toHaveCount(0);
  await expect(row(page, 'Ilse Brandt'), 'the list never jumps').toContainText('Bram Visser');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'denied' });

  await page.reload();
  await expect(detail(page)).toContainText('Bram Visser rejected this request');
  await expect(row(page, 'Ilse Brandt')).toHaveCount(0);
});

test('one’s own request has no decision buttons', async ({ page, context, mailbox, operator, portal }) => {
  const { number, anna } = await operator.activates({ enforced: true });
  const asked = await portal.opensRequest({ account: number, email: anna.email.toUpperCase(), name: 'Anna de Boer' });
  await anna.signsInto(context);
  await page.goto(`/esecure/queue/${asked.id}`);
  await expect(detail(page)).toContainText('Another administrator decides');
  await expect(detail(page).getByRole('button')).toHaveCount(0);
  await expect(detail(page)).toContainText('Bram Visser can.');
  await expect(list(page)).toContainText('Others decide');

  const mail = await mailbox.next({ to: anna.email, subject: w.ownRequest });
  expect(mail.text).not.toMatch(/^(APPROVE|REJECT)$/m);
  await page.goto(mail.link('See the request'));
  await expect(page.getByText('This is your own address')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
});

/** Checks that the page is as tall as its window: its panes scroll, the page itself does not. */
async function expectWindowHeight(page: Page): Promise<void> {
  const heights = await page.evaluate(() => [document.documentElement.scrollHeight, document.querySelector('.queue')!.getBoundingClientRect().bottom]);
  const window = page.viewportSize()?.height;
  expect(heights, 'no scrolling past the page, and no gap below it').toEqual([window, window]);
}

/** Checks that the toast lies above the action bar; it stays while the pointer is on it. */
async function expectUncovered(page: Page): Promise<void> {
  await page.locator('.toast').hover();
  const [toast, bar] = await Promise.all([page.locator('.toast').boundingBox(), page.locator('.act').boundingBox()]);
  expect(toast!.y + toast!.height, 'the toast covers no button').toBeLessThanOrEqual(bar!.y);
}

for (const [width, language] of [[1280, 'nl'], [768, 'en']] as const) {
  test(`panes fill the window, the selected row is in sight, and a search without a match offers nothing to decide (${width}, ${language})`, async ({ visitor, operator, portal }) => {
    const t = texts[language];
    const { number, anna } = await operator.activates({ language, enforced: true });
    const first = await portal.opensRequest({ account: number, email: 'no-name@somewhere.example', locale: language });
    for (let n = 0; n < 14; n += 1) await portal.opensRequest({ account: number, email: `shipper-${n}@lumen-lab.example`, locale: language });
    const page = await visitor({ viewport: { width, height: 800 }, locale: t.locale });
    await anna.signsInto(page.context());
    await page.goto(`/esecure/queue/${first.id}`);
    await clientRuns(page);
    await expectWindowHeight(page);
    const selected = page.locator(`#row-${first.id}`);
    await expect(selected).toBeInViewport({ ratio: 1 });
    // The address breaks before its domain, if at all.
    const lines = await selected.locator('b').evaluate((it) => {
      const range = document.createRange();
      return [...it.childNodes].filter((node) => node.textContent).map((node) => {
        range.selectNodeContents(node);
        return range.getClientRects().length;
      });
    });
    expect(lines.every((count) => count <= 1), `lines of each part: ${lines.join(', ')}`).toBe(true);
    // The focus ring lies inside of the link and beside its text.
    const [link, text] = await Promise.all([selected.boundingBox(), selected.locator('b').boundingBox()]);
    expect(text!.x - link!.x).toBeGreaterThanOrEqual(6);
    const left = async (of: Locator) => (await of.boundingBox())?.x;
    expect(await left(page.locator('.rows .tickbox').first()), 'tick boxes in one column').toBe(await left(page.locator('#tick-all')));
    await page.emulateMedia({ forcedColors: 'active' });
    const mark = (of: Locator) => of.evaluate((it) => getComputedStyle(it.closest('li')!).outlineStyle);
    expect(await mark(selected), 'the selected row is marked without colours').toBe('solid');
    expect(await mark(page.locator('.rows a').first())).toBe('none');
    await page.emulateMedia({ forcedColors: 'none' });

    await detail(page).getByRole('button', { name: t.approve }).click();
    await expect(page.locator('.toast')).toBeVisible();
    await expectUncovered(page);
    await page.getByRole('searchbox').fill('nothing like it');
    await expect(page.locator('.no-match')).toBeVisible();
    await expect(page.getByRole('article')).toBeHidden();
    await page.getByRole('searchbox').blur();
    await page.keyboard.press('a');
    await page.keyboard.press('r');
    await expectWindowHeight(page);
    await page.locator('.no-match').getByRole('link').click();
    await expect(page.locator('.rows a')).toHaveCount(14);
  });
}

test('on a phone list and request are separate pages', async ({ visitor, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  const { otto } = await openTwoRequests(account, portal);
  const page = await visitor(phone);
  await account.anna.signsInto(page.context());
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(row(page, 'Ilse Brandt')).toBeVisible();
  await expect(detail(page)).toBeHidden();

  await row(page, otto.email).tap();
  await expect(page).toHaveURL(/\/esecure\/queue\/req_/);
  await expect(detail(page).getByRole('heading', { name: otto.email })).toBeVisible();
  await expect(list(page)).toBeHidden();
  await expect(detail(page).getByRole('button', { name: w.approve })).toBeInViewport();
  expect((await page.locator('.act').boundingBox())?.height, 'buttons only').toBeLessThan(90);
  await expect(detail(page).getByRole('button', { name: w.approve })).toHaveAccessibleDescription(/can ship right away/);

  await detail(page).getByRole('link', { name: w.queue }).tap();
  await expect(page).toHaveURL(/\/esecure\/queue$/);
  await row(page, otto.email).tap();
  // Taps Approve right after the row: the request shown before must not be approved instead.
  await detail(page).getByRole('button', { name: w.approve }).tap();
  await expect(announcement(page)).toContainText(`Approved. ${otto.email}`);
  await expect(row(page, 'Ilse Brandt')).toBeVisible();
  await expect(row(page, otto.email)).toHaveCount(0);
});

test('the queue covers all accounts of a person or the selected one (R-1.6)', async ({ page, context, operator, portal }) => {
  const first = await operator.activates({ enforced: true, company: 'Acme Instruments' });
  const second = operator.nextNumber();
  const otherAccount = await operator.activate(second, 'Bolt & Co', first.anna);
  await first.anna.switches(otherAccount, true);
  await portal.opensRequest({ account: first.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt' });
  await portal.opensRequest({ account: second, email: 'tomasz@baltic.example', name: 'Tomasz Wilk' });
  await first.anna.signsInto(context);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  await expect(list(page).getByRole('link')).toHaveCount(2);
  await expect(row(page, 'Ilse Brandt')).toContainText('Acme Instruments');
  await expect(row(page, 'Tomasz Wilk')).toContainText('Bolt & Co');

  const side = page.getByRole('navigation', { name: 'eSecure', exact: true });
  await side.locator('summary').click();
  await side.getByRole('link', { name: 'Bolt & Co' }).click();
  await expect(page).toHaveURL(new RegExp(`account=${otherAccount}`));
  await expect(list(page).getByRole('link')).toHaveCount(1);
  await expect(row(page, 'Tomasz Wilk')).toBeVisible();
  // New requests on the other account do not appear in this list, but are counted in the account selector.
  await portal.opensRequest({ account: first.number, email: 'otto@lumen-lab.example' });
  await portal.opensRequest({ account: second, email: 'uwe@baltic.example' });
  await page.getByRole('button', { name: '1 new request' }).click();
  await expect(row(page, 'uwe@baltic.example')).toBeVisible();
  await expect(list(page).getByRole('link')).toHaveCount(2);
  await side.locator('summary').click();
  await side.getByRole('link', { name: 'All accounts' }).click();
  await expect(list(page).getByRole('link')).toHaveCount(4);
});

for (const open of ['keep', 'close'] as const) {
  test(`switching off with ${open} for open requests`, async ({ page, context, mailbox, operator, portal }) => {
    const account = await operator.activates({ enforced: true });
    const { ilse, ofIlse } = await openTwoRequests(account, portal);
    await account.anna.signsInto(context);
    await page.goto('/esecure/enforcement');
    await page.getByRole('button', { name: 'Switch off' }).click();
    const question = page.getByRole('dialog');
    await expect(question).toContainText('2 open requests');
    await question.getByLabel(open === 'keep' ? 'Keep them' : 'Close them').check();
    await question.getByLabel(w.yourPassword).fill(account.anna.password);
    await question.getByRole('button', { name: 'Switch off' }).click();
    await expect(page.getByText('Enforcement is off. Every shipment is allowed again.')).toBeVisible();

    const told = await mailbox.next({ to: account.bram.email, subject: w.switchedOff });
    expect(told.text).toMatch(open === 'keep' ? /2 open requests have been\s+kept/ : /2 open requests have been\s+closed/);
    expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed', rule: 'not_enforced' });
    await page.goto('/esecure/queue');
    if (open === 'keep') {
      await expect(list(page).getByRole('link')).toHaveCount(2);
      await account.bram.decides(ofIlse.id, 'approve');
      await mailbox.next({ to: ilse.email, subject: w.requestApproved });
    } else {
      await expect(page.getByRole('heading', { name: 'Nothing is waiting for you' })).toBeVisible();
      await mailbox.next({ to: ilse.email, subject: w.requestClosed });
      await page.goto(ofIlse.page);
      await expect(page.getByRole('heading', { name: 'Your request is no longer needed' })).toBeVisible();
    }
  });
}
