import { expect, test } from '../support/fixtures';
import {
  cell,
  createInvitation,
  invitePrivately,
  invitePublicly,
  row,
  startInviting,
  uploadCourse,
  writeLetter,
} from '../support/journeys';
import { letterFrame, linkIn, mailTo } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

const SAILING = { title: 'Sailing & steering', description: 'Wind, sail and rudder.', duration: 'PT45M' };

test.describe('a public invitation', () => {
  test('has a URL that a button copies, and a QR code', async ({ instructor }) => {
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course(SAILING)));
    expect(url).toMatch(/^http:\/\/localhost:\d+\/i\/[\w-]{20,}$/);
    await instructor.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await expect(async () => {
      await instructor.getByRole('button', { name: 'Copy' }).click();
      await expect(instructor.getByText('Copied.')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    expect(await instructor.evaluate(() => navigator.clipboard.readText())).toBe(url);
    await expect(instructor.getByRole('img', { name: /QR code/i })).toBeVisible();
  });

  test('can be disabled, and enabled again', async ({ instructor, learner }) => {
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course(SAILING)));
    await instructor.getByRole('button', { name: 'Disable' }).click();
    await expect(instructor.getByRole('button', { name: 'Enable' })).toBeVisible();
    const closed = await learner.goto(url);
    expect(closed?.status()).toBe(403);
    await expect(learner.getByRole('main')).toContainText(/disabled at present/i);
    await instructor.getByRole('button', { name: 'Enable' }).click();
    await expect(instructor.getByRole('button', { name: 'Disable' })).toBeVisible();
    expect((await learner.goto(url))?.status()).toBe(200);
  });
});

test.describe('a private invitation', () => {
  test('reads addresses as people paste them, and registers each person once', async ({ instructor }) => {
    const [ada, bob, cy, dee, eve] = ['Ada', 'Bob', 'Cy', 'Dee', 'Eve'].map((name) => someone(name, 'Reyes'));
    const address = await uploadCourse(instructor, course(SAILING));
    await invitePrivately(instructor, address, {
      addresses: `${ada.email}, ${bob.email};${cy.email}\n"Reyes, Dee" <${dee.email}>\nEve Reyes <${eve.email}> ; ${ada.email.toUpperCase()}`,
    });
    for (const { email } of [ada, bob, cy, dee, eve]) {
      await expect(row(instructor, email)).toHaveCount(1);
      await expect(row(instructor, email)).toContainText('Invited');
    }
    await expect(row(instructor, eve.email)).toContainText('Eve Reyes');
  });

  test('mails each learner a link of his own, with the words filled in from the manifest', async ({ instructor }) => {
    const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
    await invitePrivately(instructor, await uploadCourse(instructor, course(SAILING)), {
      addresses: `Ada Reyes <${ada.email}>, ${bob.email}`,
      subject: 'For you: [Course]',
      body: 'Hello [User],\n\n[Course] / [Description] / [COURSE_DESCRIPTION] / [Duration]\n\n[URL]\n\n[URL:Play course]',
    });
    await mailTo(instructor, ada.email);
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('For you: Sailing & steering');
    const letter = letterFrame(instructor).locator('body');
    await expect(letter).toContainText('Hello Ada Reyes,');
    await expect(letter).toContainText(/Sailing & steering \/ Wind, sail and rudder\. \/ Wind, sail and rudder\. \/ 45 min/);
    const links = await Promise.all([ada, bob].map(async ({ email }, at) => (at === 0 ? linkIn(instructor, email) : '')));
    links[1] = await linkIn(instructor, bob.email);
    expect(links[0]).toMatch(/\/p\//);
    expect(links[1]).toMatch(/\/p\//);
    expect(links[0]).not.toBe(links[1]);
  });

  test('shows the real e-mail while it is written', async ({ instructor }) => {
    await startInviting(instructor, await uploadCourse(instructor, course(SAILING)));
    await writeLetter(instructor, {
      addresses: 'Ada Reyes <ada.preview@example.org>',
      subject: 'Come aboard: [Course]',
      body: 'Dear [User], [URL:set sail]',
    });
    await expect(instructor.getByText('Come aboard: Sailing & steering')).toBeVisible();
    await expect(letterFrame(instructor).locator('body')).toContainText('Dear Ada Reyes,');
    await expect(letterFrame(instructor).getByRole('link', { name: 'set sail' })).toBeVisible();
    await instructor.getByLabel('Message', { exact: true }).fill('Dear [User], [Colour] [URL:set sail]');
    await expect(instructor.getByText(/\[Colour\]/).last()).toBeVisible();
  });

  test('says beside the field which address is none, and keeps every word', async ({ instructor }) => {
    await startInviting(instructor, await uploadCourse(instructor, course(SAILING)));
    const addresses = `${someone().email}, bob at example.org`;
    await writeLetter(instructor, { addresses, subject: 'Mine', body: 'My own words [URL]' });
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await expect(instructor.getByLabel(/E-mail addresses/)).toHaveAccessibleDescription(/bob at example\.org/);
    await expect(instructor.getByLabel(/E-mail addresses/)).toHaveValue(addresses);
    await expect(instructor.getByLabel('Subject', { exact: true })).toHaveValue('Mine');
    await expect(instructor.getByLabel('Message', { exact: true })).toHaveValue('My own words [URL]');
    await instructor.getByLabel(/E-mail addresses/).fill(someone().email);
    await createInvitation(instructor);
  });

  test('is not sent without a link to the course', async ({ instructor }) => {
    await startInviting(instructor, await uploadCourse(instructor, course(SAILING)));
    await writeLetter(instructor, { addresses: someone().email, subject: 'No link', body: 'Please take the course.' });
    await instructor.getByRole('button', { name: 'Create Invitation' }).click();
    await expect(instructor.getByLabel('Message', { exact: true })).toHaveAccessibleDescription(/no link to the course/);
  });

  test('tells what became of each e-mail', async ({ instructor }) => {
    const ada = someone('Ada', 'Reyes');
    await invitePrivately(instructor, await uploadCourse(instructor, course(SAILING)), { addresses: ada.email });
    await expect(async () => {
      await instructor.reload();
      await expect(cell(row(instructor, ada.email), /sent/i).first()).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
  });
});

test('the list of invitations shows both kinds with their counts', async ({ instructor }) => {
  const address = await uploadCourse(instructor, course({ title: 'Both kinds' }));
  await invitePublicly(instructor, address);
  await invitePrivately(instructor, address, { addresses: `${someone().email} ${someone().email}` });
  await instructor.goto('/invitations');
  const rows = instructor.getByRole('row').filter({ hasText: 'Both kinds' });
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: 'Public' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'Private' })).toContainText('2');
});
