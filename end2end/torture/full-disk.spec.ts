// A full disk for a while, under load: acknowledged operations are stored, readiness reports that writes
// fail, and everything goes on without a restart once there is space again.
import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { probe } from './probe.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';

const run = promisify(execFile);
/** Free bytes on the nearly full disk. */
const left = 900 * 1024;
/** Durations in milliseconds: disk full, space available again, and once more after a pause. */
const phases = { full: 8_000, back: 10_000, later: 5_000 };

test('full disk under load, on SQLite', async ({ killedAtEnd }) => {
  const mailbox = await Mailbox.open();
  const esecure = await killedAtEnd(Esecure.prepare(mailbox.url));
  const disk = path.join(esecure.folder, 'disk');
  await mkdir(disk);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]);
  } catch {
    row('a full disk', 'not run: no tmpfs may be mounted here; the tests do the same by a limit of pages');
    await mailbox.close();
    return;
  }
  try {
    await fillDisk(esecure, disk, mailbox);
  } finally {
    await esecure.end('SIGKILL');
    await run('umount', [disk]);
    await rm(esecure.folder, { recursive: true, force: true });
    await mailbox.close();
  }
});

async function fillDisk(esecure: Esecure, disk: string, mailbox: Mailbox) {
  await esecure.startAgain({ ESECURE_DATABASE_URL: `sqlite://${disk}/esecure.db` });
  const operator = new Operator(esecure, mailbox);
  const account = await operator.activates({ enforced: true });
  const portal = await operator.registers('MyDHL+');

  const requests: { id: string; page: string; email: string; phase: string }[] = [];
  const decided: { id: string; email: string; phase: string }[] = [];
  const refused = { full: 0, back: 0, later: 0 };
  const readiness = { full: [] as number[], back: [] as number[], later: [] as number[] };
  const others: string[] = [];
  let limited = 0;

  /** Four workers check, one decides and one polls readiness, until the phase is over. */
  const load = async (phase: keyof typeof phases) => {
    const end = performance.now() + phases[phase];
    const on = () => performance.now() < end;
    const countFailure = (result: Awaited<ReturnType<typeof probe>>) => {
      if (typeof result === 'object' && result.status === 503) refused[phase] += 1;
      else if (typeof result === 'object' && result.status === 429) limited += 1;
      else others.push(typeof result === 'object' ? `${result.status} ${result.text.slice(0, 100)}` : result);
    };
    const asks = async (who: number) => {
      for (let n = 0; on(); n += 1) {
        const email = `${phase}-${who}-${n}@lumen-lab.example`;
        const result = await probe(() => portal.postCheck({ account: account.number, email, name: 'Stranger', locale: 'en' }));
        if (typeof result !== 'object' || result.status !== 200) countFailure(result);
        else {
          const { request } = JSON.parse(result.text) as { request: { id: string; status_url: string } };
          requests.push({ id: request.id, page: request.status_url, email, phase });
        }
        await pause(10);
      }
    };
    const decides = async () => {
      for (let at = requests.length; on(); ) {
        const one = requests[at];
        await pause(20);
        if (!one) continue;
        const result = await probe(() => account.anna.submit('/fn/decide-request', { 'ids[0]': one.id, choice: 'reject' }));
        if (typeof result === 'object' && [200, 302, 409].includes(result.status)) {
          decided.push({ ...one, phase });
          at += 3;
        } else countFailure(result);
      }
    };
    const looks = async () => {
      for (; on(); await pause(250)) readiness[phase].push((await fetch(`${esecure.origin}/health/ready`)).status);
    };
    await Promise.all([...[1, 2, 3, 4].map(asks), decides(), looks()]);
  };

  const filler = path.join(disk, 'filler');
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler, Buffer.alloc(bavail * bsize - left));
  await load('full');
  await truncate(filler, 0);
  await rm(filler);
  // The readiness response may be up to a second old.
  await pause(2_000);
  await load('back');
  await pause(5_000);
  await load('later');

  const of = (phase: string) => requests.filter((one) => one.phase === phase).length;
  const figures = Object.keys(phases).map((phase) => `${phase} ${of(phase)} and ${refused[phase as keyof typeof phases]}`);
  row('a full disk: acknowledged and refused', `${figures.join(', ')}; ${limited} held back by a rate limit`);
  const notReady = readiness.full.filter((status) => status === 503).length;
  row('a full disk: readiness answers 503', `${notReady} of ${readiness.full.length} looks`, notReady > 0 && refused.full > 0);
  const stillNot = [...readiness.back, ...readiness.later].filter((status) => status !== 200);
  expectNone('a full disk: not ready with the space back', `${readiness.back.length + readiness.later.length} looks`, stillNot.map(String));
  expectNone('a full disk: refused with the space back, without a restart', `${of('back') + of('later')} checks`, Array.from({ length: refused.back + refused.later }, () => '503'));
  expectNone('a full disk: answers that are neither done nor 503', `${requests.length + decided.length}`, others);

  const lost = async (when: string) => {
    const gone: string[] = [];
    for (const { id, page } of requests) if ((await fetch(page)).status !== 200) gone.push(id);
    expectNone(`a full disk: acknowledged requests lost, ${when}`, `${requests.length}`, gone);
    const wrong: string[] = [];
    for (let at = 0; at < decided.length; at += 1_000) {
      const some = decided.slice(at, at + 1_000);
      const verdicts = await portal.checkAll(account.number, some.map(({ email }) => email));
      verdicts.forEach(({ rule }, n) => rule === 'address_rejected' || wrong.push(`${some[n]?.email}: ${rule}`));
    }
    expectNone(`a full disk: acknowledged decisions lost, ${when}`, `${decided.length}`, wrong);
  };
  await lost('before a restart');
  await esecure.end('SIGKILL');
  await esecure.startAgain();
  await lost('after a restart');
  const journal = await esecure.cli('journal', 'verify').catch((error: { stdout?: string }) => `broken: ${error.stdout}`);
  row('a full disk: the journal is whole', journal.trim(), !journal.startsWith('broken'));
  expectNone('a full disk: panics', '1 run', esecure.output.split('\n').filter((line) => line.includes('panicked at')));
}
