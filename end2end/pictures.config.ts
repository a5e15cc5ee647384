// Configuration of `make pictures`, for the README's screenshots. Run it again whenever a page's appearance changes.
import { defineConfig } from '@playwright/test';
import journeys from './playwright.config.ts';

export default defineConfig({
  ...journeys,
  testDir: 'pictures',
  outputDir: 'results/pictures',
  workers: 1,
  projects: [{ name: 'pictures' }],
});
