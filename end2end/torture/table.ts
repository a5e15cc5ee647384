// Reporter of the long run: prints progress, and one table at the end. A failed claim makes the exit code 1.
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { Row } from './result.ts';

export default class Table implements Reporter {
  private readonly rows: Row[] = [];

  onTestBegin(test: TestCase): void {
    console.log(`── ${test.title}`);
  }

  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onError(error: { message?: string }): void {
    console.log(error.message);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { type, description } of result.annotations) {
      if (type === 'row') this.rows.push(JSON.parse(description ?? '') as Row);
    }
    const ended = result.errors.map(({ message }) => message ?? '').join('\n');
    const found = `${(result.duration / 1000).toFixed(0)} s${ended && `\n${ended}`}`;
    this.rows.push({ claim: `${test.title}: to its end`, found, holds: result.status === 'passed' });
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    const width = Math.max(...this.rows.map(({ claim }) => claim.length));
    console.log('');
    for (const { claim, found, holds } of this.rows) {
      const mark = holds === undefined ? '' : holds ? 'ok' : 'SHORT';
      console.log(`${mark.padEnd(5)} ${claim.padEnd(width)}  ${found}`);
    }
    const short = this.rows.some(({ holds }) => holds === false);
    console.log(short ? 'NOT all rows hold' : 'all rows hold');
    return { status: short && result.status === 'passed' ? 'failed' : result.status };
  }
}
