import type { Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { createInvitation, invitePrivately, leave, play, press, row, savedAfter, startInviting, uploadCourse, writeLetter } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

const KNOTS = { title: 'Knots for sailors' };

/** The table of what happens to each, before sending. */
const before = (page: Page) => page.getByRole('region', { name: 'What happens to each' });

/** The question about people invited before. */
const asked = (page: Page) => page.getByRole('dialog', { name: 'Invited before' });

const csv = (name: string, lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });

async function chooseFile(page: Page, file: ReturnType<typeof csv>) {
  await page.getByText('From a file (CSV)').click();
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/people') && answer.ok());
  await page.getByLabel('File with people').setInputFiles(file);
  await kept;
}

/** Opens the page for a private invitation, with scripts awake. */
async function inviting(page: Page, address: string) {
  await startInviting(page, address);
  await writeLetter(page, { addresses: '' });
  const addresses = page.getByLabel(/E-mail addresses/);
  await expect(async () => {
    await addresses.fill('awake@example.org');
    await expect(page.getByText(/^1 person/).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await addresses.fill('');
}

test.describe('people from a file', () => {
  test('are read by its columns; wrong rows are told by number, and left out when asked', async ({ instructor }) => {
    const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
    await inviting(instructor, await uploadCourse(instructor, course(KNOTS)));
    const lines = ['Last name;First name;E-mail', `Reyes;Ada;${ada.email}`, `"Reyes";Bob;${bob.email}`, 'Osei;Cy;cy at example.org', `Reyes;Ada;${ada.email.toUpperCase()}`];
    await chooseFile(instructor, csv('crew.csv', lines));
    await expect(instructor.getByText('2 people (1 named more than once)')).toBeVisible();
    await expect(instructor.getByRole('region', { name: 'The first rows of the file' })).toContainText(ada.email);
    await expect(instructor.getByText(/Row 4: “cy at example\.org”/)).toBeVisible();
    await expect(before(instructor).getByRole('row').filter({ hasText: 'Bob Reyes' })).toContainText('A registration and an e-mail');
    await axe(instructor, 'a file with an error');
    await fits(instructor, 'a file with an error');
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await expect(instructor.getByLabel('File with people')).toHaveAccessibleDescription(/1 row of the file can't be read/);
    await instructor.getByLabel('Leave these out').check();
    await createInvitation(instructor);
    await expect(row(instructor, ada.email)).toContainText('Ada Reyes');
    await expect(row(instructor, bob.email)).toHaveCount(1);
  });

  test('can stand in a column that nobody would guess', async ({ instructor }) => {
    const [ada, boss] = [someone('Ada', 'Reyes'), someone('Bo', 'Ss')];
    await inviting(instructor, await uploadCourse(instructor, course(KNOTS)));
    await chooseFile(instructor, csv('crew.csv', ['E-mail,Contact,Name', `${boss.email},${ada.email},Ada Reyes`]));
    await expect(before(instructor)).toContainText(boss.email);
    await instructor.getByLabel('E-mail is in').selectOption('Contact');
    await expect(before(instructor)).toContainText(ada.email);
    await expect(before(instructor)).not.toContainText(boss.email);
    await createInvitation(instructor);
    await expect(row(instructor, ada.email)).toContainText('Ada Reyes');
  });

  test('are read without scripts, and every word of the letter is kept @no-script', async ({ instructor }) => {
    const ada = someone('Ada', 'Reyes');
    await startInviting(instructor, await uploadCourse(instructor, course(KNOTS)));
    await writeLetter(instructor, { addresses: '', subject: 'My own subject' });
    await instructor.getByText('From a file (CSV)').click();
    await instructor.getByLabel('File with people').setInputFiles(csv('crew.csv', ['E-mail,Name', `${ada.email},Ada Reyes`]));
    await instructor.getByRole('button', { name: 'Read the file' }).click();
    await expect(instructor).toHaveURL(/people=/);
    await expect(instructor.getByLabel('Subject', { exact: true })).toHaveValue('My own subject');
    await expect(before(instructor)).toContainText('Ada Reyes');
    await createInvitation(instructor);
    await expect(row(instructor, ada.email)).toContainText('Ada Reyes');
  });
});

test.describe('people invited before', () => {
  /** One course; Ada completed it, Bob was invited. */
  async function crew(instructor: Page, learner: Page) {
    const address = await uploadCourse(instructor, course(KNOTS));
    const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
    await invitePrivately(instructor, address, { addresses: `Ada Reyes <${ada.email}>, Bob Reyes <${bob.email}>` });
    const first = instructor.url();
    await learner.goto(await linkIn(instructor, ada.email));
    const content = await play(learner);
    await savedAfter(learner, () => press(content, 'Pass'));
    await leave(learner);
    return { address, ada, bob, first };
  }

  test('are asked about in one question, for all and one by one', async ({ instructor, learner }) => {
    const { address, ada, bob } = await crew(instructor, learner);
    const cy = someone('Cy', 'Osei');
    await startInviting(instructor, address);
    await writeLetter(instructor, { addresses: `${ada.email}, ${bob.email}, ${cy.email}` });
    await expect(instructor.getByText(/3 people: 1 new, 2 were invited to this course before \(1 completed\)/)).toBeVisible();
    await expect(before(instructor).getByRole('row').filter({ hasText: ada.email })).toContainText('Passed');
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await expect(asked(instructor)).toBeVisible();
    await axe(instructor, 'the question');
    await expect(instructor).toHaveURL(/\/invite/);
    await asked(instructor).getByLabel('Resend').check();
    await asked(instructor).getByLabel(`What happens to ${ada.email}`).selectOption('Send a new invitation');
    await asked(instructor).getByRole('button', { name: 'Go on' }).click();
    await expect(instructor).toHaveURL(/\/invitations\/[^/]+$/);
    await expect(row(instructor, ada.email)).toContainText('Invited');
    await expect(row(instructor, bob.email)).toHaveCount(1);
    const counts = instructor.locator('.counts');
    await expect(counts).toContainText(/Invited\s*3/);
    await expect(counts).toContainText(/Registered\s*2/);
  });

  test('are not mailed when the question is left', async ({ instructor, learner }) => {
    const { address, ada } = await crew(instructor, learner);
    await startInviting(instructor, address);
    await writeLetter(instructor, { addresses: ada.email });
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await asked(instructor).getByRole('button', { name: 'Cancel' }).click();
    await expect(asked(instructor)).toBeHidden();
    await instructor.goto('/outbox');
    await expect(row(instructor, ada.email)).toHaveCount(1);
  });

  test('go on where they were after resending, without a new registration', async ({ instructor, learner }) => {
    const { address, ada, first } = await crew(instructor, learner);
    await startInviting(instructor, address);
    await writeLetter(instructor, { addresses: ada.email });
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await asked(instructor).getByLabel('Resend').check();
    await asked(instructor).getByRole('button', { name: 'Go on' }).click();
    await expect(instructor).toHaveURL(/\/invitations\/[^/]+$/);
    await expect(instructor.locator('.counts')).toContainText(/Registered\s*0/);
    await expect(row(instructor, ada.email)).toContainText('Passed');
    await instructor.goto(first);
    await expect(row(instructor, ada.email)).toContainText('Passed');
    await expect(row(instructor, ada.email)).toHaveCount(1);
  });

  test('are asked about on the page without scripts @no-script', async ({ instructor }) => {
    const ada = someone('Ada', 'Reyes');
    const address = await uploadCourse(instructor, course(KNOTS));
    await invitePrivately(instructor, address, { addresses: ada.email });
    await startInviting(instructor, address);
    await writeLetter(instructor, { addresses: ada.email, subject: 'Once more' });
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await expect(instructor.getByRole('alert').filter({ hasText: 'Choose what happens' })).toBeVisible();
    await expect(instructor.getByLabel('Subject', { exact: true })).toHaveValue('Once more');
    await instructor.getByLabel('Start over').check();
    await createInvitation(instructor);
    await expect(row(instructor, ada.email)).toContainText('Invited');
  });

  test('are found by name and ticked', async ({ instructor, learner }) => {
    const { ada } = await crew(instructor, learner);
    await inviting(instructor, await uploadCourse(instructor, course({ title: 'Sails' })));
    await instructor.getByText('People invited before', { exact: true }).first().click();
    await instructor.getByLabel('Name or address').fill(ada.email);
    const person = instructor.getByRole('checkbox', { name: new RegExp(ada.email) });
    await expect(instructor.getByRole('list', { name: 'People invited before' }).getByRole('listitem')).toHaveCount(1);
    await person.check();
    await expect(before(instructor)).toContainText('Ada Reyes');
    await createInvitation(instructor);
    await expect(row(instructor, ada.email)).toHaveCount(1);
  });
});

test('people are added to an invitation later', async ({ instructor }) => {
  const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
  await invitePrivately(instructor, await uploadCourse(instructor, course(KNOTS)), { addresses: ada.email });
  const invitation = instructor.url();
  await instructor.getByRole('link', { name: 'Add people' }).click();
  await expect(instructor).toHaveURL(/\/people$/);
  await instructor.getByLabel(/E-mail addresses/).fill(`${ada.email}, Bob Reyes <${bob.email}>`);
  await axe(instructor, 'adding people');
  await instructor.getByRole('button', { name: 'Add people' }).click();
  await expect(asked(instructor).getByLabel('Send a new invitation')).toHaveCount(0);
  await asked(instructor).getByLabel('Skip').check();
  await asked(instructor).getByRole('button', { name: 'Go on' }).click();
  await expect(instructor).toHaveURL(invitation);
  await expect(row(instructor, bob.email)).toContainText('Bob Reyes');
  await expect(row(instructor, ada.email)).toHaveCount(1);
  expect(await linkIn(instructor, bob.email)).toMatch(/\/p\//);
});

test('links are made without sending', async ({ instructor }) => {
  const ada = someone('Ada', 'Reyes');
  await startInviting(instructor, await uploadCourse(instructor, course(KNOTS)));
  await writeLetter(instructor, { addresses: ada.email });
  await instructor.getByLabel(/Don't send e-mails/).check();
  await expect(before(instructor)).toContainText('A registration and a link');
  await createInvitation(instructor);
  await expect(row(instructor, ada.email)).toContainText('Invited');
  await instructor.goto('/outbox');
  await expect(row(instructor, ada.email)).toHaveCount(0);
});

test('a form sent twice invites once', async ({ instructor }) => {
  const ada = someone('Ada', 'Reyes');
  await startInviting(instructor, await uploadCourse(instructor, course(KNOTS)));
  await writeLetter(instructor, { addresses: ada.email });
  await instructor.getByRole('button', { name: 'Create Invitation' }).dblclick();
  await expect(instructor).toHaveURL(/\/invitations\/[^/]+$/);
  await instructor.goto('/outbox');
  await expect(row(instructor, ada.email)).toHaveCount(1);
});

test('a list from a file can be sent from a phone @phone', async ({ instructor }) => {
  const ada = someone('Ada', 'Reyes');
  const address = await uploadCourse(instructor, course(KNOTS));
  await invitePrivately(instructor, address, { addresses: ada.email });
  await inviting(instructor, address);
  await chooseFile(instructor, csv('crew.csv', ['E-mail,Name', `${ada.email},Ada Reyes`]));
  await expect(before(instructor)).toContainText('To be chosen');
  await fits(instructor, 'who is invited');
  await instructor.getByRole('button', { name: 'Create Invitation' }).click();
  await expect(asked(instructor)).toBeVisible();
  await fits(instructor, 'the question');
});
