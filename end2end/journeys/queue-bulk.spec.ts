// The queue with many requests: deciding several together with a preview and one result each (R-5.2, R-5.4, R-5.5,
// ); searching; an approval with an end date; everyone at a domain.
import type { Page } from '@playwright/test';
import type { Application } from '../support/application.ts';
import type { Account } from '../support/operator.ts';
import { expectAccessible, clientRuns, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { type Language, languages, texts } from '../support/texts.ts';

const wide = { viewport: { width: 1280, height: 800 } };

const pageTexts = {
  en: {
    requests: 'Open requests', ticked: (n: number) => `${n} ticked`, approve: (n: number) => `Approve ${n}`, reject: (n: number) => `Reject ${n}`,
    approveThese: 'Approve 3 requests', rejectThese: 'Reject 2 requests', unknown: 'We do not know you', all: 'Tick all', clear: 'Clear', cancel: 'Cancel',
    approved: '2 requests approved.', rejected: '2 requests rejected.', first: /rejected this today/, undo: 'Undo', undone: 'Undone. 2 requests are waiting again', others: 'Others decide',
    mails: 'The emails leave in ten seconds.', waits: '1 waiting shipment continues.',
  },
  nl: {
    requests: 'Open aanvragen', ticked: (n: number) => `${n} aangevinkt`, approve: (n: number) => `${n} goedkeuren`, reject: (n: number) => `${n} afwijzen`,
    approveThese: '3 aanvragen goedkeuren', rejectThese: '2 aanvragen afwijzen', unknown: 'Wij kennen u niet', all: 'Alles aanvinken', clear: 'Wissen', cancel: 'Annuleren',
    approved: '2 aanvragen goedgekeurd.', rejected: '2 aanvragen afgewezen.', first: /heeft dit vandaag|vandaag.*afgewezen/, undo: 'Ongedaan maken', undone: 'Ongedaan gemaakt. 2 aanvragen wachten weer', others: 'Anderen beslissen',
    mails: 'De e‑mails vertrekken over tien seconden.', waits: '1 wachtende zending gaat verder.',
  },
};

const list = (page: Page, language: Language = 'en') => page.getByRole('list', { name: pageTexts[language].requests });
const row = (page: Page, who: string, language: Language = 'en') => list(page, language).getByRole('listitem').filter({ hasText: who });
const announcement = (page: Page) => page.locator('.said');

/** Checks the current page's overflow and accessibility. */
async function expectValidPage(page: Page): Promise<void> {
  await expectNoOverflow(page);
  await expectAccessible(page);
}

for (const language of languages) {
  for (const [device, options] of [['a desk', wide], ['a phone', phone]] as const) {
    test(`several requests are decided at once on ${device} (${language})`, async ({ visitor, mailbox, operator, portal, allowed }) => {
      allowed.push(/ERR_FAILED/);
      const s = pageTexts[language];
      const account = await operator.activates({ language, enforced: true });
      const { number, anna, bram } = account;
      const ask = (email: string, extra: object = {}) => portal.opensRequest({ account: number, email, locale: language, ...extra });
      await ask(`ilse.${number}@lumen-lab.example`, { name: 'Ilse Brandt', shipment: { reference: 'PO 1', draft: 'https://ship.example/1' } });
      const otto = await ask(`otto.${number}@lumen-lab.example`);
      await ask(`tomasz.${number}@baltic.example`, { name: 'Tomasz Wilk' });
      await ask(anna.email);
      const page = await visitor({ ...options, locale: texts[language].locale });
      await anna.signsInto(page.context());
      // A page without live updates: only the server knows of the colleague's decisions.
      await page.context().route(/\/esecure\/live$|\/fn\/queue-news/, (route) => route.abort());
      await page.goto('/esecure/queue');
      await clientRuns(page);

      await expect(row(page, anna.email, language).getByRole('checkbox'), 'none on one’s own').toHaveCount(0);
      await expect(row(page, anna.email, language)).toContainText(s.others);
      await page.getByLabel(s.all).check();
      const bar = page.locator('.bulk');
      await expect(bar).toContainText(s.ticked(3));
      await expect(list(page, language).getByRole('checkbox', { checked: true })).toHaveCount(3);
      await expectValidPage(page);

      await bar.getByRole('button', { name: s.approve(3) }).click();
      const question = page.getByRole('dialog', { name: s.approveThese });
      for (const who of ['ilse', 'otto']) await expect(question).toContainText(`${who}.${number}@lumen-lab.example`);
      await expect(question).toContainText(s.waits);
      await expectValidPage(page);
      await question.getByRole('button', { name: s.cancel }).click();
      await expect(question).toBeHidden();
      await expect(bar).toContainText(s.ticked(3));

      await bram.decides(otto.id, 'reject');
      await bar.getByRole('button', { name: s.approve(3) }).click();
      await question.getByRole('button', { name: s.approve(3) }).click();
      await expect(announcement(page)).toContainText(s.approved);
      await expect(announcement(page)).toContainText(s.mails);
      await expect(announcement(page)).toContainText(`otto.${number}@lumen-lab.example: Bram Visser`);
      await expect(row(page, `otto.${number}`, language), 'the list never jumps').toContainText('Bram Visser');
      await expect(row(page, 'Ilse Brandt', language)).toHaveCount(0);
      expect(await portal.check({ account: number, email: `ilse.${number}@lumen-lab.example` })).toMatchObject({ verdict: 'allowed' });
      await page.locator('.toast').getByRole('button', { name: s.undo }).hover();
      await expectValidPage(page);
      await page.locator('.toast').getByRole('button', { name: s.undo }).click();
      await expect(announcement(page)).toContainText(s.undone);
      await expect(row(page, 'Ilse Brandt', language)).toBeVisible();
      expect(await portal.check({ account: number, email: `tomasz.${number}@baltic.example` })).toMatchObject({ verdict: 'pending' });

      for (const who of ['Ilse Brandt', 'Tomasz Wilk']) await row(page, who, language).getByRole('checkbox').check();
      await bar.getByRole('button', { name: s.reject(2) }).click();
      const why = page.getByRole('dialog', { name: s.rejectThese });
      await why.getByLabel(s.unknown).check();
      await expectValidPage(page);
      await why.getByRole('button', { name: s.reject(2) }).click();
      await expect(announcement(page)).toContainText(s.rejected);
      const told = await mailbox.next({ to: `tomasz.${number}@baltic.example`, subject: texts[language].requestRejected });
      expect(told.text).toContain(s.unknown);
    });
  }
}

/** Opens three requests from two companies, and signs Anna in. */
async function openThreeRequests(account: Account, page: Page, portal: Application) {
  const { number } = account;
  const ilse = await portal.opensRequest({ account: number, email: `ilse@lumen-${number}.example`, name: 'Ilse Brandt', locale: 'en' });
  await portal.opensRequest({ account: number, email: `otto@lumen-${number}.example`, locale: 'en' });
  await portal.opensRequest({ account: number, email: `tomasz@baltic-${number}.example`, name: 'Tomasz Wilk', locale: 'en' });
  await account.anna.signsInto(page.context());
  return ilse;
}

test('a search filters at once, is kept in the URL, and Back removes it', async ({ page, operator, portal, visitor }) => {
  const account = await operator.activates({ enforced: true });
  await openThreeRequests(account, page, portal);
  await page.goto('/esecure/queue');
  await clientRuns(page);
  const search = page.getByRole('searchbox', { name: 'Search the queue' });
  await search.pressSequentially('LUMEN');
  await expect(list(page).getByRole('link')).toHaveCount(2);
  await expect(page).toHaveURL(/\?q=LUMEN$/);
  await row(page, 'otto@').getByRole('link').click();
  await expect(page).toHaveURL(/queue\/req_\w+\?q=LUMEN$/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/esecure\/queue$/);
  await expect(list(page).getByRole('link')).toHaveCount(3);
  await expect(search).toHaveValue('');

  // The detail pane shows the first match.
  await search.fill('wilk');
  await expect(page.getByRole('article').getByRole('heading', { name: 'Tomasz Wilk' })).toBeVisible();
  await search.fill('nobody');
  await page.getByRole('link', { name: 'Show all requests' }).click();
  await expect(list(page).getByRole('link')).toHaveCount(3);
  await expect(search).toHaveValue('');

  const scriptless = await visitor({ javaScriptEnabled: false });
  await account.anna.signsInto(scriptless.context());
  await scriptless.goto('/esecure/queue');
  await scriptless.getByRole('searchbox').fill('wilk');
  await scriptless.getByRole('searchbox').press('Enter');
  await expect(scriptless).toHaveURL(/\?q=wilk$/);
  await expect(list(scriptless).getByRole('link')).toHaveCount(1);
  await expect(scriptless.getByRole('checkbox')).toHaveCount(0);
});

test('an approval has an end date and note, and a past date is refused at its field', async ({ page, mailbox, operator, portal, allowed }) => {
  allowed.push(/status of 422/);
  const account = await operator.activates({ enforced: true });
  const ilse = await openThreeRequests(account, page, portal);
  await page.goto(`/esecure/queue/${ilse.id}`);
  await clientRuns(page);
  await page.getByText('Approve with an end date or a note').click();
  await page.getByLabel('Last day').fill('2020-01-01');
  await page.getByLabel('Note').fill('Fair in Hanover');
  await page.getByRole('button', { name: 'Approve with these terms' }).click();
  await expect(page.getByLabel('Last day')).toBeFocused();
  await expect(page.getByLabel('Last day')).toHaveAccessibleDescription(/Enter today or a later date/);
  await expect(page.getByLabel('Note')).toHaveValue('Fair in Hanover');
  await expectValidPage(page);
  await page.getByLabel('Last day').fill('2099-12-31');
  await page.getByRole('button', { name: 'Approve with these terms' }).click();
  await expect(announcement(page)).toContainText('Approved until 31 December 2099.');
  await page.goto(`/esecure/queue/${ilse.id}`);
  await expect(page.getByRole('article')).toContainText('Approved until 31 December 2099');
  const mail = await mailbox.next({ to: `ilse@lumen-${account.number}.example`, subject: texts.en.requestApproved });
  expect(mail.text).toMatch(/31\s+December\s+2099/);
});

test('approving a domain shows its effect first, then answers its requests', async ({ page, operator, portal, allowed }) => {
  allowed.push(/status of 422/);
  const account = await operator.activates({ enforced: true });
  const { number } = account;
  const ilse = await openThreeRequests(account, page, portal);
  const private_ = await portal.opensRequest({ account: number, email: `uwe.${number}@gmail.com`, locale: 'en' });
  await page.goto(`/esecure/queue/${ilse.id}`);
  await clientRuns(page);
  await page.getByText(`Approve everyone at lumen-${number}.example`).click();
  const article = page.getByRole('article');
  await expect(article).toContainText(`2 open requests are approved by it: ilse@lumen-${number}.example, otto@lumen-${number}.example.`);
  expect(await portal.check({ account: number, email: `eva@lumen-${number}.example` }), 'nothing yet').toMatchObject({ verdict: 'pending' });
  await expectValidPage(page);
  await article.getByRole('button', { name: 'Approve everyone at' }).click();
  await expect(announcement(page)).toContainText(`Everyone at lumen-${number}.example can ship.`);
  await expect(row(page, 'Ilse Brandt')).toHaveCount(0);
  await expect(row(page, `otto@lumen-${number}`)).toHaveCount(0);
  await expect(row(page, 'Tomasz Wilk')).toBeVisible();
  expect(await portal.check({ account: number, email: `fred@lumen-${number}.example` })).toMatchObject({ verdict: 'allowed', rule: 'domain_authorised' });

  await page.goto(`/esecure/queue/${private_.id}`);
  await clientRuns(page);
  await page.getByText('Approve everyone at gmail.com').click();
  await expect(page.getByRole('alert')).toContainText('Anyone can have an address at gmail.com');
  await expect(article.getByRole('button', { name: 'Approve everyone at' })).toHaveCount(0);
  await expectValidPage(page);
});
