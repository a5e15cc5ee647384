// Configuration of the long reliability run: tests run one by one, on the production server if built, and end in one
// table.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

const target = path.resolve(import.meta.dirname, '..', process.env.CARGO_TARGET_DIR ?? 'target');
const release = path.join(target, 'release/esecure');
if (!process.env.ESECURE_BINARY && existsSync(release)) process.env.ESECURE_BINARY = release;

export default defineConfig({
  testDir: 'torture',
  outputDir: 'results/torture',
  retries: 0,
  workers: 1,
  // No timeout: the number of restarts is configurable, and the mail server needs its time afterwards.
  timeout: 0,
  reporter: [['./torture/table.ts']],
});
