// A row of the long run's result table.
import { test } from '@playwright/test';

export type Row = {
  /** The claim. */
  claim: string;
  /** The result, in words and figures. */
  found: string;
  /** True if the claim holds; undefined for a figure without a claim. */
  holds: boolean | undefined;
};

/** Adds a row to the table. A failed claim does not end the test, so that the run reports everything. */
export function row(claim: string, found: string, holds?: boolean): void {
  test.info().annotations.push({ type: 'row', description: JSON.stringify({ claim, found, holds } satisfies Row) });
}

/** Adds a row for a list that must be empty; names its first few elements otherwise. */
export function expectNone(claim: string, of: string, wrong: string[]): void {
  const examples = wrong.slice(0, 5).map((one) => `\n        ${one}`).join('');
  row(claim, `${wrong.length} of ${of}${examples}`, wrong.length === 0);
}
