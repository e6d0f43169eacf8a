import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { walk } from './support/screens';

// SCREENSHOTS says where they go: one folder for each width and colour scheme.
const folder = resolve(process.env.SCREENSHOTS ?? '../target/screenshots');

for (const [width, height] of [[1280, 800], [390, 844]] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${width} ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });

      test('every screen', async ({ browser }) => {
        test.setTimeout(240_000);
        const place = join(folder, `${width}-${colorScheme}`);
        mkdirSync(place, { recursive: true });
        let at = 0;
        await walk(browser, async (name, page) => {
          at += 1;
          await page.screenshot({ path: join(place, `${String(at).padStart(2, '0')}-${name}.png`), fullPage: true });
        });
      });
    });
  }
}
