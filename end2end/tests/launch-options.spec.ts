import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { inPlayer, invitePrivately, leave, play, playButton, press, row, setOptions, told, uploadCourse } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course, type CourseSource } from '../support/packages';
import { someone } from '../support/people';

/** Uploads a course, sets its options, and opens Ada's link. */
async function offered(instructor: Page, learner: Page, options: Record<string, string>, made: Partial<CourseSource> = {}) {
  const who = someone('Ada', 'Optional');
  const id = await uploadCourse(instructor, course({ title: 'As it is offered', ...made }));
  await setOptions(instructor, options);
  await invitePrivately(instructor, id, { addresses: `${who.name} <${who.email}>` });
  const people = instructor.url();
  const link = await linkIn(instructor, who.email);
  await learner.goto(link);
  return { ...who, people, link };
}

test('launch options say what holds and where it comes from, and take no nonsense', async ({ instructor }) => {
  await uploadCourse(instructor, course({ title: 'Many ways' }));
  await instructor.getByText('Launch options', { exact: true }).click();
  const time = instructor.getByLabel('Time for an attempt, in minutes');
  await time.fill('soon');
  await instructor.locator('details', { hasText: 'Launch options' }).getByRole('button', { name: 'Save' }).click();
  await expect(instructor.getByText(/Give a whole number/)).toBeVisible();
  await expect(time).toHaveValue('soon');
  await time.fill('90');
  await instructor.getByLabel('When the course ends by itself').selectOption({ label: 'The player leaves it at once' });
  await instructor.locator('details', { hasText: 'Launch options' }).getByRole('button', { name: 'Save' }).click();
  await expect(instructor.getByText('Now: 90 (course).')).toBeAttached();
  await expect(instructor.getByText('Now: the player leaves it at once (course).')).toBeAttached();
  await expect(instructor.getByText('Now: the same window (product default).')).toBeAttached();
});

test('who has finished looks at the course again, and nothing is changed', async ({ instructor, learner }) => {
  const who = await offered(instructor, learner, {
    'Who has finished and plays again': 'Looks at it again; nothing is changed',
    'When the course ends by itself': 'The player leaves it if it is completed or passed',
  });
  const sco = await play(learner);
  await press(sco, 'Pass');
  await sco.getByRole('button', { name: 'Finish', exact: true }).click();
  await expect(learner).toHaveURL(/\/closing\//, { timeout: 15_000 });
  await learner.goto(who.link);
  await expect(learner.getByText('nothing of your result is changed')).toBeVisible();
  const again = await play(learner);
  await expect(learner.getByText('Looking back: nothing is changed')).toBeVisible();
  await expect(told(again, 'Status')).toHaveText('passed');
  await press(again, 'Fail');
  await leave(learner);
  await instructor.goto(who.people);
  await expect(row(instructor, who.email)).toContainText('Passed');
});

test('one person gets another option than everybody', async ({ instructor, learner }) => {
  const who = await offered(instructor, learner, { 'Who has finished and plays again': 'Looks at it again; nothing is changed' });
  await press(await play(learner), 'Pass');
  await leave(learner);
  await instructor.goto(who.people);
  const results = await row(instructor, who.email).locator('a[href^="/registrations/"]').first().getAttribute('href');
  await instructor.goto(results ?? '');
  await setOptions(instructor, { 'Who has finished and plays again': 'Begins a new attempt' });
  await expect(instructor.getByText('Now: begins a new attempt (registration).')).toBeAttached();
  await learner.goto(who.link);
  await expect(learner.getByText('Playing it again begins anew')).toBeVisible();
  const again = await play(learner);
  await expect(told(again, 'Status')).toHaveText('not attempted');
  await leave(learner);
  await instructor.reload();
  await expect(instructor.getByRole('link', { name: 'Attempt 1', exact: true })).toBeVisible();
});

test('what is set for all courses holds until an invitation says otherwise', async ({ instructor, learner }) => {
  const who = await offered(instructor, learner, {});
  const finished = instructor.getByLabel('Who has finished and plays again');
  const save = instructor.getByRole('button', { name: 'Save', exact: true });
  await instructor.goto('/launch-options');
  await finished.selectOption({ label: 'Looks at it again; nothing is changed' });
  await save.click();
  try {
    await expect(instructor.getByText('Now: looks at it again; nothing is changed (your default).')).toBeVisible();
    await press(await play(learner), 'Pass');
    await leave(learner);
    await learner.goto(who.link);
    await expect(learner.getByText('nothing of your result is changed')).toBeVisible();
    await instructor.goto(who.people);
    await setOptions(instructor, { 'Who has finished and plays again': 'Begins a new attempt' });
    await expect(instructor.getByText('Now: begins a new attempt (invitation).')).toBeAttached();
    await learner.goto(who.link);
    await expect(learner.getByText('Playing it again begins anew')).toBeVisible();
  } finally {
    await instructor.goto('/launch-options');
    await finished.selectOption({ index: 0 });
    await save.click();
    await expect(instructor.getByText(/^Now: .*\(your default\)\.$/)).toHaveCount(0);
  }
});

test('a course opens in a window of its own, at its size', async ({ instructor, learner }) => {
  await offered(instructor, learner, {
    'The player opens in': 'A window of its own',
    'Width of the course, in pixels': '640',
    'Height of the course, in pixels': '320',
  });
  const opened = learner.context().waitForEvent('page');
  await playButton(learner).click();
  const player = await opened;
  await inPlayer(player);
  const box = await player.locator('#frame').boundingBox();
  expect([box?.width, box?.height]).toEqual([640, 320]);
  await expect(playButton(learner)).toBeVisible();
  await leave(player);
});

test('an attempt ends when its time is used up', async ({ instructor, learner }) => {
  await offered(instructor, learner, { 'Time for an attempt, in minutes': '1' });
  await learner.clock.install();
  await press(await play(learner), 'Bookmark');
  await expect(learner.getByText(/^\d+ s left$/)).toBeVisible();
  await learner.clock.runFor(61_000);
  await expect(learner).toHaveURL(/\/closing\/.*time/, { timeout: 20_000 });
  await expect(learner.getByText('Your time for this course is used up.')).toBeVisible();
});

test('contents can be left out, but not where the learner has to choose', async ({ instructor, learner }) => {
  const activities = [
    { identifier: 'one', title: 'First part' },
    { identifier: 'two', title: 'Second part' },
  ];
  await offered(instructor, learner, { 'Table of contents': 'Only where the learner has to choose' }, { activities });
  const sco = await play(learner);
  await expect(learner.getByRole('button', { name: 'Contents' })).toBeHidden();
  await press(sco, 'Complete');
  await sco.getByRole('button', { name: 'Finish', exact: true }).click();
  await expect(learner.getByRole('navigation', { name: 'Contents' })).toBeVisible();
});
