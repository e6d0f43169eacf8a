import type { Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import type { Beckon } from '../support/beckon';
import { expect, test } from '../support/fixtures';
import { fillAccount, invitePublicly, leave, play, press, row, setUpAccount } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';
import { receiver } from '../support/receiver';

/** An instructor of his own product, on the page of postbacks. */
async function onPostbacks(page: Page, beckon: Beckon) {
  await page.goto(`${beckon.url}/setup`);
  await fillAccount(page, someone('Grace', 'Poster'));
  await page.getByRole('button', { name: 'Create instructor' }).click();
  await expect(page).not.toHaveURL(/\/setup/);
  await page.goto(`${beckon.url}/postbacks`);
}

/** Wherever it is looked at, nobody is shut out. */
async function everywhere(page: Page, name: string) {
  for (const [width, height] of [[1280, 800], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(page, `${name}, ${width}, ${colorScheme}`);
      await fits(page, `${name}, ${width}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test.describe('in any browser', () => {
  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
      test.use({ javaScriptEnabled });

      test('an address is set and tried, and the answer of the other side is told', async ({ page, empty }) => {
        const other = await receiver({ status: 500, body: 'not today' });
        await onPostbacks(page, empty);
        await expect(page.getByText('Results are posted nowhere.')).toBeVisible();
        await page.getByLabel('Address').fill('ftp://example.org/');
        await page.getByRole('button', { name: 'Save' }).click();
        await expect(page.getByLabel('Address')).toHaveAccessibleDescription(/must start with https/);
        await expect(page.getByLabel('Address')).toHaveValue('ftp://example.org/');
        await page.getByLabel('Address').fill(other.url);
        await page.getByLabel('User name').fill('grace');
        await page.getByLabel('Password').fill('hopper');
        await page.getByRole('button', { name: 'Save' }).click();
        await expect(page.getByText(`Results are posted to ${other.url} (your default).`)).toBeVisible();
        await expect(page.getByLabel('Password')).toHaveValue('');
        await page.getByRole('button', { name: 'Post an example' }).click();
        await expect(page.getByText(/The example: failed\. 500 not today/)).toBeVisible();
        await page.getByRole('button', { name: 'Post an example' }).click();
        await expect(page.getByText(/The example: delivered\. 200 thanks/)).toBeVisible();
        await expect(page.getByRole('row').filter({ hasText: 'Nobody: a test' })).toHaveCount(2);
        expect(other.taken[0]?.headers.authorization).toBe(`Basic ${Buffer.from('grace:hopper').toString('base64')}`);
        other.close();
      });
    });
  }
});

test('what a learner does is posted, shown, and posted again', async ({ page, anotherBrowser, empty }) => {
  test.setTimeout(120_000);
  const other = await receiver();
  await onPostbacks(page, empty);
  await everywhere(page, 'postbacks, empty');
  await page.getByLabel('Address').fill(other.url);
  await page.getByLabel('What is posted').selectOption({ label: 'The course as a whole' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('(your default)')).toBeVisible();
  const library = await page.context().newPage();
  await library.goto(`${empty.url}/library`);
  const url = await invitePublicly(library, await courseOf(library, empty));
  const learner = await anotherBrowser();
  await learner.goto(url);
  await setUpAccount(learner, someone('Ada', 'Posted'));
  await press(await play(learner), 'Pass');
  await leave(learner);
  await expect.poll(() => other.taken.map(({ body }) => JSON.parse(body).registrationSuccess)).toContain('PASSED');
  const { headers, body } = other.taken[0]!;
  expect(JSON.parse(body).learner.firstName).toBe('Ada');
  expect(JSON.parse(body).activityDetails).toBeUndefined();
  expect(headers['webhook-signature']).toMatch(/^v1,/);

  await page.reload();
  const line = row(page, 'Ada Posted').first();
  await expect(line).toContainText('Delivered');
  await expect(line).toContainText('200 thanks');
  const before = other.taken.length;
  await line.getByRole('button', { name: 'Post again' }).click();
  await expect.poll(() => other.taken.length).toBeGreaterThan(before);
  await page.getByText('Signature', { exact: true }).click();
  await expect(page.getByLabel('Secret', { exact: true })).toHaveValue(/^whsec_/);
  await everywhere(page, 'postbacks');

  const section = library.locator('details', { hasText: 'Postback' }).last();
  await section.getByText('Postback', { exact: true }).click();
  await expect(section.getByText(`Results are posted to ${other.url} (your default).`)).toBeVisible();
  await everywhere(library, 'the postback of an invitation');
  await section.getByLabel('Post results').selectOption({ label: 'Nowhere' });
  await section.getByRole('button', { name: 'Save' }).click();
  await section.getByText('Postback', { exact: true }).click();
  await expect(library.getByText('Results are posted nowhere (set for the invitation).')).toBeAttached();
  await page.goto(`${empty.url}/postbacks`);
  await row(page, 'Ada Posted').first().getByRole('link', { name: 'Ada Posted' }).click();
  await page.getByText('Postback', { exact: true }).click();
  await expect(page.getByText('Results are posted nowhere (set for the invitation).')).toBeVisible();
  other.close();
});

/** Uploads a course to a product of the test's own. */
async function courseOf(page: Page, beckon: Beckon) {
  await page.locator('input[type=file]').setInputFiles(course({ title: 'Knots, posted' }));
  await expect(page.getByRole('link', { name: 'Invite', exact: true })).toBeVisible({ timeout: 30_000 });
  expect(page.url()).toContain(beckon.url);
  return page.url();
}
