// Judging a file in the browser: the work for the judgement, the work until the rows are rendered, and the
// responsiveness of the page with a large file. Times on the page's main thread are CPU times, so other load on the
// machine does not count.
import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { Esecure } from '../support/esecure.ts';
import { Mailbox } from '../support/mailbox.ts';
import { Operator } from '../support/operator.ts';
import { measured } from './measured.ts';
import { judged, listOf } from './rows.ts';

/** Length of a frame, and longest accepted task on the main thread, in milliseconds. */
const [frame, stretch] = [16, 50];

test('upload of 1,000 and 100,000 rows', async ({ browser }) => {
  const mailbox = await Mailbox.open();
  const esecure = await Esecure.start(mailbox.url);
  const operator = new Operator(esecure, mailbox);
  const { anna } = await operator.activates();
  const context = await browser.newContext({ baseURL: esecure.origin, viewport: { width: 1280, height: 800 } });
  await anna.signsInto(context);
  const page = await context.newPage();
  await page.goto('/esecure/upload');
  // Rendered after hydration, unlike the drop zone.
  await page.getByRole('button', { name: 'Paste instead' }).waitFor();

  for (const [rows, runs, target] of [[1_000, 50, 1], [100_000, 20, 50]] as const) {
    const times = await measureJudgement(page, rows, runs);
    measured(`${rows.toLocaleString('en')} rows judged, beside the ${target} ms they may take`, times, [target], { atMost: 1 });
  }

  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const [work, until]: [number[], number[]] = [[], []];
  for (let run = 0; run < 50; run += 1) {
    await provideFile(page, 1_000, run);
    const before = await busyTime(session);
    until.push(await measureRendering(page));
    work.push((await busyTime(session)) - before);
    await waitUntilIdle(page);
  }
  measured('1,000 rows chosen and painted: work, beside a frame', work, [frame], { atMost: 1 });
  measured('1,000 rows chosen and painted: time that passes, beside a frame', until, [frame]);

  const [longest, felt]: [number[], number[]] = [[], []];
  for (let run = 100; run < 105; run += 1) {
    await provideFile(page, 100_000, run);
    const tasks = await traceTasks(session, async () => {
      await measureRendering(page);
      await waitUntilIdle(page);
    });
    longest.push(Math.max(...tasks.map(({ work }) => work)));
    felt.push(Math.max(...tasks.map(({ time }) => time)));
  }
  measured(`100,000 rows chosen: the longest task's work of five files, beside ${stretch} ms`, [Math.max(...longest)], [stretch], { atMost: 1 });
  measured(`100,000 rows chosen: the longest task as it passes, of five files, beside ${stretch} ms`, [Math.max(...felt)], [stretch]);

  await context.close();
  await esecure.stop();
  await mailbox.close();
});

/** Reads and judges a file in one go, `runs` times; returns the milliseconds of each. */
async function measureJudgement(page: Page, rows: number, runs: number): Promise<number[]> {
  const work = async ([text, runs]: [string, number]) => {
    // The client that already runs on the page.
    const { judge } = await import(document.querySelector<HTMLLinkElement>('link[rel=modulepreload]')?.href ?? '');
    const bytes = new TextEncoder().encode(text);
    const times: number[] = [];
    // The clock's resolution is a tenth of a millisecond, so short work is repeated.
    const each = bytes.length < 1e6 ? 10 : 1;
    let kinds: number[] = [];
    for (let run = -3; run < runs; run += 1) {
      const begin = performance.now();
      for (let once = 0; once < each; once += 1) kinds = await judge(bytes);
      if (run >= 0) times.push((performance.now() - begin) / each);
    }
    return { times, kinds: [...kinds] };
  };
  const { times, kinds } = await page.evaluate(work, [listOf(rows), runs] as [string, number]);
  const { invalid, duplicate } = judged(rows);
  expect(kinds.slice(0, 2)).toEqual([invalid, duplicate]);
  return times;
}

/** Prepares a file for the file input. */
async function provideFile(page: Page, rows: number, run: number): Promise<void> {
  await page.evaluate(
    ([text, name]: [string, string]) => {
      const files = new DataTransfer();
      files.items.add(new File([text], name, { type: 'text/csv' }));
      const field = document.querySelector<HTMLInputElement>('input[type=file]');
      if (!field) throw new Error('no field for a file');
      field.files = files.files;
    },
    [listOf(rows, run), `run-${run}.csv`] as [string, string],
  );
}

/** Chooses the file; returns the milliseconds until its first rows were painted. */
async function measureRendering(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('input[type=file]');
    const name = field?.files?.[0]?.name;
    const stands = () => document.querySelector('#file')?.textContent === name && document.querySelector('table.rows tr[data-row]');
    const painted = new Promise<number>((resolve) => {
      const seen = new MutationObserver(() => {
        if (!stands()) return;
        seen.disconnect();
        requestAnimationFrame(() => {
          const after = new MessageChannel();
          after.port1.onmessage = () => resolve(performance.now());
          after.port2.postMessage(null);
        });
      });
      seen.observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    const begin = performance.now();
    field?.dispatchEvent(new Event('change'));
    return (await painted) - begin;
  });
}

/** Waits until the account's standings are loaded and no more requests are sent. */
async function waitUntilIdle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    const resourceCount = () => performance.getEntriesByType('resource').length;
    let before = -1;
    while (resourceCount() !== before) {
      before = resourceCount();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    performance.clearResourceTimings();
  });
}

/** CPU time of the page's main thread since the page was opened, in milliseconds. */
async function busyTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

type Task = { work: number; time: number };
type Event = { name: string; ph: string; pid: number; tid: number; dur?: number; tdur?: number };

/** Traces the main thread's tasks while `work` runs. */
async function traceTasks(session: CDPSession, work: () => Promise<void>): Promise<Task[]> {
  const events: Event[] = [];
  const collect = ({ value }: { value: object[] }) => events.push(...(value as Event[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] } });
  await work();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  // Finds the main thread: the one with the most function calls.
  const calls = new Map<string, number>();
  const thread = ({ pid, tid }: Event) => `${pid} ${tid}`;
  for (const event of events) if (event.name === 'FunctionCall') calls.set(thread(event), (calls.get(thread(event)) ?? 0) + 1);
  const [main] = [...calls].sort(([, one], [, other]) => other - one)[0] ?? [];
  const tasks = events.filter((event) => event.ph === 'X' && event.name === 'RunTask' && thread(event) === main);
  expect(tasks.length).toBeGreaterThan(10);
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ work: tdur / 1000, time: dur / 1000 }));
}
