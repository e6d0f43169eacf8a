import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium';

export default defineConfig({
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: './test-results',
  workers: 2,
  fullyParallel: true,
  reporter: 'list',
  use: chromium,
});
