import { defineConfig, devices } from '@playwright/test';
import { chromium } from './support/chromium';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./support/closing-line.ts']],
  use: { ...chromium, actionTimeout: 15_000, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'desktop',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } },
      grepInvert: /@no-script|@phone/,
    },
    { name: 'phone', use: phone, grep: /@phone/ },
    { name: 'no-script', use: { javaScriptEnabled: false }, grep: /@no-script/ },
  ],
});
