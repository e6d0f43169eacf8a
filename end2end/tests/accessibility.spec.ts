import { test } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { walk } from '../support/screens';

const windows = [{ width: 390, height: 844 }, { width: 1280, height: 800 }];
const schemes = ['dark', 'light'] as const;

test.use({ viewport: windows.at(-1), colorScheme: schemes.at(-1), reducedMotion: 'reduce' });

test('no screen shuts anyone out or is wider than the window: on a phone and a desk, dark and light', async ({ browser }) => {
  test.setTimeout(1_500_000);
  let at = 0;
  await walk(browser, async (name, page) => {
    await test.step(name, async () => {
      at += 1;
      // Each screen in both sizes and both schemes; which goes with which takes turns.
      for (const [nth, viewport] of windows.entries()) {
        const colorScheme = schemes[(at + nth) % schemes.length]!;
        const where = `${name}, ${viewport.width} pixels wide, ${colorScheme}`;
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await axe(page, where);
        await fits(page, where);
      }
    });
  });
});
