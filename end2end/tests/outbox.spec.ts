import { expect, test } from '../support/fixtures';
import { invitePrivately, playButton, uploadCourse } from '../support/journeys';
import { letterFrame, mailTo } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

test('an e-mail is shown as its receiver sees it: HTML, plain text and headers, with live links', async ({ instructor }) => {
  const ada = someone('Ada', 'Reyes');
  await invitePrivately(instructor, await uploadCourse(instructor, course({ title: 'Post & parcels' })), {
    addresses: `Ada Reyes <${ada.email}>`,
  });
  await mailTo(instructor, ada.email);
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Post & parcels');
  const link = letterFrame(instructor).getByRole('link', { name: 'Play course' });
  await expect(link).toBeVisible();
  const href = await link.getAttribute('href');
  const address = instructor.url();

  await instructor.getByText('Plain text', { exact: true }).click();
  await expect(instructor.getByRole('main')).toContainText('Hello Ada Reyes,');
  await expect(instructor.getByRole('main')).toContainText(href ?? '-');

  await instructor.goto(address);
  await instructor.getByText('Headers', { exact: true }).click();
  const main = instructor.getByRole('main');
  await expect(main).toContainText(ada.email);
  for (const header of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Reply-To', 'Auto-Submitted']) {
    await expect(main.getByText(header, { exact: true }).first()).toBeVisible();
  }

  await instructor.goto(address);
  await letterFrame(instructor).getByRole('link', { name: 'Play course' }).click();
  await expect(instructor).toHaveURL(href ?? '-');
  await expect(playButton(instructor)).toBeVisible();
});

test('an e-mail that was never sent is not found', async ({ instructor }) => {
  expect((await instructor.goto('/outbox/no-such-mail'))?.status()).toBe(404);
});

test('nobody sees the outbox unasked', async ({ page }) => {
  await page.goto('/outbox');
  await expect(page).toHaveURL(/\/sign-in/);
});
