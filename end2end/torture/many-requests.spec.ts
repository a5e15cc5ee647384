// Ten thousand requests from one application on one account: checks are rate-limited, and the queue opens as fast as
// with a hundred, however many requests are open.
import { setTimeout as pause } from 'node:timers/promises';
import type { Administrator } from '../support/administrator.ts';
import type { Application } from '../support/application.ts';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { texts } from '../support/texts.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';

const wanted = Number(process.env.REQUESTS ?? 10_000);
/** Concurrent connections. */
const connections = 8;
/** Accounts that share the requests beyond one account's limit. */
const accounts = 20;
/** Time limit for a page, in milliseconds. */
const patience = 60_000;
/** Number of page loads; the median counts. */
const looks = 5;
/** Highest accepted slowdown of ten thousand against a hundred, and highest accepted memory growth, in megabytes. */
const slower = 3;
const more = 100;

test(`${wanted.toLocaleString('en')} requests`, async ({ killedAtEnd }) => {
  const mailbox = await Mailbox.open();
  const esecure = await killedAtEnd(Esecure.start(mailbox.url));
  const operator = new Operator(esecure, mailbox);
  const { number, anna } = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');

  const first = await sendChecks(portal, number, 0, Math.min(100, wanted));
  const before = await timeToOpen(anna);
  const memory = await esecure.memory();
  const rest = await sendChecks(portal, number, first.sent, wanted - first.sent);
  const accepted = first.accepted + rest.accepted;
  const refused = first.refused + rest.refused;
  row(
    'one application and one account are bounded, with 429 and Retry-After',
    `${accepted} accepted, ${refused} answered 429, ${first.silent + rest.silent} of them without Retry-After, in ${(rest.took / 1000).toFixed(0)} s`,
    refused > 0 && first.silent + rest.silent === 0,
  );
  expectNone('answers that are neither 200 nor 429', `${first.sent + rest.sent}`, [...first.others, ...rest.others]);
  const received = mailbox.mails.filter(({ subject }) => subject.includes(texts.en.requestReceived)).length;
  const toAdministrator = mailbox.mails.filter(({ envelope }) => envelope.to.includes(anna.email)).length;
  row('mails meanwhile', `${received} to requesters, ${toAdministrator} to one administrator`);

  // Requests beyond one account's limit go to other accounts of the same administrator, with an API key for each
  // account.
  let open = accepted;
  for (let n = 1; n < accounts && open < wanted; n += 1) {
    const account = operator.nextNumber();
    const id = await operator.activate(account, `Voorbeeld ${n} B.V.`, anna);
    await anna.switches(id, true);
    const key = await operator.registers(`Portal ${n}`);
    open += (await sendChecks(key, account, n * 1_000_000, Math.min(wanted - open, Math.ceil(wanted / accounts)))).accepted;
  }
  const after = await timeToOpen(anna);
  const ratio = after / before;
  row(
    `the queue's first byte, with all that are open and with ${first.accepted}`,
    `${after.toFixed(0)} ms with ${open}, ${before.toFixed(0)} ms with ${first.accepted}: ${ratio.toFixed(1)} times`,
    ratio <= slower,
  );
  const grown = (await esecure.memory()) - memory;
  row(`memory for them, at most ${more} MB`, `${memory.toFixed(0)} MB with ${first.accepted}, ${grown.toFixed(0)} MB more with ${open}`, grown <= more);
  expectNone('panics', `${open} requests`, esecure.output.split('\n').filter((line) => line.includes('panicked at')));
  expectNone('pages begun anew', `${open} requests`, esecure.output.split('\n').filter((line) => line.includes('begun anew')));
  await esecure.end('SIGTERM');
  await mailbox.close();
});

type Count = { sent: number; accepted: number; refused: number; silent: number; others: string[]; took: number };

/** Checks `count` distinct addresses. */
async function sendChecks(portal: Application, account: string, from: number, count: number): Promise<Count> {
  const found: Count = { sent: 0, accepted: 0, refused: 0, silent: 0, others: [], took: 0 };
  const begin = performance.now();
  let next = from;
  const work = async () => {
    while (next < from + count) {
      const email = `shipper-${next++}@many.example`;
      const answer = await portal.postCheck({ account, email, name: 'Ann Lee', locale: 'en' });
      const text = await answer.text();
      found.sent += 1;
      if (answer.status === 200) found.accepted += 1;
      else if (answer.status === 429) {
        found.refused += 1;
        if (!answer.headers.get('retry-after')) found.silent += 1;
      } else found.others.push(`${answer.status} ${text.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  found.took = performance.now() - begin;
  return found;
}

/** Median milliseconds until the queue's first byte; the time limit if the page does not arrive. */
async function timeToOpen(who: Administrator): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < looks; n += 1) {
    const begin = performance.now();
    const answer = await Promise.race([who.get('/esecure/queue'), pause(patience, undefined, { ref: false })]);
    times.push(performance.now() - begin);
    // A page that timed out once would time out again.
    if (!answer) return patience;
    await answer.text();
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? patience;
}
