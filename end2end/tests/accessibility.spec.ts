import { test } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { walk } from '../support/screens';

for (const [width, height] of [[1280, 800], [390, 844]] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${width} pixels wide, ${colorScheme}`, () => {
      test.use({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });

      test('no screen shuts anyone out or is wider than the window', async ({ browser }) => {
        test.setTimeout(600_000);
        await walk(browser, async (name, page) => {
          await test.step(name, async () => {
            await axe(page, name);
            await fits(page, name);
          });
        });
      });
    });
  }
}
