// The server is killed or stopped two hundred times, under load and with a mail server that goes down and up (R-2.3,
// All acknowledged operations must be stored, each resulting mail must arrive, and no
// others.
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { type Account, Operator } from '../support/operator.ts';
import { texts } from '../support/texts.ts';
import { Load } from './load.ts';
import { type AcknowledgedRequest, Log } from './log.ts';
import { type MailSummary, SmtpSink } from './smtp-sink.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';
import { unbounded } from './unbounded.ts';

const w = texts.en;
const restarts = Number(process.env.RESTARTS ?? 200);
const database = process.env.DATABASE === 'postgres' ? process.env.ESECURE_TEST_POSTGRES_URL : undefined;
/** Leased mails are taken over when their lease ends, after five minutes; a mail that failed twice waits ten. */
const patience = 30 * 60_000;
const revoked = 'You can no longer ship';

test(`${restarts} restarts under load, on ${database ? 'PostgreSQL' : 'SQLite'}`, async ({ killedAtEnd }) => {
  // The initial accounts get their mails through an ordinary mailbox, whose port the post office then takes over.
  const mailbox = await Mailbox.open();
  const settings = { ...unbounded, ...(database && { ESECURE_DATABASE_URL: database }) };
  const esecure = await killedAtEnd(Esecure.start(mailbox.url, settings));
  const operator = new Operator(esecure, mailbox);
  const account = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');
  const emails = Array.from({ length: 4 }, (_, n) => `known-${n + 1}@baltic-parts.example`);
  await operator.imports(account.number, emails, [1]);
  const known = new Map<string, string>();
  for (const [email, { id }] of await account.anna.listed(account.id)) {
    if (!emails.includes(email)) continue;
    known.set(email, id);
    await account.anna.decidesUser(account.id, id, 'approve');
  }
  await esecure.end('SIGTERM');
  const post = new SmtpSink(Number(new URL(mailbox.url).port));
  await mailbox.close();
  await post.open();
  await esecure.startAgain();

  const log = new Log();
  const load = new Load({ origin: esecure.origin, account, portal, post, log, known });
  load.start();
  const left: number[] = [];
  const back: number[] = [];
  let outages = 0;
  for (let n = 1; n <= restarts; n += 1) {
    await Promise.all([log.waitForMore(randomInt(10, 40)), post.isOpen && post.waitForMore(randomInt(2, 12))]);
    // Every tenth time the mail server goes down first, and comes up after the next restart.
    if (n % 10 === 0) {
      await post.close();
      outages += 1;
    }
    const signal = n % 2 === 0 ? 'SIGTERM' : 'SIGKILL';
    const took = await esecure.end(signal);
    if (signal === 'SIGTERM') left.push(took);
    const called = performance.now();
    await esecure.startAgain();
    back.push(performance.now() - called);
    if (n % 10 === 1) await post.open();
    if (n % 10 === 0) console.log(`   ${n} restarts, ${log.acknowledged} acknowledged, ${log.requests.length} requests, ${post.mails.length} mails`);
  }
  await post.open();
  await load.stop();

  const already = post.mails.length;
  const lastKill = performance.now();
  const due = expected(account, log);
  let missing = due;
  console.log(`   the load has ended; ${due.length} mails are due`);
  while (performance.now() - lastKill < patience) {
    const came = new Set(post.mails.map(label));
    missing = due.filter((one) => !came.has(one.label));
    if (missing.length === 0) break;
    await pause(1_000);
  }
  const waited = Math.round((performance.now() - lastKill) / 1_000);
  row('mails after the load', `${post.mails.length - already} in ${waited} s; those in hand at a kill wait for their lease`);

  const { counts } = log;
  row(
    'the load',
    `${counts.checks} checks, ${counts.decisions} decisions (${counts.rivalries} by two at once), ${counts.flips} changes of the list, ` +
      `${counts.pages} pages acknowledged; ${counts.cutOff} answers cut off, ${counts.cannotTell} told 503; ${outages} outages of the mail server`,
  );
  row('the server is back after', `at most ${maximum(back)} ms until it says that it is ready`);
  row('SIGTERM under load and with open streams ends within 10 s', `at most ${maximum(left)} ms of ${left.length}`, Number(maximum(left)) <= 10_000);
  expectNone('answers that are neither verdict, decision, page nor 503', `${log.acknowledged + counts.pages}`, log.others);
  expectNone('answers against what had been acknowledged', `${counts.checks} checks`, log.contradictions);
  expectNone('requests decided twice, or by nobody', `${counts.rivalries} pressed by two at once`, log.twice);
  await checkRequests(account, log, portal);
  await checkUses(account, log);
  checkMails(account, log, post.mails, due.length, missing.map(({ label: one }) => one), waited);
  await verifyJournal(esecure);
  expectNone('panics', `${restarts} restarts`, esecure.output.split('\n').filter((line) => line.includes('panicked at')));

  await post.close();
  await esecure.stop();
});

const maximum = (figures: number[]) => Math.max(0, ...figures).toFixed(0);

/** Asserts that every request exists with the acknowledged decision: by the next check, and on its status page. */
async function checkRequests(account: Account, log: Log, portal: { checkAll: (account: string, emails: string[]) => Promise<{ rule: string }[]> }) {
  const wrong: string[] = [];
  const lost: string[] = [];
  const decided = log.requests.filter((one) => one.decided ?? one.either);
  for (let at = 0; at < log.requests.length; at += 1_000) {
    const some = log.requests.slice(at, at + 1_000);
    const verdicts = await portal.checkAll(account.number, some.map(({ email }) => email));
    for (const [n, request] of some.entries()) {
      const rule = verdicts[n]?.rule ?? 'none';
      const page = await fetch(request.page, { headers: { 'accept-language': 'en' } });
      const text = await page.text();
      if (page.status !== 200) lost.push(`${request.id}: its status page answers ${page.status}`);
      const shown = text.includes(w.youMayShip) ? 'approve' : text.includes(w.youWereRejected) ? 'reject' : 'open';
      const verdict = { address_approved: 'approve', address_rejected: 'reject', awaiting_decision: 'open' }[rule] ?? rule;
      const right = request.either ? ['approve', 'reject'] : [request.decided ?? 'open'];
      if (shown !== verdict || !right.includes(shown)) wrong.push(`${request.id}: ${right.join(' or ')}, but the check says ${rule}, the page ${shown}`);
    }
  }
  expectNone('acknowledged requests lost', `${log.requests.length}`, lost);
  expectNone('acknowledged decisions that do not stand, or decided by nobody', `${decided.length} decided, ${log.requests.length - decided.length} open`, wrong);
}

/** Compares the allowed checks with the uses on the list; responses that were cut off may count or not. */
async function checkUses(account: Account, log: Log) {
  const listed = new Map<string, number>();
  for (let page = 1, before = -1; listed.size > before; page += 1) {
    before = listed.size;
    for (const [email, { uses }] of await account.anna.listed(account.id, page)) listed.set(email, uses);
  }
  const wrong: string[] = [];
  const sum = { allowed: 0, doubtful: 0, counted: 0 };
  for (const [email, { allowed, doubtful }] of log.verdicts) {
    // Known shippers started with one use of last month.
    const counted = (listed.get(email) ?? 0) - (email.startsWith('known-') ? 1 : 0);
    sum.allowed += allowed;
    sum.doubtful += doubtful;
    sum.counted += counted;
    if (counted < allowed || counted > allowed + doubtful) wrong.push(`${email}: ${allowed} to ${allowed + doubtful} allowed, ${counted} counted`);
  }
  const of = `${log.verdicts.size} addresses; ${sum.allowed} allowed, ${sum.counted} counted, ${sum.doubtful} answers in doubt`;
  expectNone('addresses whose uses are miscounted', of, wrong);
}

type Due = { label: string };

/** Key of a mail that may arrive only once. */
function label({ to, subject, about }: MailSummary): string {
  const kinds = [w.approvalRequest, w.requestReceived, w.requestApproved, w.requestRejected, revoked];
  return `${kinds.find((kind) => subject.includes(kind)) ?? subject}|${to}|${about}`;
}

/** Lists every mail that must arrive; an approval request may be dropped once its request is decided. */
function expected({ anna, bram }: Account, log: Log): Due[] {
  const mail = (subject: string, to: string, about: string) => ({ label: label({ id: '', to, subject, about }) });
  const of = ({ email, id, decided, either }: AcknowledgedRequest): Due[] => {
    const open = !decided && !either;
    const outcome = decided === 'approve' ? w.requestApproved : w.requestRejected;
    return [
      mail(w.requestReceived, email, id),
      ...(open ? [anna, bram].map((who) => mail(w.approvalRequest, who.email, id)) : []),
      ...(decided ? [mail(outcome, email, id)] : []),
    ];
  };
  return [...log.requests.flatMap(of), ...[...log.revoked.keys()].map((email) => mail(revoked, email, ''))];
}

function checkMails({ anna, bram }: Account, log: Log, received: MailSummary[], due: number, missing: string[], waited: number) {
  expectNone('mails that did not come', `${due} due, ${waited} s after the last restart`, missing);
  const ids = new Map<string, Set<string>>();
  for (const mail of received) ids.set(label(mail), (ids.get(label(mail)) ?? new Set()).add(mail.id));
  const repeats = received.length - new Set(received.map(({ id }) => id)).size;
  // Each rejection on the list sends a mail, so these are counted.
  const once = [...ids].filter(([one, { size }]) => size !== (log.revoked.get(one.startsWith(revoked) ? (one.split('|')[1] ?? '') : '') ?? 1));
  expectNone('mails whose Message-IDs are too many or too few', `${received.length} came, ${repeats} repeats of a Message-ID`, once.map(([one, { size }]) => `${size} of ${one}`));

  const requests = new Map(log.requests.map((one) => [one.id, one]));
  const administrators = [anna.email, bram.email];
  const contrary = received.filter(({ about, to, subject }) => {
    if (!about) return !subject.includes(revoked);
    const one = requests.get(about);
    if (!one || (to !== one.email && !administrators.includes(to))) return true;
    if (subject.includes(w.requestApproved)) return one.decided !== 'approve' && !one.either;
    if (subject.includes(w.requestRejected)) return one.decided !== 'reject' && !one.either;
    return false;
  });
  expectNone('mails about what nobody had acknowledged', `${received.length}`, contrary.map(label));
  const spared = log.requests.filter((one) => one.decided ?? one.either).length * 2;
  const came = received.filter(({ subject, about }) => subject.includes(w.approvalRequest) && (requests.get(about)?.decided ?? requests.get(about)?.either));
  row('approval requests of decided ones', `${new Set(came.map(({ id }) => id)).size} of ${spared} came, the others were decided before their turn`);
}

async function verifyJournal(esecure: Esecure) {
  const output = await esecure.cli('journal', 'verify').then(
    (text) => ({ text, whole: true }),
    (error: { stdout?: string }) => ({ text: error.stdout ?? String(error), whole: false }),
  );
  row('the journal is whole', output.text.trim(), output.whole);
}
