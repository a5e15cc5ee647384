// How the pictures in the README are made: `make pictures`. Run it again whenever a page looks different.
import { defineConfig } from '@playwright/test';
import journeys from './playwright.config.ts';

export default defineConfig({
  ...journeys,
  testDir: 'pictures',
  outputDir: 'results/pictures',
  workers: 1,
  projects: [{ name: 'pictures' }],
});
