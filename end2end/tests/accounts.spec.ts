import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { fillAccount, setUpInstructor, signIn } from '../support/journeys';
import { INSTRUCTOR, someone } from '../support/people';
import { mailTo, letterFrame } from '../support/mail';

test.describe('the first visit', () => {
  test('offers to create the first instructor, and then a demo course', async ({ page, empty }) => {
    const ada = someone('Ada', 'Prime');
    await page.goto(empty.url);
    await page.getByRole('link', { name: /first instructor/i }).first().click();
    await expect(page).toHaveURL(`${empty.url}/setup`);
    await fillAccount(page, ada);
    await page.getByRole('button', { name: 'Create instructor' }).click();
    await expect(page.getByRole('button', { name: 'Add the demo course' })).toBeVisible();
  });

  test('creates one first instructor only', async ({ page, empty, anotherBrowser }) => {
    const first = await anotherBrowser();
    await first.goto(`${empty.url}/setup`);
    await page.goto(`${empty.url}/setup`);
    await fillAccount(first, someone('Ada', 'Prime'));
    await first.getByRole('button', { name: 'Create instructor' }).click();
    await expect(first).not.toHaveURL(/setup/);
    await fillAccount(page, someone('Bob', 'Later'));
    await page.getByRole('button', { name: 'Create instructor' }).click();
    await expect(page.getByText(/has its first instructor already/)).toBeVisible();
  });
});

test.describe('a form for an account', () => {
  test('keeps what was typed and says beside the field what is wrong', async ({ page, empty }) => {
    await page.goto(`${empty.url}/setup`);
    await fillAccount(page, { ...someone('Ada', 'Prime'), password: 'password1' });
    await page.getByRole('button', { name: 'Create instructor' }).click();
    await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/\w/);
    await expect(page.locator('#password-error')).toHaveText(/\w{3}/);
    await expect(page.getByLabel('First name')).toHaveValue('Ada');
    await expect(page.getByLabel('Last name')).toHaveValue('Prime');
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(/@example\.org$/);
  });
});

async function askForCode(page: Page, email: string) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail for the code').fill(email);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await expect(page).toHaveURL(/\/sign-in\/code/);
}

test.describe('signing in', () => {
  test('says beside the password that it does not belong to the address', async ({ page }) => {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail', { exact: true }).fill(someone().email);
    await page.getByLabel('Password', { exact: true }).fill('not-the-right-one');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/don.t belong together/);
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(/@example\.org$/);
  });

  test('leads on to the page that was asked for', async ({ page }) => {
    await page.goto('/library');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel('E-mail', { exact: true }).fill(INSTRUCTOR.email);
    await page.getByLabel('Password', { exact: true }).fill(INSTRUCTOR.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL(/\/library$/);
  });

  for (const next of ['https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example/']) {
    test(`never leads to another site: ${next}`, async ({ page, baseURL }) => {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await page.getByLabel('E-mail', { exact: true }).fill(INSTRUCTOR.email);
      await page.getByLabel('Password', { exact: true }).fill(INSTRUCTOR.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page).not.toHaveURL(/sign-in/);
      expect(new URL(page.url()).origin).toBe(baseURL);
    });
  }

  test('works by a mailed code instead of the password', async ({ page, instructor }) => {
    await askForCode(page, INSTRUCTOR.email);
    await expect(page.getByLabel('Code', { exact: true })).toBeVisible();
    await mailTo(instructor, INSTRUCTOR.email);
    const code = /\b\d{6,8}\b/.exec(await letterFrame(instructor).locator('body').innerText())?.[0] ?? '';
    expect(code).not.toBe('');
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText(INSTRUCTOR.name).first()).toBeVisible();
  });

  test('answers the same for an address that nobody has', async ({ page }) => {
    await askForCode(page, someone('No', 'Body').email);
    await expect(page.getByLabel('Code', { exact: true })).toBeVisible();
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByLabel('Code', { exact: true })).toHaveAccessibleDescription(/\w/);
  });

  test('ends by signing out', async ({ page }) => {
    await signIn(page, INSTRUCTOR);
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden();
    await page.goto('/library');
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test.describe('without scripts', { tag: '@no-script' }, () => {
  test('the first instructor is set up', async ({ page, empty }) => {
    const ada = someone('Ada', 'Prime');
    await page.goto(`${empty.url}/setup`);
    await fillAccount(page, { ...ada, email: 'ada at example' });
    // The browser's own check stands before ours, and needs no script either.
    await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
    await page.getByRole('button', { name: 'Create instructor' }).click();
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveAccessibleDescription(/not an e-mail address/);
    await expect(page.getByLabel('First name')).toHaveValue('Ada');
    await fillAccount(page, ada);
    await page.getByRole('button', { name: 'Create instructor' }).click();
    await expect(page).not.toHaveURL(/\/setup/);
  });

  test('signing in works, and says what is wrong', async ({ page }) => {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail', { exact: true }).fill(someone().email);
    await page.getByLabel('Password', { exact: true }).fill('not-the-right-one');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/don.t belong together/);
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(/@example\.org$/);
    await signIn(page, INSTRUCTOR);
    await page.goto('/library');
    await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible();
  });
});

test('an instructor can be set up from an empty product on a phone', { tag: '@phone' }, async ({ browser, empty }) => {
  const context = await browser.newContext({ baseURL: empty.url });
  const page = await context.newPage();
  await setUpInstructor(page, someone('Ada', 'Prime'));
  await expect(page.getByRole('button', { name: 'Add the demo course' })).toBeVisible();
  await context.close();
});
