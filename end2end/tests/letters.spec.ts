import type { Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { cell, createInvitation, idle, invitePrivately, row, startInviting, uploadCourse, writeLetter } from '../support/journeys';
import { letterFrame, mailTo } from '../support/mail';
import { course } from '../support/packages';
import { INSTRUCTOR, someone } from '../support/people';

const KNOTS = { title: 'Knots & splices', description: 'Bowline, hitch and bend.' };

const subject = (page: Page) => page.getByLabel('Subject', { exact: true });
const message = (page: Page) => page.getByLabel('Message', { exact: true });

/** The private form of a new course, with somebody entered and the browser in charge of the page. */
async function write(page: Page, addresses: string, words?: { subject?: string; body?: string }) {
  await startInviting(page, await uploadCourse(page, course(KNOTS)));
  await writeLetter(page, { addresses, ...words });
  await idle(page);
}

/** A date and time as its field takes it, so many days ahead on the browser's own clock. */
const inDays = (page: Page, days: number) =>
  page.evaluate((days) => {
    const at = new Date(Date.now() + days * 86_400_000);
    const two = (number: number) => String(number).padStart(2, '0');
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
  }, days);

test.describe('the toolbar', () => {
  test('puts a placeholder where the cursor was last, in the subject or in the message', async ({ instructor }) => {
    await write(instructor, someone().email, { subject: 'For : now', body: 'Dear ,\n\n[URL:Play course]' });
    const insert = instructor.getByRole('group', { name: 'Insert a placeholder' });
    await subject(instructor).evaluate((field: HTMLInputElement) => field.setSelectionRange(4, 4));
    await subject(instructor).focus();
    await insert.getByRole('button', { name: '[Course]', exact: true }).click();
    await expect(subject(instructor)).toHaveValue('For [Course]: now');
    await message(instructor).focus();
    await message(instructor).evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 5));
    await insert.getByRole('button', { name: '[User]', exact: true }).click();
    await expect(message(instructor)).toHaveValue('Dear [User],\n\n[URL:Play course]');
    await expect(message(instructor)).toBeFocused();
    await expect(instructor.getByText('For Knots & splices: now')).toBeVisible();
  });

  test('writes bold words, links and lists that leave the paragraphs as they are', async ({ instructor }) => {
    await write(instructor, someone().email, { body: 'Bring these soon\n\nrope\nknife\n\n[URL:Play course]' });
    const format = instructor.getByRole('group', { name: 'Format the message' });
    const select = (from: number, to: number) =>
      message(instructor).evaluate((field: HTMLTextAreaElement, [from, to]) => field.setSelectionRange(from, to), [from, to] as const);
    await message(instructor).focus();
    await select(18, 28);
    await format.getByRole('button', { name: 'List' }).click();
    await select(12, 16);
    await format.getByRole('button', { name: 'Bold' }).click();
    await expect(message(instructor)).toHaveValue(/^Bring these <b>soon<\/b>\n\n<ul>\n<li>rope<\/li>\n<li>knife<\/li>\n<\/ul>/);
    const letter = letterFrame(instructor);
    await expect(letter.locator('b')).toHaveText('soon');
    await expect(letter.locator('li')).toHaveText(['rope', 'knife']);
    await expect(letter.getByRole('link', { name: 'Play course' })).toBeVisible();
    await instructor.getByRole('button', { name: 'Plain text' }).click();
    await expect(instructor.getByText('- rope')).toBeVisible();
  });
});

test('an unknown placeholder is flagged while one types, and put right with one press', async ({ instructor }) => {
  await write(instructor, someone().email, { subject: 'Take [Curse]', body: '[Name]: [URL:Play course]' });
  await expect(instructor.getByText('Nothing is known to fill in for [Curse].')).toBeVisible();
  await instructor.getByRole('button', { name: 'Use [Course]' }).click();
  await expect(subject(instructor)).toHaveValue('Take [Course]');
  await instructor.getByRole('button', { name: 'Use [User]' }).click();
  await expect(message(instructor)).toHaveValue('[User]: [URL:Play course]');
  await expect(instructor.getByText(/Nothing is known/)).toHaveCount(0);
  await expect(instructor.getByText('Take Knots & splices')).toBeVisible();
});

test('the preview is for whomever one chooses', async ({ instructor }) => {
  const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
  await write(instructor, `Ada Reyes <${ada.email}>, Bob Reyes <${bob.email}>`, { body: 'Dear [User], [URL:Play course]' });
  await expect(letterFrame(instructor).locator('body')).toContainText('Dear Ada Reyes,');
  await instructor.getByLabel('As this person will get it').selectOption(bob.email);
  await expect(letterFrame(instructor).locator('body')).toContainText('Dear Bob Reyes,');
});

test('a test goes to oneself, and its link explains itself', async ({ instructor }) => {
  const mark = `Trial ${Date.now()}`;
  await write(instructor, someone().email, { subject: `${mark}: [Course]` });
  await instructor.getByRole('button', { name: 'Send me a test' }).click();
  await expect(instructor.getByText(`A test is on its way to ${INSTRUCTOR.email}.`)).toBeVisible();
  await expect(subject(instructor)).toHaveValue(`${mark}: [Course]`);
  await mailTo(instructor, INSTRUCTOR.email);
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText(`[Test] ${mark}: Knots & splices`);
  await letterFrame(instructor).getByRole('link', { name: 'Play course' }).click();
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('This link is an example');
});

test('a letter is saved as a template, started from, renamed and deleted', async ({ instructor }) => {
  const name = `For sailors ${Date.now()}`;
  await write(instructor, someone().email, { subject: 'Ahoy: [Course]', body: 'Ahoy [User]! [URL:Play course]' });
  await instructor.getByText('Save as template').click();
  await instructor.getByLabel('Name of the template').fill(name);
  await instructor.getByRole('button', { name: 'Save template' }).click();
  await expect(instructor.getByText(`Kept as “${name}”.`)).toBeVisible();
  await expect(instructor).toHaveURL(/\/invite/);
  await instructor.getByRole('button', { name: 'Save template' }).click();
  await expect(instructor.getByLabel('Name of the template')).toHaveAccessibleDescription(/already/);

  await write(instructor, someone().email);
  const start = instructor.getByRole('navigation', { name: 'Start from' });
  await start.getByRole('link', { name }).click();
  await expect(subject(instructor)).toHaveValue('Ahoy: [Course]');
  await expect(message(instructor)).toHaveValue('Ahoy [User]! [URL:Play course]');
  await expect(letterFrame(instructor).locator('body')).toContainText('Ahoy');
  await start.getByRole('link', { name: 'The usual words' }).click();
  await expect(subject(instructor)).toHaveValue('[Course]');

  await instructor.goto('/invitations');
  await instructor.getByRole('link', { name: 'Letter templates' }).click();
  await instructor.getByRole('link', { name }).click();
  await idle(instructor);
  await instructor.getByLabel('Name of the template').fill(`${name} and cooks`);
  await instructor.getByRole('button', { name: 'Save template' }).click();
  await expect(instructor).toHaveURL(/\/letters$/);
  const line = row(instructor, `${name} and cooks`);
  await expect(line).toHaveCount(1);
  await axe(instructor, 'the templates');
  await line.getByRole('button', { name: 'Delete' }).click();
  await line.getByRole('button', { name: 'Delete the template' }).click();
  await expect(line).toHaveCount(0);
});

test('a template is written and used where no scripts run', { tag: '@no-script' }, async ({ instructor }) => {
  const name = `Plain ${Date.now()}`;
  await instructor.goto('/letters/new');
  await instructor.getByLabel('Name of the template').fill(name);
  await subject(instructor).fill('Plainly: [Course]');
  await instructor.getByRole('button', { name: 'Save template' }).click();
  await expect(row(instructor, name)).toHaveCount(1);
  await startInviting(instructor, await uploadCourse(instructor, course(KNOTS)));
  await writeLetter(instructor, { addresses: someone().email });
  await instructor.getByRole('navigation', { name: 'Start from' }).getByRole('link', { name }).click();
  await expect(subject(instructor)).toHaveValue('Plainly: [Course]');
});

test('the letter of an invitation is changed for those mailed from then on', async ({ instructor }) => {
  await invitePrivately(instructor, await uploadCourse(instructor, course(KNOTS)), { addresses: someone().email });
  await instructor.getByText('The letter', { exact: true }).click();
  await instructor.getByRole('link', { name: 'Change the letter' }).click();
  await expect(instructor.getByText(/from now on/)).toBeVisible();
  await idle(instructor);
  await axe(instructor, 'changing the letter');
  await subject(instructor).fill('Once more: [Course]');
  await instructor.getByRole('button', { name: 'Change the letter' }).click();
  await expect(instructor).toHaveURL(/\/invitations\/[^/]+$/);
  await instructor.getByText('The letter', { exact: true }).click();
  await expect(instructor.getByText('Once more: [Course]')).toBeVisible();
});

test.describe('sending at a time', () => {
  test('waits, says until when in the zone of the browser, and is sent now if one wants', async ({ browser, baseURL, signedIn }) => {
    const context = await browser.newContext({ baseURL, storageState: signedIn, timezoneId: 'Europe/Berlin' });
    const instructor = await context.newPage();
    const ada = someone('Ada', 'Reyes');
    await write(instructor, ada.email);
    await instructor.getByLabel('Send at a time').check();
    await expect(instructor.getByText('Europe/Berlin')).toBeVisible();
    await instructor.getByLabel('Date and time').fill(await inDays(instructor, 2));
    await createInvitation(instructor);
    await expect(instructor.getByText(/1 e-mail goes out on .* CES?T/)).toBeVisible();
    await expect(row(instructor, ada.email)).toContainText('Scheduled');
    await instructor.getByRole('button', { name: 'Send now' }).click();
    await expect(instructor.getByText(/goes out on/)).toHaveCount(0);
    await expect(async () => {
      await instructor.reload();
      await expect(cell(row(instructor, ada.email), /sent/i).first()).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
    await context.close();
  });

  test('is called off, and every e-mail then reads "Not sent"', async ({ instructor }) => {
    const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
    await write(instructor, `${ada.email} ${bob.email}`);
    await instructor.getByLabel('Send at a time').check();
    await instructor.getByLabel('Date and time').fill(await inDays(instructor, 2));
    await createInvitation(instructor);
    await expect(instructor.getByText(/2 e-mails go out on/)).toBeVisible();
    await idle(instructor);
    await axe(instructor, 'an invitation that waits');
    await instructor.getByRole('button', { name: 'Don’t send' }).click();
    await instructor.getByRole('button', { name: 'Call them off' }).click();
    await expect(instructor.getByText(/go out on/)).toHaveCount(0);
    for (const { email } of [ada, bob]) await expect(row(instructor, email)).toContainText('Not sent');
  });

  test('refuses a time that is past, and keeps every word', async ({ instructor }) => {
    await write(instructor, someone().email, { subject: 'Mine' });
    await instructor.getByLabel('Send at a time').check();
    await instructor.getByLabel('Date and time').fill(await inDays(instructor, -2));
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await expect(instructor.getByLabel('Date and time')).toHaveAccessibleDescription(/past/);
    await expect(subject(instructor)).toHaveValue('Mine');
  });
});

test('a reminder is added, says when the next goes out, is stopped, resumed and deleted', async ({ instructor }) => {
  await invitePrivately(instructor, await uploadCourse(instructor, course(KNOTS)), {
    addresses: `${someone().email} ${someone().email}`,
  });
  await instructor.getByRole('link', { name: 'Add a reminder' }).click();
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Add a reminder');
  await idle(instructor);
  await axe(instructor, 'adding a reminder');
  await fits(instructor, 'adding a reminder');
  await instructor.getByLabel('Days after the invitation').fill('5');
  await instructor.getByLabel('To who has not started').check();
  await instructor.getByRole('button', { name: 'Add the reminder' }).click();
  await expect(instructor).toHaveURL(/\/invitations\/[^/]+$/);
  const reminder = instructor.getByRole('article', { name: 'After 5 days, to who has not started' });
  await expect(reminder).toContainText(/Next: .*to 2 people/);
  await expect(reminder).toContainText('None was sent so far.');
  await reminder.getByRole('button', { name: 'Stop' }).click();
  await expect(reminder).toContainText('Stopped');
  await reminder.getByRole('button', { name: 'Resume' }).click();
  await expect(reminder).toContainText('Goes on');
  await axe(instructor, 'an invitation with a reminder');
  await reminder.getByRole('link', { name: 'Change' }).click();
  await idle(instructor);
  await instructor.getByLabel('Days after the invitation').fill('7');
  await instructor.getByRole('button', { name: 'Change the reminder' }).click();
  const changed = instructor.getByRole('article', { name: 'After 7 days, to who has not started' });
  await changed.getByRole('button', { name: 'Delete', exact: true }).click();
  await changed.getByRole('button', { name: 'Delete the reminder' }).click();
  await expect(changed).toHaveCount(0);
});
