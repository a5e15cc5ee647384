// What a measurement comes to: a ratio to a baseline of the same run, and what is claimed of it.
import { test } from '@playwright/test';

export type Measured = {
  /** What was measured, and beside what. */
  name: string;
  /** How many times the baseline. */
  ratio: number;
  /** What is claimed, in words. */
  target: string;
  /** Whether that holds; null where nothing is claimed. */
  holds: boolean | null;
  /** Both medians in milliseconds, for whoever reads the table. */
  found: string;
};

type Claim = { atMost?: number; atLeast?: number };

/** Puts a ratio of two medians into the table. */
export function measured(name: string, times: number[], baseline: number[], { atMost, atLeast }: Claim = {}): void {
  const [one, other] = [median(times), median(baseline)];
  const ratio = one / other;
  const held = [atMost === undefined || ratio <= atMost, atLeast === undefined || ratio >= atLeast].every(Boolean);
  const claimed = atMost !== undefined ? `at most ${atMost}` : atLeast !== undefined ? `at least ${atLeast}` : 'none';
  const found = `${one.toFixed(2)} ms beside ${other.toFixed(2)} ms, medians of ${times.length} and ${baseline.length}`;
  const row: Measured = { name, ratio: Number(ratio.toFixed(3)), target: claimed, holds: claimed === 'none' ? null : held, found };
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(row) });
}

/** The middle one. */
export function median(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** How long each of `runs` calls takes, in milliseconds. */
export async function timed(runs: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return times;
}
