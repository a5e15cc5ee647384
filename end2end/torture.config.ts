// How the long reliability run goes: one after the other, against the server for production where it has been built, and one
// table at the end.
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
  // As many restarts as are asked for, and then a mail server that is given its time.
  timeout: 0,
  reporter: [['./torture/table.ts']],
});
