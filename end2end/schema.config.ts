import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium';

/** Schemathesis over the API's own description. */
export default defineConfig({
  testDir: './schema',
  outputDir: './test-results',
  workers: 1,
  // A thorough run takes its time: EXAMPLES=200.
  timeout: 3_600_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./support/closing-line.ts']],
  use: { ...chromium, actionTimeout: 15_000 },
});
