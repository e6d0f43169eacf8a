import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { Beckon } from './beckon';
import { signIn } from './journeys';
import { INSTRUCTOR } from './people';

export { expect } from '@playwright/test';

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Tools {
  /** An instructor, signed in. */
  instructor: Page;
  /** A learner's browser, which has never been here. */
  learner: Page;
  /** Opens one more browser that shares nothing with the others. */
  anotherBrowser: () => Promise<Page>;
  /** A product of the test's own, with nobody in it. */
  empty: Beckon;
}

interface Servers {
  beckon: Beckon;
  signedIn: State;
}

/** A product for each worker; each test brings people and courses of its own. */
export const test = base.extend<Tools, Servers>({
  beckon: [
    async ({}, use) => {
      const beckon = await Beckon.start(INSTRUCTOR);
      await use(beckon);
      const log = await beckon.stop();
      if (/panicked at/.test(log)) throw new Error(`beckon panicked:\n${log}`);
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  signedIn: [
    async ({ beckon, browser }, use) => {
      const context = await browser.newContext({ baseURL: beckon.url });
      await signIn(await context.newPage(), INSTRUCTOR);
      await use(await context.storageState());
      await context.close();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ beckon }, use) => use(beckon.url),

  instructor: async ({ browser, baseURL, signedIn }, use) => {
    await within(browser, { baseURL, storageState: signedIn }, use);
  },

  learner: async ({ browser, baseURL }, use) => {
    await within(browser, { baseURL }, use);
  },

  anotherBrowser: async ({ browser, baseURL }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL });
      opened.push(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },

  empty: async ({}, use) => {
    const beckon = await Beckon.start();
    await use(beckon);
    await beckon.stop();
  },
});

async function within(
  browser: Browser,
  options: { baseURL?: string; storageState?: State },
  use: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext(options);
  await use(await context.newPage());
  await context.close();
}
