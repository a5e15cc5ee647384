// Mail scanners open links before people do. Nothing that a scanner does with the links of any mail decides or changes
// anything, and the links still work for their recipients.
import type { Administrator } from '../support/administrator.ts';
import type { Application } from '../support/application.ts';
import { Esecure, operatorContact } from '../support/esecure.ts';
import type { ReceivedMail, Mailbox } from '../support/mailbox.ts';
import type { Account, Operator } from '../support/operator.ts';
import { Scanner } from '../support/scanner.ts';
import { expect, phone, shipment, test as base } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
/** Number of requests mailed individually; the next one is sent in a digest. */
const mailed = 7;

// A separate server: all its mails are scanned, and a low limit triggers a digest.
const test = base.extend<object, { esecure: Esecure }>({
  esecure: [
    async ({ mailbox }, use) => {
      const esecure = await Esecure.start(mailbox.url, { ESECURE_MAIL__APPROVAL_REQUESTS_PER_HOUR: String(mailed) });
      await use(esecure);
      await esecure.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** Every kind of mail, by words in its subject. */
const kinds = [
  ...[w.createPassword, w.welcome, w.administratorAdded, w.switchedOn, w.switchedOff, w.approvalRequest, w.requestReceived],
  ...[w.requestApproved, w.requestRejected, w.requestClosed, w.revoked, w.otherDecision, w.requestDigest, w.ownAddressApproved],
];

/** Creates an account with a mail of every kind; returns its open requests too. */
async function sendEveryKindOfMail(operator: Operator, portal: Application, mailbox: Mailbox, esecure: Esecure) {
  const account = await operator.activates();
  const { number, anna, bram } = account;
  const ask = (email: string, more = {}) => portal.opensRequest({ account: number, email, locale: 'en', ...more });
  await anna.sharesContact();
  await anna.switches(account.id, true);
  const closed = await ask('closed@lumen-lab.example', { name: 'Clara Klose' });
  await anna.switches(account.id, false, 'close');
  await anna.switches(account.id, true);

  const approved = await ask('approved@lumen-lab.example', { name: 'Mara Lind', shipment });
  await bram.decides(approved.id, 'approve');
  const rejected = await ask('rejected@else.example', { name: 'Eve Hart' });
  await bram.decides(rejected.id, 'reject');
  const revoked = await ask('revoked@else.example', { name: 'Jonas Keller' });
  await bram.decides(revoked.id, 'approve');
  const jonas = (await bram.listed(account.id)).get('revoked@else.example');
  await anna.decidesUser(account.id, jonas?.id ?? '', 'reject');

  const ilse = await ask('ilse@lumen-lab.example', { name: 'Ilse Brandt', authenticated: true, shipment });
  const otto = await ask('otto@lumen-lab.example');
  const own = await ask(anna.email, { name: anna.name });
  const digest = await ask('late@lumen-lab.example');

  const dora = operator.person('en', 'Dora Klein', 'dora@dora.example');
  await operator.addsAdministrator(number, dora);
  await soleAdministrator(operator);
  await suspended(operator, portal, esecure);
  for (const subject of kinds) {
    // The outcome mail of a decision in the queue waits until the undo period is over.
    const came = () => mailbox.mails.some((mail) => mail.subject.includes(subject));
    await expect.poll(came, { message: subject, timeout: 60_000 }).toBe(true);
  }
  const forgotten = await requestsPasswordReset(bram, mailbox, esecure);
  return { account, dora, forgotten, asked: { closed, approved, rejected, revoked, ilse, otto, own, digest } };
}

/** a sole administrator approves their own address, and the operator gets a mail. */
async function soleAdministrator(operator: Operator): Promise<void> {
  const number = operator.nextNumber();
  const sofie = operator.person('en', 'Sofie Berg', 'sofie@berg.example');
  const id = await operator.activate(number, 'Berg Ltd', sofie);
  await sofie.becomesActive();
  await operator.imports(number, [sofie.email], [1]);
  const own = (await sofie.listed(id)).get(sofie.email);
  await sofie.approvesOwn(id, own?.id ?? '');
}

/** a suspended account, whose open request was closed. */
async function suspended(operator: Operator, portal: Application, esecure: Esecure): Promise<void> {
  const { number } = await operator.activates({ enforced: true });
  await portal.opensRequest({ account: number, email: 'suspended@lumen-lab.example', locale: 'en' });
  await esecure.cli('account', 'suspend', number);
}

/**
 * Requests a password reset. At most one link is sent per minute, and the first was just sent, so this retries until
 * one arrives.
 */
async function requestsPasswordReset(who: Administrator, mailbox: Mailbox, esecure: Esecure): Promise<ReceivedMail> {
  const links = () => mailbox.received({ to: who.email, subject: w.resetPassword });
  const ask = async () => {
    await fetch(`${esecure.origin}/reset-password`, { method: 'POST', body: new URLSearchParams({ email: who.email }) });
    return links().length;
  };
  // Seldom enough for the limit of such mails per source.
  await expect.poll(ask, { timeout: 90_000, intervals: [10_000] }).toBeGreaterThan(0);
  return links()[0] as ReceivedMail;
}

/** All stored state that is visible to users. */
async function snapshot(esecure: Esecure, portal: Application, { number, id, anna }: Account, addresses: string[], pages: string[]) {
  return {
    journal: await esecure.cli('journal', 'export'),
    verified: await esecure.cli('journal', 'verify'),
    verdicts: await portal.checkAll(number, addresses),
    pages: await Promise.all(pages.map(async (page) => withoutVolatileParts(await (await fetch(page)).text()))),
    queue: withoutVolatileParts(await anna.read('/esecure/queue')),
    users: [...(await anna.listed(id))],
    enforcement: withoutVolatileParts(await anna.read(`/esecure/enforcement?account=${id}`)),
  };
}

/** Returns a page's text without the parts that differ between two loads. */
function withoutVolatileParts(html: string): string {
  return html
    .replace(/<script\b.*?<\/script>|<!--.*?-->|<[^>]*>/gs, ' ')
    .replace(/\b(now|just now|\d+ min)\b/g, 'lately')
    .replace(/\s+/g, ' ');
}

test('a scanner that opens every link and clicks every button changes nothing, and the links still work', async ({
  esecure,
  mailbox,
  operator,
  portal,
  visitor,
  allowed,
}) => {
  test.setTimeout(600_000);
  allowed.push(/status of (404|410|422|429)/);
  const { account, dora, forgotten, asked } = await sendEveryKindOfMail(operator, portal, mailbox, esecure);
  const { number, anna, bram } = account;
  const addresses = [...new Set(mailbox.mails.flatMap(({ envelope }) => envelope.to))].filter((to) => to !== operatorContact);
  const pages = Object.values(asked).map(({ page }) => page);
  const before = await snapshot(esecure, portal, account, addresses, pages);
  const mails = [...mailbox.mails];

  await test.step('the scanner, with a browser and without', async () => {
    const scanner = new Scanner(await visitor(), esecure.origin);
    for (const mail of mails) await scanner.scan(mail);
    await scanner.submitAll();
    console.log(`the scanner did: ${JSON.stringify(scanner.did)}`);
  });

  await test.step('nothing has changed', async () => {
    expect(await snapshot(esecure, portal, account, addresses, pages)).toEqual(before);
  });

  const approval = (who: Administrator, name: string) => mails.find((one) => one.matches({ to: who.email, subject: `${name} ${w.approvalRequest}` })) as ReceivedMail;

  await test.step('the link approves, with the code', async () => {
    const page = await visitor(phone);
    await page.goto(approval(anna, 'Ilse Brandt').link(w.approve));
    await page.getByRole('button', { name: w.approve, exact: true }).click();
    await expect(page.getByRole('heading', { name: w.enterCode })).toBeVisible();
    // One-time codes are sent at least a minute apart, so this time identifies one mail, possibly one triggered by the
    // scanner.
    const until = /valid until (\d+:\d+)/.exec(await page.getByRole('main').innerText())?.[1];
    const ofIlse = ({ text }: ReceivedMail) => text.includes('Ilse Brandt') && text.includes(`until ${until}`);
    const codes = () => mailbox.received({ to: anna.email, subject: w.oneTimeCode }).filter(ofIlse);
    await expect.poll(() => codes().length, `a code that is valid until ${until}`).toBe(1);
    await page.getByLabel(w.code, { exact: true }).fill(codes()[0]?.code ?? '');
    await page.getByRole('button', { name: w.approveWho('Ilse Brandt') }).click();
    await expect(page.getByRole('heading', { name: w.mayShip('Ilse Brandt') })).toBeVisible();
    expect(await portal.check({ account: number, email: 'ilse@lumen-lab.example' })).toMatchObject({ rule: 'address_approved' });
  });

  await test.step('somebody who is signed in decides at once', async () => {
    const page = await visitor(phone);
    await bram.signsInto(page.context());
    await page.goto(approval(bram, 'otto@lumen-lab.example').link(w.approve));
    await page.getByRole('button', { name: w.approve, exact: true }).click();
    await expect(page.getByRole('heading', { name: w.mayShip('otto@lumen-lab.example') })).toBeVisible();
    expect(await portal.check({ account: number, email: 'otto@lumen-lab.example' })).toMatchObject({ rule: 'address_approved' });
  });

  await test.step('the invited administrator creates a password, and so does who forgot theirs', async () => {
    const invited = mails.find((one) => one.matches({ to: dora.email, subject: w.createPassword }));
    for (const link of [invited?.link(w.createPassword), forgotten.link(w.resetPassword)]) {
      const page = await visitor();
      await page.goto(link ?? '');
      await page.getByLabel(w.password).fill('blauwe schuit achter de dijk');
      await page.getByRole('button', { name: w.setPassword }).click();
      await expect(page, 'signed in').toHaveURL(/\/(terms\?next=\/)?esecure(\/queue)?$/);
    }
  });
});
