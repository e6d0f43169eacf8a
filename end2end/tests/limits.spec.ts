import { expect, test } from '../support/fixtures';
import { invitePublicly, leave, play, playButton, row, setUpAccount, uploadCourse } from '../support/journeys';
import { changeLimits, enterAs, inviteWithLimits, status } from '../support/limits';
import { letterFrame, mailTo } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

const TITLE = 'Tides and harbours';

test.describe('who gets in', () => {
  test('closing keeps newcomers out and lets those go on who have started', async ({ instructor, learner, anotherBrowser }) => {
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
    await learner.goto(url);
    await setUpAccount(learner, someone());
    await play(learner);
    await leave(learner);
    await instructor.getByRole('button', { name: 'Close to newcomers' }).click();
    await expect(status(instructor)).toContainText('Closed to newcomers');
    const newcomer = await anotherBrowser();
    const answer = await newcomer.goto(url);
    expect(answer?.status()).toBe(403);
    await expect(newcomer.getByRole('heading', { name: 'Closed to newcomers' })).toBeVisible();
    await expect(newcomer.getByRole('main')).toContainText('ines.tailor@example.org');
    await expect(playButton(newcomer)).toHaveCount(0);
    await learner.goto(url);
    await expect(playButton(learner)).toBeVisible();
    await instructor.getByRole('button', { name: 'Open to newcomers' }).click();
    await expect(status(instructor)).toContainText('Learners get in.');
    await newcomer.reload();
    await expect(newcomer.getByRole('heading', { name: 'Set up your account' })).toBeVisible();
  });

  test('who comes when all places are taken waits, is admitted by the instructor, and plays', async ({ instructor, learner, anotherBrowser }) => {
    const first = someone('Ada', 'Early');
    const late = someone('Bob', 'Late');
    const url = await inviteWithLimits(instructor, await uploadCourse(instructor, course({ title: TITLE })), {
      cap: '1',
      entry: 'Name and e-mail are enough',
    });
    const invitation = instructor.url();
    await learner.goto(url);
    await enterAs(learner, first);
    await play(learner);
    const other = await anotherBrowser();
    await other.goto(url);
    await expect(other.getByRole('heading', { name: 'All places are taken' })).toBeVisible();
    await enterAs(other, late);
    await other.getByRole('button', { name: 'Put me on the waiting list' }).click();
    await expect(other.getByRole('main')).toContainText('You are on the waiting list.');
    await instructor.reload();
    await expect(status(instructor)).toContainText('Full (1 of 1)');
    await instructor.getByRole('button', { name: `Admit ${late.name}` }).click();
    await expect(row(instructor, late.email)).toContainText('Admitted');
    await mailTo(instructor, late.email);
    await expect(letterFrame(instructor).locator('body')).toContainText('you asked for a place');
    await other.reload();
    await play(other);
    await instructor.goto(invitation);
    await expect(status(instructor)).toContainText('Full (2 of 1)');
    await expect(instructor.getByRole('heading', { name: 'Waiting list' })).toHaveCount(0);
  });

  test('newcomers need the passcode and an address of the allowed domains', async ({ instructor, learner }) => {
    const url = await inviteWithLimits(instructor, await uploadCourse(instructor, course({ title: TITLE })), {
      entry: 'Name and e-mail are enough',
      domains: 'example.org',
      passcode: 'low water',
      note: 'Bring a pencil.',
    });
    await learner.goto(url);
    await expect(learner.getByRole('main')).toContainText('Bring a pencil.');
    await enterAs(learner, { ...someone(), email: 'lin@example.com' });
    await expect(learner.locator('#email-error')).toContainText('example.org');
    await enterAs(learner, someone());
    await learner.getByLabel('Passcode').fill('high water');
    await playButton(learner).click();
    await expect(learner.locator('#passcode-error')).toContainText('wrong');
    await learner.getByLabel('Passcode').fill('Low Water');
    await play(learner);
  });

  test('an address that is known already is confirmed by a mailed code', async ({ instructor, learner, anotherBrowser }) => {
    const lin = someone();
    const url = await inviteWithLimits(instructor, await uploadCourse(instructor, course({ title: TITLE })), {
      entry: 'Name and e-mail are enough',
    });
    const invitation = instructor.url();
    await learner.goto(url);
    await enterAs(learner, lin);
    await play(learner);
    const phone = await anotherBrowser();
    await phone.goto(url);
    await enterAs(phone, lin);
    await expect(phone.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
    await mailTo(instructor, lin.email);
    const words = await letterFrame(instructor).locator('body').innerText();
    const code = /\b\d{6}\b/.exec(words)?.[0] ?? '';
    await phone.getByLabel('Code', { exact: true }).fill(code === '000000' ? '111111' : '000000');
    await phone.getByRole('button', { name: 'Go on' }).click();
    await expect(phone.locator('#code-error')).toContainText('wrong');
    await phone.getByLabel('Code', { exact: true }).fill(code);
    await phone.getByRole('button', { name: 'Go on' }).click();
    await play(phone);
    await instructor.goto(invitation);
    await expect(row(instructor, lin.email)).toHaveCount(1);
  });

  test('an invitation opens and expires at the times that were chosen', async ({ instructor, learner }) => {
    const url = await inviteWithLimits(instructor, await uploadCourse(instructor, course({ title: TITLE })), {
      starts: '2124-02-29T08:00',
      expires: '2124-03-29T08:00',
    });
    await expect(status(instructor)).toContainText('Starts on 29 Feb 2124, 08:00');
    expect((await learner.goto(url))?.status()).toBe(403);
    await expect(learner.getByRole('heading', { name: 'Opens on 29 Feb 2124, 08:00' })).toBeVisible();
    await changeLimits(instructor, { starts: '2020-02-29T08:00', expires: '2020-03-29T08:00' });
    await expect(status(instructor)).toContainText('Expired on 29 Mar 2020, 08:00');
    expect((await learner.goto(url))?.status()).toBe(410);
    await expect(learner.getByRole('heading', { name: 'Expired on 29 Mar 2020, 08:00' })).toBeVisible();
    await changeLimits(instructor, { starts: '', expires: '' });
    await expect(status(instructor)).toContainText('Learners get in.');
  });

  test('a deleted invitation says so to learners and can be brought back', async ({ instructor, learner }) => {
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
    await instructor.getByRole('button', { name: 'Delete', exact: true }).click();
    const question = instructor.getByRole('dialog', { name: 'Delete this invitation?' });
    await expect(question).toContainText('Nobody has a registration here.');
    await question.getByRole('button', { name: 'Delete invitation' }).click();
    await expect(status(instructor)).toContainText('Deleted');
    expect((await learner.goto(url))?.status()).toBe(410);
    await instructor.getByRole('button', { name: 'Bring it back' }).click();
    await expect(status(instructor)).toContainText('Learners get in.');
    expect((await learner.goto(url))?.status()).toBe(200);
  });

  test('the form keeps what was typed and says what is wrong beside the field', async ({ instructor }) => {
    await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
    await instructor.getByRole('link', { name: 'Change limits' }).click();
    await instructor.getByLabel(/^Registration cap/).fill('few');
    await instructor.getByLabel(/^Tags/).fill('spring');
    await instructor.getByRole('button', { name: 'Save' }).click();
    await expect(instructor.locator('[id="options[cap]-error"]')).toContainText('whole number');
    await expect(instructor.getByLabel(/^Tags/)).toHaveValue('spring');
    await instructor.getByLabel(/^Registration cap/).fill('12');
    await instructor.getByRole('button', { name: 'Save' }).click();
    await expect(status(instructor)).toContainText('0 of 12 places are taken.');
  });
});

test('the history says who did what', async ({ instructor }) => {
  await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
  await instructor.getByRole('button', { name: 'Disable' }).click();
  await expect(status(instructor)).toContainText('Disabled');
  await changeLimits(instructor, { cap: '5' });
  await instructor.getByRole('link', { name: 'History' }).click();
  await expect(row(instructor, 'changed the cap to 5')).toContainText('Ines Tailor');
  await expect(row(instructor, 'disabled the invitation')).toContainText('Ines Tailor');
  await expect(row(instructor, 'created the invitation')).toHaveCount(1);
});

test('invitations are found by state, tag and words', async ({ instructor }) => {
  const tag = `tag-${Date.now()}`;
  const address = await uploadCourse(instructor, course({ title: `Knots ${tag}` }));
  await inviteWithLimits(instructor, address, { tags: `${tag}, rope` });
  await invitePublicly(instructor, address);
  await instructor.getByRole('button', { name: 'Disable' }).click();
  await expect(status(instructor)).toContainText('Disabled');
  await instructor.goto('/invitations');
  await instructor.getByLabel('Search').fill(`knots ${tag}`);
  await instructor.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(instructor.getByRole('main')).toContainText('2 invitations');
  await instructor.getByLabel('State').selectOption('Disabled');
  await instructor.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(instructor.getByRole('main')).toContainText('1 invitation');
  await instructor.getByRole('link', { name: 'Show all' }).click();
  await expect(instructor.getByLabel('Search')).toHaveValue('');
  await instructor.getByLabel('Tag').selectOption(tag);
  await instructor.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(row(instructor, `Knots ${tag}`)).toHaveCount(1);
  await expect(row(instructor, `Knots ${tag}`)).toContainText('rope');
});

test('without scripts a guest enters, is kept out when it is closed, and finds who to ask @no-script', async ({ instructor, learner }) => {
  const lin = someone();
  await instructor.goto('/library');
  const url = await inviteWithLimits(instructor, await uploadCourse(instructor, course({ title: TITLE })), {
    entry: 'Name and e-mail are enough',
    passcode: 'low water',
  });
  await learner.goto(url);
  await enterAs(learner, lin);
  await learner.getByLabel('Passcode').fill('high water');
  await playButton(learner).click();
  await expect(learner.locator('#passcode-error')).toContainText('wrong');
  await instructor.getByRole('button', { name: 'Close to newcomers' }).click();
  await expect(status(instructor)).toContainText('Closed to newcomers');
  await learner.goto(url);
  await expect(learner.getByRole('heading', { name: 'Closed to newcomers' })).toBeVisible();
});
