// A row of the table that the long run ends with.
import { test } from '@playwright/test';

export type Row = {
  /** What is claimed. */
  claim: string;
  /** What was found, in words and figures. */
  found: string;
  /** Whether that holds; undefined where a figure is told and nothing is claimed. */
  holds: boolean | undefined;
};

/** Puts a row into the table. One that falls short ends no test: the run tells all there is to tell. */
export function row(claim: string, found: string, holds?: boolean): void {
  test.info().annotations.push({ type: 'row', description: JSON.stringify({ claim, found, holds } satisfies Row) });
}

/** A row about things of which none may be there; the first few are named. */
export function none(claim: string, of: string, wrong: string[]): void {
  const named = wrong.slice(0, 5).map((one) => `\n        ${one}`).join('');
  row(claim, `${wrong.length} of ${of}${named}`, wrong.length === 0);
}
