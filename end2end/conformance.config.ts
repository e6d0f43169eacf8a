import { defineConfig, devices } from '@playwright/test';
import { chromium } from './support/chromium';

/** ADL's LMS test cases in Chromium, through import and player; and beside them, through scorm-again in a plain page. */
export default defineConfig({
  testDir: './conformance',
  outputDir: './test-results',
  globalSetup: './conformance/beckon.ts',
  workers: 2,
  // Cases take up what others left: each of the two plays them in order.
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: './conformance/report.ts',
  use: { ...chromium, ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 }, actionTimeout: 15_000 },
  projects: [
    { name: 'ADL 2004 Chromium', testMatch: 'beckon.spec.ts' },
    { name: 'scorm-again 3.4.3', testMatch: 'scorm-again.spec.ts' },
  ],
});
