// Five hundred sign-ins, four at a time: each hashes a password in 19 MiB, and none of that memory may stay allocated.
import { readFile } from 'node:fs/promises';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';

const count = 500;
const bound = 30;

test(`${count} sign-ins`, async ({ killedAtEnd }) => {
  const mailbox = await Mailbox.open();
  const esecure = await killedAtEnd(Esecure.start(mailbox.url));
  const { anna } = await new Operator(esecure, mailbox).activates();
  await esecure.restart();
  const before = await residentMemory(esecure.pid);
  let left = count;
  const failed: string[] = [];
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await anna.signsIn().catch((error: unknown) => failed.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  const after = await residentMemory(esecure.pid);
  expectNone('sign-ins with the right password that were refused', `${count}`, failed);
  row(
    `${count} sign-ins leave the server within ${bound} MB of where it began`,
    `${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after`,
    after - before <= bound,
  );
  await esecure.stop();
  await mailbox.close();
});

/** Resident memory of a process in MB, from /proc. */
async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
