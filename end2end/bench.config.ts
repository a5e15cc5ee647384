// Configuration of `make bench`: measurements run one by one on the production server and end in one table. Each is
// compared with a baseline of the same run, so that a busy machine slows both.
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import journeys from './playwright.config.ts';

const target = path.resolve(import.meta.dirname, '..', process.env.CARGO_TARGET_DIR ?? 'target');
process.env.ESECURE_BINARY ??= path.join(target, 'release/esecure');

export default defineConfig({
  testDir: 'bench',
  outputDir: 'results/bench',
  retries: 0,
  workers: 1,
  timeout: 0,
  reporter: [['./bench/table.ts', { file: path.join(target, 'bench.json') }]],
  use: { ...journeys.use, trace: 'off', screenshot: 'off' },
});
