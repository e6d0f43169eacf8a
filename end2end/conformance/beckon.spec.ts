import { test as base } from '@playwright/test';
import { BeckonLms, place, signedIn } from './beckon';
import { declare } from './declare';
import type { Lms } from './tester';

declare(
  base.extend<{ lms: Lms }>({
    lms: async ({ browser }, use) => {
      const enter = (who: 'instructor' | 'learner') => browser.newContext({ baseURL: place().url, storageState: signedIn(who) });
      const contexts = await Promise.all([enter('instructor'), enter('learner')]);
      const [instructor, learner] = await Promise.all(contexts.map((context) => context.newPage()));
      await use(new BeckonLms(instructor!, learner!));
      for (const context of contexts) await context.close();
    },
  }),
);
