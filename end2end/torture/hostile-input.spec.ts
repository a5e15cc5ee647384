// Hostile texts in every field of the API and of the forms: each is either refused with a client error, or
// accepted and works everywhere, from mails to pages.
import { setTimeout as pause } from 'node:timers/promises';
import { shipment } from '../support/application.ts';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { type Account, Operator } from '../support/operator.ts';
import { texts } from '../support/texts.ts';
import { hostile } from './hostile.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';

const w = texts.en;
/** Time limit for mails that are due, in milliseconds. */
const patience = 60_000;

/** Fields of a check, each with a body that contains `text`. */
const fields: Record<string, (text: string) => object> = {
  name: (name) => ({ name }),
  message: (message) => ({ shipment: { ...shipment, message } }),
  reference: (reference) => ({ shipment: { ...shipment, reference } }),
  city: (city) => ({ shipment: { ...shipment, origin: { ...shipment.origin, city } } }),
  company: (company) => ({ shipment: { ...shipment, destination: { ...shipment.destination, company } } }),
  currency: (currency) => ({ shipment: { ...shipment, value: { amount: '1.00', currency } } }),
  draft: (draft) => ({ shipment: { ...shipment, draft } }),
};

type Form = { endpoint: string; page: string; fields: (text: string, n: number) => Record<string, string>; mail?: string };

/** Form fields on pages, with the recipient if a mail is sent. */
const forms: Record<string, Form> = {
  'name of an address': { endpoint: 'add-user', page: 'users', fields: (name, n) => ({ email: typedEmail(n), name, note: '' }) },
  'note on an address': { endpoint: 'add-user', page: 'users', fields: (note, n) => ({ email: typedEmail(n), name: 'Ann Lee', note }) },
  'name of an administrator': { endpoint: 'add-administrator', page: 'administrators', fields: (name, n) => ({ email: `admin-${n}@hostile.example`, name }), mail: 'admin' },
  'domain name': { endpoint: 'add-domain', page: 'domains', fields: (domain) => ({ list: 'may_ask', domain }) },
  'address that is typed': { endpoint: 'add-user', page: 'users', fields: (email) => ({ email, name: 'Ann Lee' }) },
};

const typedEmail = (n: number) => `typed-${n}@hostile.example`;
const isRefused = (status: number) => status >= 400 && status < 500;

test('hostile texts in every field', async ({ killedAtEnd }) => {
  const mailbox = await Mailbox.open();
  const esecure = await killedAtEnd(Esecure.start(mailbox.url, { ESECURE_MAIL__APPROVAL_REQUESTS_PER_HOUR: '1000000' }));
  const operator = new Operator(esecure, mailbox);
  const account = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');
  const { anna } = account;

  const counts = { refused: 0, taken: 0 };
  const others: string[] = [];
  const due: { to: string; subject: string; what: string }[] = [];
  const pages: { address: string; what: string }[] = [];
  const answered = (what: string, status: number, fine: number[]): boolean => {
    if (isRefused(status)) counts.refused += 1;
    else if (fine.includes(status)) counts.taken += 1;
    else others.push(`${what}: ${status}`);
    return fine.includes(status);
  };

  let n = 0;
  for (const [field, question] of Object.entries(fields)) {
    for (const [name, text] of hostile) {
      n += 1;
      const email = `shipper-${n}@hostile.example`;
      const what = `${field}, ${name}`;
      const answer = await portal.postCheck({ account: account.number, email, name: 'Ann Lee', locale: 'en', ...question(text) });
      const body = await answer.text();
      if (!answered(what, answer.status, [200])) continue;
      const { request } = JSON.parse(body) as { request: { id: string; status_url: string } };
      pages.push({ address: request.status_url, what }, { address: `/esecure/queue/${request.id}`, what });
      due.push({ to: email, subject: w.requestReceived, what });
      // Every second request is approved, and every fourth revoked afterwards: those mails contain the texts too.
      if (n % 2 === 0) {
        const decided = await anna.submit('/fn/decide-request', { 'ids[0]': request.id, choice: 'approve' });
        if (answered(`${what}, approved`, decided.status, [200, 302])) due.push({ to: email, subject: w.requestApproved, what });
      }
    }
  }
  for (const [field, { endpoint, page, fields: of, mail }] of Object.entries(forms)) {
    for (const [name, text] of hostile) {
      n += 1;
      const what = `${field}, ${name}`;
      const answer = await anna.submit(`/fn/${endpoint}`, { account: account.id, ...of(text, n) });
      if (!answered(what, answer.status, [200])) continue;
      if (mail) due.push({ to: `${mail}-${n}@hostile.example`, subject: w.createPassword, what });
      pages.push({ address: `/esecure/${page}?account=${account.id}`, what });
    }
  }
  await revokeAll(account, due);
  for (const page of ['queue', 'users', 'journal', 'administrators', 'domains', 'enforcement', 'users/export', 'journal/export']) {
    pages.push({ address: `/esecure/${page}?account=${account.id}`, what: page });
  }

  row('the texts', `${hostile.length} texts in ${Object.keys(fields).length} fields of a check and ${Object.keys(forms).length} of forms; ${counts.refused} refused, ${counts.taken} taken`);
  expectNone('answers that are neither taken nor an error of the asker', `${n}`, others);
  await openPages(account, pages);
  await expectMails(mailbox, due);
  expectNone('mails with a recipient or header that nobody meant', `${mailbox.mails.length}`, mailbox.mails.filter(hasForeignHeader).map(({ raw }) => raw.slice(0, 300)));
  expectNone('panics', `${n} texts`, esecure.output.split('\n').filter((line) => line.includes('panicked at')));
  await esecure.end('SIGTERM');
  await mailbox.close();
});

/**
 * Rejects on the list every address approved under *name*: the revocation mail greets the person by the stored name.
 */
async function revokeAll({ anna, id }: Account, due: { to: string; subject: string; what: string }[]): Promise<void> {
  const approved = due.filter(({ subject, what }) => subject === w.requestApproved && what.startsWith('name,'));
  const listed = new Map<string, string>();
  for (let page = 1, before = -1; listed.size > before; page += 1) {
    before = listed.size;
    for (const [email, row] of await anna.listed(id, page)) listed.set(email, row.id);
  }
  for (const { to, what } of approved) {
    const user = listed.get(to);
    if (!user) continue;
    const answer = await anna.submit('/fn/decide-user', { account: id, user, choice: 'reject' });
    if (answer.status < 400) due.push({ to, subject: 'You can no longer ship', what: `${what}, revoked` });
  }
}

/** Asserts that every page opens, without characters that a browser's document cannot hold. */
async function openPages({ anna }: Account, pages: { address: string; what: string }[]): Promise<void> {
  const wrong: string[] = [];
  for (const { address, what } of pages) {
    const answer = await anna.get(address);
    const text = await answer.text();
    if (answer.status !== 200) wrong.push(`${what}: ${address} answers ${answer.status}`);
    const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.exec(text);
    if (odd) wrong.push(`${what}: ${address} holds U+${odd[0].charCodeAt(0).toString(16)}`);
  }
  expectNone('pages that do not open, or hold control characters', `${pages.length}`, wrong);
}

async function expectMails(mailbox: Mailbox, due: { to: string; subject: string; what: string }[]): Promise<void> {
  const begin = performance.now();
  let missing = due;
  while (missing.length > 0 && performance.now() - begin < patience) {
    await pause(500);
    missing = missing.filter((one) => mailbox.received(one).length === 0);
  }
  expectNone('mails that did not come', `${due.length} due`, missing.map(({ to, subject, what }) => `${subject} to ${to} (${what})`));
}

/** Returns true for a mail with other recipients than its own or with injected headers. */
function hasForeignHeader({ raw, envelope }: { raw: string; envelope: { to: string[] } }): boolean {
  const head = raw.slice(0, raw.search(/\r?\n\r?\n/));
  return envelope.to.length !== 1 || envelope.to.some((to) => to.includes('evil')) || /^(bcc|cc|reply-to):/im.test(head);
}
