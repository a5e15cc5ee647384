// A mail server that replies one byte per second delays mails and nothing else: checks, decisions and pages go on, and
// every mail is delivered once the server is fast again.
import { setTimeout as pause } from 'node:timers/promises';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { ThrottledProxy } from '../support/throttled-proxy.ts';
import { texts } from '../support/texts.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';
import { unbounded } from './unbounded.ts';

const w = texts.en;
/** Duration of the slow phase, and time limit for the mails after it, in milliseconds. */
const slow = 60_000;
const patience = 10 * 60_000;

test('mail server that replies one byte per second for a minute', async ({ killedAtEnd }) => {
  const mailbox = await Mailbox.open();
  const line = await ThrottledProxy.to(mailbox.url);
  // The initial accounts get their mails directly, without the slow proxy.
  const esecure = await killedAtEnd(Esecure.start(mailbox.url, unbounded));
  const operator = new Operator(esecure, mailbox);
  const { number, anna, bram, id } = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');
  await esecure.end('SIGTERM');
  await esecure.startAgain({ ESECURE_SMTP_URL: line.url });

  const longest = { check: 0, decision: 0, page: 0 };
  const counts = { check: 0, decision: 0, page: 0 };
  const timed = async <T>(what: keyof typeof longest, work: Promise<T>): Promise<T> => {
    const begin = performance.now();
    const answer = await work;
    longest[what] = Math.max(longest[what], performance.now() - begin);
    counts[what] += 1;
    return answer;
  };

  const due: { to: string; subject: string }[] = [];
  const begin = performance.now();
  for (let n = 0; performance.now() - begin < slow; n += 1) {
    const email = `stranger-${n}@lumen-lab.example`;
    const question = { account: number, email, name: `Stranger ${n}.`, locale: 'en' };
    const request = await timed('check', portal.opensRequest(question));
    due.push({ to: email, subject: w.requestReceived });
    if (n % 2 === 0) {
      await timed('decision', anna.decides(request.id, 'approve'));
      await timed('check', portal.check(question));
      due.push({ to: email, subject: w.requestApproved });
    } else {
      for (const who of [anna, bram]) due.push({ to: who.email, subject: `Stranger ${n}. ${w.approvalRequest}` });
    }
    await timed('page', anna.read(request.page));
    await timed('page', bram.read(`/esecure/enforcement?account=${id}`));
    await pause(100);
  }
  const early = mailbox.mails.length;
  const longestOf = (what: keyof typeof longest) => `${what} ${longest[what].toFixed(0)} ms of ${counts[what]}`;
  row('the longest answers meanwhile', `${longestOf('check')}, ${longestOf('decision')}, ${longestOf('page')}; ${line.bytes} bytes of answers came from the mail server`);

  line.unthrottle();
  const mended = performance.now();
  let missing = due;
  while (performance.now() - mended < patience) {
    missing = due.filter((one) => mailbox.received(one).length === 0);
    if (missing.length === 0) break;
    await pause(500);
  }
  const waited = Math.round((performance.now() - mended) / 1_000);
  expectNone('mails that did not come afterwards', `${due.length} due, ${waited} s after it was mended`, missing.map(({ to, subject }) => `${subject} to ${to}`));
  const ids = new Map<string, Set<string>>();
  for (const mail of mailbox.mails.slice(early)) {
    const one = `${mail.subject} to ${mail.envelope.to.join()}`;
    ids.set(one, (ids.get(one) ?? new Set()).add(mail.header('message-id')));
  }
  expectNone('mails that came under two Message-IDs', `${ids.size}`, [...ids].filter(([, { size }]) => size > 1).map(([one]) => one));

  await esecure.stop();
  await line.close();
  await mailbox.close();
});
