import { test as base } from '@playwright/test';
import { join } from 'node:path';
import { place } from './beckon';
import { declare } from './declare';
import { Again, ScormAgainLms } from './scorm-again/lms';
import type { Lms } from './tester';

declare(
  base.extend<{ lms: Lms }, { again: Again }>({
    again: [
      async ({}, use) => {
        const again = new Again(join(place().folder, 'scorm-again.json'));
        await again.start();
        await use(again);
        again.stop();
      },
      { scope: 'worker' },
    ],
    lms: ({ again, page }, use) => use(new ScormAgainLms(again, page)),
  }),
);
