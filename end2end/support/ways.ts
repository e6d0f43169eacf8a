import { chromium as engine, expect, type Browser, type Page } from '@playwright/test';
import type { Beckon } from './beckon';
import { chromium } from './chromium';
import { leave, SAVED } from './journeys';

/** A course that is open before a learner. */
export interface Sitting {
  page: Page;
  beckon: Beckon;
  /** Has the course report something and commit it; gives once it was told that it is saved. */
  work(): Promise<void>;
  /** Ends the browser at once, as `kill -9` does. */
  killBrowser(): Promise<void>;
}

/** A way of leaving a course, with the work that is done before. */
export interface Way {
  name: string;
  /** The learner needs a browser of his own, which will not survive. */
  killsBrowser?: true;
  leave(sitting: Sitting): Promise<void>;
}

async function saved(page: Page) {
  // What was saved before may be told of for another moment.
  await expect(page.locator('#saved')).toHaveAttribute('data-state', 'saved', { timeout: 40_000 });
  await expect(page.locator('#saved')).toHaveText(SAVED);
}
const troubled = (page: Page) => expect(page.locator('#saved')).toHaveText('Not saved: trying again');

/** Closes the page as a person does, and gives its last words the moment they need. */
async function close(page: Page) {
  await page.close({ runBeforeUnload: true });
  await new Promise((wake) => setTimeout(wake, 500));
}

/** All ways of leaving. */
export const WAYS: Way[] = [
  {
    name: 'the exit button',
    leave: async ({ page, work }) => {
      await work();
      await leave(page);
    },
  },
  {
    name: 'closing the tab',
    leave: async ({ page, work }) => {
      await work();
      await close(page);
    },
  },
  {
    name: 'going to another page',
    leave: async ({ page, beckon, work }) => {
      await work();
      await page.goto(beckon.url);
    },
  },
  {
    name: 'the frame being removed',
    leave: async ({ page, work }) => {
      await work();
      await page.evaluate(() => document.querySelector('iframe')!.remove());
      await close(page);
    },
  },
  {
    name: 'the browser being killed',
    killsBrowser: true,
    leave: async ({ page, work, killBrowser }) => {
      await work();
      await saved(page);
      await killBrowser();
    },
  },
  {
    name: 'the network failing for a while',
    leave: async ({ page, work }) => {
      await page.context().setOffline(true);
      await work();
      await troubled(page);
      await page.context().setOffline(false);
      await saved(page);
      await close(page);
    },
  },
  {
    name: 'the network failing, and a reload once it is back',
    leave: async ({ page, work }) => {
      const player = page.url();
      await page.context().setOffline(true);
      await work();
      await troubled(page);
      await page.reload().catch(() => undefined);
      await page.context().setOffline(false);
      await page.goto(player);
      await expect(page.frameLocator('iframe').locator('body')).toBeVisible();
      await close(page);
    },
  },
  {
    name: 'the server being killed between commits',
    leave: async ({ page, beckon, work }) => {
      await saved(page);
      await beckon.kill();
      await work();
      await troubled(page);
      await beckon.serve();
      await saved(page);
      await leave(page);
    },
  },
];

/** Opens a page for a learner: in the tests' browser, or in one that can be killed. */
export async function openFor(way: Way, browser: Browser, baseURL: string) {
  if (!way.killsBrowser) {
    const context = await browser.newContext({ baseURL });
    return { page: await context.newPage(), killBrowser: async () => undefined, dispose: () => context.close() };
  }
  const server = await engine.launchServer(chromium.launchOptions);
  const own = await engine.connect(server.wsEndpoint());
  const page = await (await own.newContext({ baseURL })).newPage();
  return { page, killBrowser: () => server.kill(), dispose: () => server.close() };
}
