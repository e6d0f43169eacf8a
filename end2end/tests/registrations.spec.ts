import { expect, test } from '../support/fixtures';
import { cell, invitePublicly, leave, play, press, row, setUpAccount, uploadCourse } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';

test('an invitation lists its learners with how far each has come', async ({ instructor, anotherBrowser }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Four ways' })));
  const results = instructor.url();
  const ways: [string, string[], string][] = [
    ['Stella', ['Bookmark'], 'Started'],
    ['Conrad', ['Complete'], 'Completed'],
    ['Petra', ['Score 85', 'Pass', 'Ten minutes', 'Finish'], 'Passed'],
    ['Finn', ['Fail'], 'Failed'],
  ];
  for (const [name, buttons] of ways) {
    const learner = await anotherBrowser();
    await learner.goto(url);
    await setUpAccount(learner, someone(name, 'Waywell'));
    const sco = await play(learner);
    for (const button of buttons) await press(sco, button);
    await leave(learner);
  }
  await instructor.goto(results);
  for (const [name, , progress] of ways) {
    await expect(row(instructor, `${name} Waywell`)).toContainText(progress);
    const last = cell(row(instructor, `${name} Waywell`), 'Last activity').locator('time');
    await expect(last).toHaveText(/20\d\d, \d\d:\d\d/);
    const moment = Date.parse((await last.getAttribute('datetime')) ?? '');
    expect(Math.abs(Date.now() - moment), 'milliseconds since the last activity').toBeLessThan(2 * 60_000);
  }
  await expect(cell(row(instructor, 'Petra Waywell'), 'Score')).toContainText('85');
  await expect(cell(row(instructor, 'Petra Waywell'), 'Time')).toContainText('10 min');
});

test('the first page counts registrations and tells the latest activity', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Just now' })));
  await learner.goto(url);
  await setUpAccount(learner, someone('Nova', 'Brandt'));
  const sco = await play(learner);
  await press(sco, 'Pass');
  await leave(learner);
  await instructor.goto('/');
  const main = instructor.getByRole('main');
  await expect(main).toContainText(/registrations?/i);
  await expect(main.getByText(/Nova Brandt passed/)).toBeVisible();
  await expect(main.getByRole('link', { name: 'Just now' }).first()).toBeVisible();
});

test('a learner is not let into the dashboard', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Not yours' })));
  await learner.goto(url);
  await setUpAccount(learner, someone());
  for (const path of ['/library', '/invitations', '/outbox', new URL(instructor.url()).pathname]) {
    const answer = await learner.goto(path);
    expect([401, 403, 404]).toContain(answer?.status());
    await expect(learner.getByText(/not yours/i)).toHaveCount(0);
  }
});
