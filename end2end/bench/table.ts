// Reporter: prints all measurements as one table, saves them as JSON and prints the file's path. A missed target is
// shown and does not fail the run.
import { writeFileSync } from 'node:fs';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { Measured } from './measured.ts';

export default class Table implements Reporter {
  private readonly rows: Measured[] = [];

  constructor(private readonly options: { file: string }) {}

  onTestBegin(test: TestCase): void {
    console.log(`── ${test.title}`);
  }

  onError(error: { message?: string }): void {
    console.log(error.message);
  }

  onTestEnd(_: TestCase, result: TestResult): void {
    for (const { type, description } of result.annotations) {
      if (type === 'measured') this.rows.push(JSON.parse(description ?? '') as Measured);
    }
    for (const { message } of result.errors) console.log(message);
  }

  async onEnd(_: FullResult): Promise<void> {
    const width = Math.max(...this.rows.map(({ name }) => name.length));
    console.log('');
    for (const { name, ratio, target, holds, found } of this.rows) {
      const mark = holds === null ? '' : holds ? 'ok' : 'SHORT';
      console.log(`${mark.padEnd(5)} ${name.padEnd(width)}  ${ratio.toFixed(2).padStart(7)}  (target ${target})  ${found}`);
    }
    const measured = this.rows.map(({ name, ratio, target, holds }) => ({ name, ratio, target, holds }));
    writeFileSync(this.options.file, `${JSON.stringify(measured, null, 2)}\n`);
    console.log(this.options.file);
  }
}
