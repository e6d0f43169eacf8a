import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { invitePrivately, invitePublicly, leave, play, press, row, setUpAccount, uploadCourse } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

const filters = 'Filter, sort and compare';

/** The results by course, of one course only: others may have filled the first page. */
const among = (course: string) => `/reportage?view=courses&course=${course.split('/').at(-1)}`;

test('results are counted, drilled into, filtered, taken along and shown by a link', async ({ instructor, learner, anotherBrowser }) => {
  const title = `Knots ${Math.random().toString(36).slice(2, 8)}`;
  const [ada, bob] = [someone('Ada', 'Reported'), someone('Bob', 'Reported')];
  const address = await uploadCourse(instructor, course({ title }));
  const url = await invitePublicly(instructor, address);
  await learner.goto(url);
  await setUpAccount(learner, ada);
  const sco = await play(learner);
  for (const button of ['Score 85', 'Pass', 'Finish']) await press(sco, button);
  await leave(learner);
  await invitePrivately(instructor, address, { addresses: `${bob.name} <${bob.email}>` });

  await instructor.goto(among(address));
  await row(instructor, title).getByRole('link', { name: title }).click();
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText(title);
  const figures = instructor.locator('.counts');
  await expect(figures.locator('div', { hasText: 'Registrations' })).toContainText('2');
  await expect(row(instructor, ada.name)).toContainText('Passed');
  await expect(row(instructor, bob.name)).toContainText('Invited');
  await axe(instructor, 'the results of a course');
  await fits(instructor, 'the results of a course');

  await test.step('a picture has its figures as a table', async () => {
    const funnel = instructor.locator('figure', { hasText: 'How far they come' });
    await expect(funnel.locator('svg[role=img]')).toBeVisible();
    await funnel.getByText('As a table').click();
    await expect(funnel.getByRole('row').filter({ hasText: 'Passed' })).toHaveText(/Passed\s*1/);
  });

  await test.step('what is asked for stands in the address', async () => {
    const status = instructor.getByLabel('Status', { exact: true });
    if (!(await status.isVisible())) await instructor.getByText(filters).click();
    await status.selectOption('passed');
    await instructor.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(instructor).toHaveURL(/status=passed/);
    await expect(row(instructor, ada.name)).toBeVisible();
    await expect(row(instructor, bob.name)).toHaveCount(0);
  });

  await test.step('the table leaves as a file', async () => {
    const [csv] = await Promise.all([instructor.waitForEvent('download'), instructor.getByRole('link', { name: 'CSV' }).click()]);
    const text = (await (await csv.createReadStream()).toArray()).join('');
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect(text).toContain(`${ada.name},${ada.email},${title},public,Passed,85,`);
    const answer = await instructor.request.get(`/reportage/export.xlsx${new URL(instructor.url()).search}`);
    expect(answer.headers()['content-type']).toContain('spreadsheetml');
    expect((await answer.body()).subarray(0, 2).toString()).toBe('PK');
    const stranger = await anotherBrowser();
    expect((await stranger.request.get('/reportage/export.csv')).status()).toBe(401);
  });

  await test.step('a saved report is shown by a link until that is revoked', async () => {
    await instructor.getByText('Save this report').click();
    await instructor.getByLabel('Name', { exact: true }).fill(`Who passed ${title}`);
    await instructor.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(instructor).toHaveURL(/\/reportage\/saved/);
    const card = instructor.locator('li.card', { hasText: title });
    await card.getByText('Share or delete').click();
    await card.getByRole('button', { name: 'Make a link' }).click();
    const link = await instructor.getByLabel('Link', { exact: true }).inputValue();
    await axe(instructor, 'saved reports');
    await fits(instructor, 'saved reports');
    const guest = await anotherBrowser();
    await guest.goto(link);
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText(`Who passed ${title}`);
    await expect(row(guest, ada.name)).toContainText('Passed');
    await expect(guest.getByRole('main').getByRole('link')).toHaveCount(0);
    await axe(guest, 'a report behind a link');
    await fits(guest, 'a report behind a link');
    await card.getByRole('button', { name: 'Revoke the link' }).click();
    await expect(card.getByRole('button', { name: 'Revoke the link' })).toHaveCount(0);
    await guest.reload();
    await expect(guest.getByText('This link no longer works')).toBeVisible();
  });
});

test('an open page follows new results by itself', async ({ instructor, learner }) => {
  const title = `Live ${Math.random().toString(36).slice(2, 8)}`;
  const address = await uploadCourse(instructor, course({ title }));
  const url = await invitePublicly(instructor, address);
  await instructor.goto(among(address));
  await learner.goto(url);
  const ada = someone('Ada', 'Live');
  await setUpAccount(learner, ada);
  const sco = await play(learner);
  await expect(row(instructor, title)).toBeVisible();
  await row(instructor, title).getByRole('link').click();
  await expect(row(instructor, ada.name)).toContainText('Started');
  await press(sco, 'Pass');
  await expect(row(instructor, ada.name)).toContainText('Passed');
});

test('results print without what is only for the screen', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'On paper' })));
  await learner.goto(url);
  await setUpAccount(learner, someone('Ada', 'Printed'));
  await leave((await play(learner), learner));
  await instructor.goto('/reportage');
  await instructor.emulateMedia({ media: 'print' });
  await expect(instructor.locator('.counts')).toBeVisible();
  await expect(instructor.getByRole('table', { name: 'Registrations' })).toBeVisible();
  for (const away of ['.bar', '.tabs', '.page-header__actions']) await expect(instructor.locator(away)).toBeHidden();
});

test('results are filtered without scripts @no-script', async ({ instructor }) => {
  await invitePrivately(instructor, await uploadCourse(instructor, course({ title: 'By hand' })), {
    addresses: someone('Ada', 'Plain').email,
  });
  await instructor.goto('/reportage');
  await instructor.getByText(filters).click();
  await instructor.getByLabel('Status', { exact: true }).selectOption('passed');
  await instructor.getByLabel('When').selectOption('month');
  await instructor.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(instructor).toHaveURL(/status=passed.*span=month/);
  await expect(instructor.getByLabel('Status', { exact: true })).toHaveValue('passed');
});

test('a saved report goes out by e-mail until it is stopped', async ({ instructor }) => {
  const title = `Mailed ${Math.random().toString(36).slice(2, 8)}`;
  await invitePrivately(instructor, await uploadCourse(instructor, course({ title })), { addresses: someone('Ada', 'Mailed').email });
  await instructor.goto('/reportage');
  await instructor.getByText('Save this report').click();
  await instructor.getByLabel('Name', { exact: true }).fill(title);
  await instructor.getByRole('button', { name: 'Save', exact: true }).click();
  const card = instructor.locator('li.card', { hasText: title });
  await card.getByRole('link', { name: 'Send it by e-mail' }).click();
  await expect(instructor.getByRole('heading', { level: 1 })).toContainText(title);
  await axe(instructor, 'a report by e-mail');
  await fits(instructor, 'a report by e-mail');

  const to = instructor.getByLabel('To', { exact: true });
  await test.step('an address with a mistake is named, and nothing is lost', async () => {
    await instructor.getByLabel('How often').selectOption('monthly');
    await instructor.getByLabel('Day of the month').fill('31');
    await to.fill('Bea <bea@example.org>, cy at example.org');
    await instructor.getByRole('button', { name: 'Send it regularly' }).click();
    await expect(to).toHaveAccessibleDescription(/“cy at example\.org” is not an e-mail address/);
    await expect(instructor.getByLabel('Day of the month')).toHaveValue('31');
  });

  await test.step('what is sent next stands on the saved reports', async () => {
    await to.fill('Bea <bea@example.org>, cy@example.org');
    await instructor.getByRole('button', { name: 'Send it regularly' }).click();
    await expect(card).toContainText(/Sent on day 31 of every month, or its last at 8:00 \(.+\) to 2 addresses\. Next: (28|29|30|31) \w+ \d{4}, 08:00/);
  });

  await test.step('it is stopped', async () => {
    await card.getByRole('link', { name: 'Change or stop the e-mails' }).click();
    await expect(row(instructor, 'bea@example.org')).toContainText('Not yet');
    await axe(instructor, 'a report that is sent');
    await instructor.getByRole('button', { name: 'Stop sending' }).click();
    await expect(instructor).toHaveURL(/\/reportage\/saved$/);
    await expect(card).not.toContainText('Next:');
  });
});

test('a learner sees his own results, and nobody else on his computer does', async ({ instructor, learner, anotherBrowser }) => {
  const title = `Own ${Math.random().toString(36).slice(2, 8)}`;
  const address = await uploadCourse(instructor, course({ title }));
  const url = await invitePublicly(instructor, address);
  await learner.goto(url);
  const ada = someone('Ada', 'Own');
  await setUpAccount(learner, ada);
  await press(await play(learner), 'Pass');
  await leave(learner);
  await learner.getByRole('link', { name: 'Your results' }).click();
  await expect(row(learner, title)).toContainText('Passed');
  await expect(learner.getByRole('heading', { level: 1 })).toHaveText('Your results');
  await learner.getByRole('link', { name: 'Your results on all courses' }).click();
  await expect(learner).toHaveURL(/\/results$/);
  await expect(row(learner, title)).toContainText('Passed');
  await axe(learner, 'own results');
  await fits(learner, 'own results');

  await test.step('his instructor has the transcript', async () => {
    await instructor.goto('/reportage');
    await instructor.getByRole('link', { name: ada.name, exact: true }).click();
    await instructor.getByRole('link', { name: 'Transcript' }).click();
    const transcript = instructor.getByRole('table', { name: 'Transcript' });
    await expect(transcript.getByRole('row').filter({ hasText: title })).toContainText('Passed');
    await instructor.emulateMedia({ media: 'print' });
    await expect(transcript).toBeVisible();
    await expect(instructor.locator('.bar')).toBeHidden();
    await instructor.emulateMedia({ media: 'screen' });
  });

  await test.step('each launch tells how far it came', async () => {
    await instructor.getByRole('link', { name: title }).click();
    const launches = instructor.getByRole('table', { name: 'Launches' });
    await expect(launches.getByRole('row').nth(1)).toContainText(/Left after .*Passed/);
    await instructor.getByText('What the course kept').click();
    await instructor.getByText(/^Run-time data as reported/).click();
    await expect(row(instructor, 'cmi.core.lesson_status').last()).toContainText('passed');
  });

  await test.step('the next person finds nothing', async () => {
    await learner.getByRole('button', { name: 'Sign out' }).click();
    await expect(learner.getByRole('button', { name: 'Sign out' })).toHaveCount(0);
    await learner.goto('/results');
    await expect(learner).toHaveURL(/\/sign-in/);
    await learner.goto(`${new URL(url).pathname}/results`);
    await expect(learner).toHaveURL(/\/sign-in/);
    const stranger = await anotherBrowser();
    await stranger.goto(`${new URL(url).pathname}/results`);
    await expect(stranger).toHaveURL(/\/sign-in/);
  });
});

test('a private link shows its results where it lets one play', async ({ instructor, learner, anotherBrowser }) => {
  const title = `Linked ${Math.random().toString(36).slice(2, 8)}`;
  const ada = someone('Ada', 'Linked');
  await invitePrivately(instructor, await uploadCourse(instructor, course({ title })), { addresses: `${ada.name} <${ada.email}>` });
  const link = await linkIn(instructor, ada.email);
  await learner.goto(link);
  await press(await play(learner), 'Complete');
  await leave(learner);
  await learner.getByRole('link', { name: 'Your results' }).click();
  await expect(row(learner, title)).toContainText('Completed');
  await axe(learner, 'results of a link');
  await fits(learner, 'results of a link');
  const other = await anotherBrowser();
  await other.goto(`${link}/results`);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Not open to you at present');
  await expect(other.getByText(title)).toHaveCount(0);
});
