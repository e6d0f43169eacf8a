import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { chooseKind, invitePrivately, invitePublicly, startInviting, uploadCourse } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';

/** Opens a page whose scripts come only after `before` was done. */
async function onSlowLine(page: Page, address: string, before: () => Promise<void>) {
  let come = () => {};
  const asked = new Promise<void>((resolve) => {
    come = resolve;
  });
  await page.context().route(/\.wasm$/, async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(address);
  await before();
  const came = page.waitForResponse(/\.wasm$/);
  come();
  await came;
  // Nothing shows when a page has come alive; where it takes longer than this, these tests see less, not something wrong.
  await page.waitForTimeout(1_000);
}

test('what is typed into a filter before the scripts have come stays', async ({ instructor }) => {
  await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Knots' })));
  await onSlowLine(instructor, '/invitations', async () => {
    await instructor.getByLabel('Search').fill('knots');
    await instructor.getByLabel('State').selectOption('Open');
  });
  await expect(instructor.getByLabel('Search')).toHaveValue('knots');
  await expect(instructor.getByLabel('State')).toHaveValue('open');
});

test('whom to show, chosen before the scripts have come, is shown when they come', async ({ instructor }) => {
  const ada = someone('Ada', 'Reyes');
  await invitePrivately(instructor, await uploadCourse(instructor, course({ title: 'Knots' })), { addresses: ada.email });
  await onSlowLine(instructor, instructor.url(), async () => {
    await instructor.getByLabel('Show', { exact: true }).selectOption('Started');
  });
  await expect(instructor).toHaveURL(/show=started/);
  await expect(instructor.getByRole('link', { name: 'Show everyone' })).toBeVisible();
});

test('what a learner types before the scripts have come stays', async ({ instructor, learner }) => {
  const ada = someone('Ada', 'Reyes');
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Knots' })));
  await onSlowLine(learner, url, async () => {
    await learner.getByLabel('First name').fill('Ada');
    await learner.getByLabel('E-mail').fill(ada.email);
  });
  await expect(learner.getByLabel('First name')).toHaveValue('Ada');
  await expect(learner.getByLabel('E-mail')).toHaveValue(ada.email);
});

test('people and a letter typed before the scripts have come stay', async ({ instructor }) => {
  const address = await uploadCourse(instructor, course({ title: 'Knots' }));
  await startInviting(instructor, address);
  await chooseKind(instructor, 'Private');
  await onSlowLine(instructor, instructor.url(), async () => {
    await instructor.getByLabel(/E-mail addresses/).fill('ada@example.org');
    await instructor.getByLabel('Subject', { exact: true }).fill('Come and see');
    await instructor.getByLabel('Message', { exact: true }).fill('Knots, [Name]!');
  });
  await expect(instructor.getByLabel(/E-mail addresses/)).toHaveValue('ada@example.org');
  await expect(instructor.getByLabel('Subject', { exact: true })).toHaveValue('Come and see');
  await expect(instructor.getByLabel('Message', { exact: true })).toHaveValue('Knots, [Name]!');
});
