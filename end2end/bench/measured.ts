// Result of a measurement: a ratio to a baseline of the same run, and the claim about it.
import { test } from '@playwright/test';

export type Measured = {
  /** The measurement and its baseline. */
  name: string;
  /** Ratio to the baseline. */
  ratio: number;
  /** The claim, in words. */
  target: string;
  /** True if the claim holds; null without a claim. */
  holds: boolean | null;
  /** Both medians in milliseconds, for readers of the table. */
  found: string;
};

type Claim = { atMost?: number; atLeast?: number };

/** Adds a ratio of two medians to the table. */
export function measured(name: string, times: number[], baseline: number[], { atMost, atLeast }: Claim = {}): void {
  const [one, other] = [median(times), median(baseline)];
  const ratio = one / other;
  const held = [atMost === undefined || ratio <= atMost, atLeast === undefined || ratio >= atLeast].every(Boolean);
  const claimed = atMost !== undefined ? `at most ${atMost}` : atLeast !== undefined ? `at least ${atLeast}` : 'none';
  const found = `${one.toFixed(2)} ms beside ${other.toFixed(2)} ms, medians of ${times.length} and ${baseline.length}`;
  const row: Measured = { name, ratio: Number(ratio.toFixed(3)), target: claimed, holds: claimed === 'none' ? null : held, found };
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(row) });
}

/** Returns the median. */
export function median(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Measures each of `runs` calls, in milliseconds. */
export async function timed(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return times;
}
