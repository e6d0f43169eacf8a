import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails for anything on the page that shuts people out, naming rule and place. */
export async function axe(page: Page, where: string) {
  // A frame that may run no scripts (a letter, shown) can't be asked by script either: it would never answer.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe[sandbox]:not([sandbox~="allow-scripts"])').analyze();
  const told = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} (${node.html.slice(0, 160)})`));
  expect(told, where).toEqual([]);
}

/** Fails if the page is wider than the screen. */
export async function fits(page: Page, where: string) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${where}: pixels beyond the screen's edge`).toBeLessThanOrEqual(0);
}
