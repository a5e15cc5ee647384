// One client holds 1,900 connections without a complete request: 1,100 idle ones, and 800 that send a byte every five
// seconds. Checks, pages and streams go on, in a process limited to 1,024 open files, which it cannot raise.
import { type Socket, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';

const files = 1_024;
const idle = 1_100;
const slow = 800;
/** Interval between two bytes of a slow connection, and duration of the test, in milliseconds. */
const beat = 5_000;
const whole = 75_000;
/** Time limit for a response, in milliseconds. */
const patience = 20_000;

test(`${idle} idle and ${slow} slow connections of one client`, async ({ killedAtEnd }) => {
  const mailbox = await Mailbox.open();
  const settings = { ESECURE_MAIL__APPROVAL_REQUESTS_PER_HOUR: '1000000', ESECURE_TEST_FILES: String(files) };
  const esecure = await killedAtEnd(Esecure.start(mailbox.url, settings));
  const operator = new Operator(esecure, mailbox);
  const { number, anna } = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');
  const request = await portal.opensRequest({ account: number, email: 'ann@lumen.example', name: 'Ann', locale: 'en' });
  const queue = await follow(anna.get('/esecure/live'));
  const version = /data-live="(\d+)"/.exec(await (await fetch(request.page)).text())?.[1] ?? '1';
  const status = await follow(fetch(`${request.page}/live?version=${version}`));

  const holders = [...Array.from({ length: idle }, () => ''), ...Array.from({ length: slow }, (_, n) => partialRequests(portal.authorization)[n % 4] ?? '')];
  const held: Held[] = [];
  // Connects in batches: connections dropped by the system's own backlog would never reach the server.
  for (const [n, text] of holders.entries()) {
    held.push(new Held(esecure.origin, text));
    if (n % 50 === 49) await Promise.race([Promise.all(held.slice(-50).map(({ connected }) => connected)), pause(1_000)]);
  }
  const failed: string[] = [];
  const longest = { check: 0, page: 0, ready: 0 };
  const counts = { check: 0, page: 0, ready: 0 };
  const timed = async (what: keyof typeof longest, send: () => Promise<Response>) => {
    const begin = performance.now();
    const late = pause(patience).then(() => Promise.reject(new Error(`no answer in ${patience / 1_000} s`)));
    const answer = await Promise.race([send(), late]).then(({ status: code }) => String(code), (error: Error) => `${error.message} ${String(error.cause ?? '')}`);
    longest[what] = Math.max(longest[what], performance.now() - begin);
    counts[what] += 1;
    if (answer !== '200') failed.push(`${what}: ${answer}`);
  };
  const begin = performance.now();
  let beats = 0;
  for (let n = 0; performance.now() - begin < whole; n += 1) {
    await timed('check', () => portal.postCheck({ account: number, email: `stranger-${n}@lumen.example`, locale: 'en' }));
    await timed('page', () => anna.get('/esecure/queue'));
    await timed('ready', () => fetch(`${esecure.origin}/health/ready`));
    if (performance.now() - begin > beats * beat) {
      beats += 1;
      for (const one of held) one.sendsByte();
    }
    await pause(500);
  }
  const longestOf = (what: keyof typeof longest) => `${what} ${longest[what].toFixed(0)} ms of ${counts[what]}`;
  expectNone('checks, pages and readiness that failed meanwhile', `${counts.check + counts.page + counts.ready}; the longest: ${longestOf('check')}, ${longestOf('page')}, ${longestOf('ready')}`, failed);
  const open = held.filter(({ isOpen }) => isOpen).length;
  row('idle and slow connections left open', `${open} of ${held.length} after ${whole / 1_000} s`, open === 0);
  row('the queue’s stream of somebody signed in stays', `${queue.events} events`, queue.isOpen && queue.events > 10);
  row('the status stream of a visitor stays', status.isOpen ? 'open' : 'closed', status.isOpen);
  await Promise.race([anna.decides(request.id, 'approve').catch((error: Error) => failed.push(`decision: ${error.message}`)), pause(patience)]);
  for (const end = performance.now() + 30_000; status.isOpen && performance.now() < end; ) await pause(100);
  row('the status stream tells of the decision', `${status.events} events`, status.events === 1);
  expectNone('failures to accept in the log', `${esecure.output.split('\n').length} lines`, esecure.output.split('\n').filter((line) => /accept/i.test(line) && /error/i.test(line)));

  for (const one of held) one.ends();
  queue.ends();
  status.ends();
  await esecure.stop();
  await mailbox.close();
});

/** First bytes of slow connections: none, part of a header, part of a form, part of a check. */
function partialRequests(authorization: string): string[] {
  const post = (path: string, type: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n`;
  return ['', 'GET / HTTP/1.1\r\nX-', post('/sign-in', 'application/x-www-form-urlencoded'), post('/api/v1/checks', 'application/json')];
}

/** A held connection; one that began with some bytes goes on byte by byte. */
class Held {
  isOpen = true;
  /** Resolves once connected, or once the connection has failed. */
  readonly connected: Promise<void>;
  private readonly socket: Socket;

  constructor(
    origin: string,
    private readonly text: string,
  ) {
    const { hostname, port } = new URL(origin);
    this.socket = connect({ host: hostname, port: Number(port) }, () => void (text && this.socket.write(text)));
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.isOpen = false));
    this.connected = new Promise((done) => this.socket.once('connect', done).once('close', done));
    this.socket.resume();
  }

  sendsByte(): void {
    if (this.text && this.isOpen) this.socket.write('a');
  }

  ends(): void {
    this.socket.destroy();
  }
}

/** Reads an event stream until it ends. */
async function follow(response: Promise<Response>): Promise<{ events: number; isOpen: boolean; ends: () => void }> {
  const { body } = await response;
  if (!body) throw new Error('no stream');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const stream = { events: 0, isOpen: true, ends: () => void reader.cancel().catch(() => {}) };
  const read = async () => {
    for (;;) {
      const { done, value = '' } = await reader.read();
      stream.events += value.split('\n').filter((line) => line.startsWith('event:')).length;
      if (done) break;
    }
  };
  void read().catch(() => {}).finally(() => (stream.isOpen = false));
  return stream;
}
