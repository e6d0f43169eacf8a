import { expect, type Page } from '@playwright/test';

/** Opens, in an operator's browser, the newest e-mail to an address as the outbox shows it. */
export async function mailTo(page: Page, address: string) {
  const letter = page.getByRole('row').filter({ hasText: address }).getByRole('link').first();
  await expect(async () => {
    await page.goto('/outbox');
    await expect(letter).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await letter.click();
  await expect(page).toHaveURL(/\/outbox\/[^/]+$/);
}

/** The e-mail's HTML, within the outbox page. */
export const letterFrame = (page: Page) => page.frameLocator('iframe').first();

/** Where the **Play course** link of the newest e-mail to an address leads. */
export async function linkIn(page: Page, address: string): Promise<string> {
  await mailTo(page, address);
  const href = await letterFrame(page).getByRole('link', { name: 'Play course' }).getAttribute('href');
  expect(href).toBeTruthy();
  return href ?? '';
}
