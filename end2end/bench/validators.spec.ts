// Our judge compared with common npm packages, on the same file in the same browser. Each gets the file's bytes, parses
// them by the header, and reports the invalid addresses and, for each duplicate that ignores case, the earlier row.
// Ours does the rest of section 4 in the same time: encoding, delimiter, typing mistakes, look-alikes, the other cells.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { measured } from './measured.ts';
import { judged, listOf } from './rows.ts';

const modules = path.resolve(import.meta.dirname, '../node_modules');

test('upload judge compared with three npm packages', async ({ browser }) => {
  const mailbox = await Mailbox.open();
  const esecure = await Esecure.start(mailbox.url);
  const { anna } = await new Operator(esecure, mailbox).activates();
  // The page's CSP allows only our own scripts and would refuse the others.
  const context = await browser.newContext({ baseURL: esecure.origin, bypassCSP: true });
  await anna.signsInto(context);
  const page = await context.newPage();
  await page.route('**/npm/**', async (route) => {
    const file = new URL(route.request().url()).pathname.replace(/^\/npm\//, '');
    await route.fulfill({ contentType: 'text/javascript', body: await readFile(path.join(modules, file)) });
  });
  await page.goto('/esecure/upload');
  // Rendered after hydration, unlike the drop zone.
  await page.getByRole('button', { name: 'Paste instead' }).waitFor();
  await page.addScriptTag({ path: path.join(modules, 'papaparse/papaparse.min.js') });
  await page.addScriptTag({ path: path.join(modules, 'validator/validator.min.js') });

  for (const [rows, runs] of [[1_000, 50], [100_000, 11]] as const) {
    const times = await compare(page, rows, runs);
    const size = `${rows.toLocaleString('en')} rows`;
    measured(`${size}: PapaParse and validator beside ours`, times.validator, times.ours);
    measured(`${size}: PapaParse and zod beside ours`, times.zod, times.ours, { atLeast: 8 });
    measured(`${size}: uDSV and one expression beside ours`, times.udsv, times.ours, { atLeast: 3 });
  }

  await context.close();
  await esecure.stop();
  await mailbox.close();
});

type Name = 'ours' | 'validator' | 'zod' | 'udsv';

/** Milliseconds of each run of each of the four. Runs alternate, so that a busy machine slows all of them. */
async function compare(page: Page, rows: number, runs: number): Promise<Record<Name, number[]>> {
  const { times, found } = await page.evaluate(inBrowser, [listOf(rows), runs] as [string, number]);
  const { invalid, duplicate } = judged(rows);
  for (const [name, counts] of Object.entries(found)) expect(counts, name).toEqual([invalid, duplicate]);
  return times;
}

async function inBrowser([text, runs]: [string, number]) {
  const from = (module: string) => import(`${location.origin}/${module}`);
  // The client that already runs on the page.
  const { judge } = await import(document.querySelector<HTMLLinkElement>('link[rel=modulepreload]')?.href ?? '');
  const { z } = await from('npm/zod/index.js');
  const { inferSchema, initParser } = await from('npm/udsv/dist/uDSV.mjs');
  const { Papa, validator } = window as any;
  const bytes = new TextEncoder().encode(text);
  const decode = () => new TextDecoder().decode(bytes);

  /** Row numbers of invalid addresses, and of duplicates with the row of the first occurrence. */
  const judging = (isAddress: (email: string, row: never) => boolean) => {
    const first = new Map<string, number>();
    const [invalid, duplicate]: [number[], [number, number][]] = [[], []];
    return {
      take: (at: number, email: string, row: never) => {
        if (!isAddress(email, row)) return invalid.push(at);
        const key = email.toLowerCase();
        const before = first.get(key);
        return before === undefined ? first.set(key, at) : duplicate.push([at, before]);
      },
      counts: () => [invalid.length, duplicate.length],
    };
  };
  const papa = (isAddress: (email: string, row: never) => boolean) => {
    const { take, counts } = judging(isAddress);
    const { data } = Papa.parse(decode(), { header: true, skipEmptyLines: 'greedy' });
    for (let at = 0; at < data.length; at += 1) take(at, data[at]['E-mailadres'].trim(), data[at] as never);
    return counts();
  };
  const schema = z.object({ 'E-mailadres': z.email(), Naam: z.string().max(200), Opmerking: z.string().max(200) });
  const expression = /^[^\s@"(),:;<>[\]\\]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/i;

  const work: Record<Name, () => number[] | Promise<number[]>> = {
    ours: async () => [...(await judge(bytes))].slice(0, 2) as number[],
    validator: () => papa((email) => validator.isEmail(email)),
    zod: () => papa((_, row) => schema.safeParse(row).success),
    udsv: () => {
      const { take, counts } = judging((email) => expression.test(email));
      const all = decode();
      const parser = initParser(inferSchema(all));
      const column = parser.schema.cols.findIndex(({ name }: { name: string }) => name === 'E-mailadres');
      const data: string[][] = parser.stringArrs(all);
      for (let at = 0; at < data.length; at += 1) take(at, data[at]![column]!.trim(), data[at] as never);
      return counts();
    },
  };
  const names = Object.keys(work) as Name[];
  const times: Record<Name, number[]> = { ours: [], validator: [], zod: [], udsv: [] };
  const found: Record<string, number[]> = {};
  // The clock's resolution is a tenth of a millisecond, so short work is repeated.
  const each = bytes.length < 1e6 ? 10 : 1;
  for (let run = -3; run < runs; run += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + run + 4) % names.length] as Name;
      const begin = performance.now();
      for (let once = 0; once < each; once += 1) found[name] = await work[name]();
      if (run >= 0) times[name].push((performance.now() - begin) / each);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return { times, found };
}
