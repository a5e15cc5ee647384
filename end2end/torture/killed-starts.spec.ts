// The server is killed while migrating its database, at forty moments of a first start and at forty of an upgrade from
// the first release, and started again: each start succeeds, and an upgrade keeps all data.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Esecure } from '../support/esecure.ts';
import { expectNone, row } from './result.ts';
import { test } from './test.ts';

const moments = Number(process.env.MOMENTS ?? 40);
/** An address without a server: no mail is due. */
const nowhere = 'smtp://127.0.0.1:9';

/** A database written by the first release: one account, 500 users, 1,000 uses. */
async function firstRelease(): Promise<Buffer> {
  return gunzipSync(await readFile(path.join(import.meta.dirname, 'first-release.db.gz')));
}

for (const [what, database] of [
  ['first start', undefined],
  ['upgrade from the first release', await firstRelease()],
] as const) {
  test(`killed at ${moments} moments: ${what}`, async ({ killedAtEnd }) => {
    const prepare = async () => {
      const esecure = await killedAtEnd(Esecure.prepare(nowhere));
      if (database) await writeFile(path.join(esecure.folder, 'esecure.db'), database);
      return esecure;
    };
    const whole = await prepare();
    const begin = performance.now();
    await whole.startAgain();
    const took = performance.now() - begin;
    await whole.stop();

    const failed: string[] = [];
    let early = 0;
    for (let n = 0; n < moments; n += 1) {
      const esecure = await prepare();
      const at = (took * (n + 0.5)) / moments;
      await esecure.startAndKillAfter(at);
      if (!esecure.output.includes('serving')) early += 1;
      try {
        await esecure.startAgain();
        const accounts = await esecure.cli('journal', 'verify');
        if (database && !accounts.includes('123456789')) failed.push(`${at.toFixed(0)} ms: the account is gone: ${accounts}`);
      } catch (error) {
        const why = String(error).trim().split('\n').at(-1);
        failed.push(`${at.toFixed(0)} ms: ${why}`);
      }
      await esecure.end('SIGKILL');
      await rm(esecure.folder, { recursive: true, force: true });
    }
    row(`killed during: ${what}, before it served`, `${early} of ${moments}; a whole one takes ${took.toFixed(0)} ms`);
    expectNone(`killed during: ${what}: starts that failed afterwards`, `${moments}`, failed);
  });
}
