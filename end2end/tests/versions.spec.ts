import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { idle, inPlayer, invitePrivately, leave, play, press, row, uploadCourse, uploadVersion } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course, upload } from '../support/packages';
import { someone } from '../support/people';

const main = (page: Page) => page.getByRole('main');

const knots = () => course({ title: 'Knots', activities: [{ identifier: 'a', title: 'Bowline' }] });
const again = () =>
  course({
    title: 'Knots, again',
    activities: [
      { identifier: 'a', title: 'Bowlines' },
      { identifier: 'b', title: 'Bends' },
    ],
  });

/** Uploads a second version; ends on its page. */
async function second(page: Page, address: string) {
  await uploadVersion(page, address, again());
  await expect(page).toHaveURL(/\/versions\/2$/, { timeout: 30_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Version 2');
}

/** On a version's page: puts it in use by a rule. */
async function use(page: Page, rule: string) {
  await page.getByRole('radio', { name: rule }).check();
  await page.getByRole('button', { name: 'Use this version' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  await expect(main(page)).toContainText('In use since');
}

const choice = (page: Page, rule: string) => page.locator('label').filter({ hasText: rule });

test('a new version is compared, put in use, followed, and gone back from', async ({ instructor, learner }) => {
  test.setTimeout(180_000);
  const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
  const address = await uploadCourse(instructor, knots());
  await invitePrivately(instructor, address, { addresses: `Ada Reyes <${ada.email}>, Bob Reyes <${bob.email}>` });
  const invitation = instructor.url();
  const link = await linkIn(instructor, ada.email);
  await learner.goto(link);
  await press(await play(learner), 'Pass');
  await leave(learner);

  await second(instructor, address);
  await expect(main(instructor)).toContainText('Not used yet');
  await expect(row(instructor, 'Title')).toContainText('Knots, again');
  await expect(main(instructor)).toContainText('“Bowline” is called “Bowlines” now');
  await expect(main(instructor)).toContainText('New: “Bends”');
  await expect(choice(instructor, 'Never')).toContainText('Everybody stays');
  await expect(choice(instructor, 'When not complete')).toContainText('1 would move; none of them has begun');
  await expect(choice(instructor, 'When passed')).toContainText('1 would move and begin anew, losing their place, 1 with a result');
  await expect(choice(instructor, 'Always')).toContainText('2 would move; 1 of them would begin anew');
  await use(instructor, 'Always');
  const newer = instructor.url();
  await instructor.goto(address);
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Knots, again');
  await expect(row(instructor, 'Version 2')).toContainText('In use');

  await learner.goto(link);
  await expect(main(learner)).toContainText('begins anew for you');
  await play(learner);
  await expect(learner.getByText('Bends').first()).toBeVisible();
  await leave(learner);
  await instructor.goto(invitation);
  await expect(row(instructor, 'Ada Reyes')).toContainText('Started');
  await row(instructor, 'Ada Reyes').locator('a[href^="/registrations/"]').first().click();
  await expect(instructor.getByRole('link', { name: 'Attempt 2 (latest), version 2' })).toBeVisible();
  await instructor.getByRole('link', { name: 'Attempt 1, version 1' }).click();
  await expect(row(instructor, 'Bowline')).toContainText('Passed');

  await instructor.goto(newer.replace(/2$/, '1'));
  await expect(main(instructor)).toContainText('Was in use');
  await use(instructor, 'When not complete');
  await learner.goto(link);
  await expect(main(learner)).toContainText('begins anew for you');
  await play(learner);
  await expect(learner.getByText('Bends')).toHaveCount(0);
});

test('a package that is no course says so, and leads back to the course', async ({ instructor }) => {
  const address = await uploadCourse(instructor, knots());
  await uploadVersion(instructor, address, upload('holiday.zip', { 'beach.html': '<!doctype html><title>Beach</title>' }));
  await expect(main(instructor)).toContainText(/imsmanifest/, { timeout: 30_000 });
  await instructor.getByRole('link', { name: 'Back to the course' }).click();
  await expect(instructor).toHaveURL(address);
});

test('a version can be tried, and deleted while nobody has it', async ({ instructor }) => {
  const address = await uploadCourse(instructor, knots());
  await second(instructor, address);
  const version = instructor.url();
  await instructor.getByRole('button', { name: 'Try this version' }).click();
  await inPlayer(instructor);
  await expect(instructor.getByText('Bends').first()).toBeVisible();
  await leave(instructor);
  await instructor.goto(version);
  await expect(instructor.getByRole('heading', { name: 'Try-outs' })).toBeVisible();
  await idle(instructor);
  await instructor.getByRole('button', { name: 'Delete this version…' }).click();
  await instructor.getByRole('button', { name: 'Delete the version' }).click();
  await expect(instructor).toHaveURL(address);
  await expect(row(instructor, 'Version 2')).toHaveCount(0);
  expect((await instructor.goto(version))?.status()).toBe(404);
});
