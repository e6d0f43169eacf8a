import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { inPlayer, invitePublicly, leave, play, playButton, press, row, setUpAccount, uploadCourse } from '../support/journeys';
import { course } from '../support/packages';
import { type Person, someone } from '../support/people';

/** On one browser the first learner plays and is signed out; the second opens the same link. */
async function twoOnOneComputer(instructor: Page, browser: Page): Promise<{ first: Person; second: Person; url: string }> {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'One computer' })));
  const [first, second] = [someone('Ada', 'Early'), someone('Ben', 'Second')];
  await browser.goto(url);
  await setUpAccount(browser, first);
  await press(await play(browser), 'Complete');
  await leave(browser);
  await browser.context().clearCookies();
  await browser.goto(url);
  await expect(browser.getByRole('heading', { name: 'Continue as Ada Early?' })).toBeVisible();
  return { first, second, url };
}

const flagged = async (instructor: Page, who: Person, reason: RegExp) => {
  await instructor.reload();
  await expect(row(instructor, who.email)).toContainText(reason);
};

test('the first learner is not asked who he is', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Alone' })));
  const lin = someone();
  await learner.goto(url);
  await setUpAccount(learner, lin);
  await expect(learner.getByText('Someone else')).toHaveCount(0);
  await press(await play(learner), 'Complete');
  await leave(learner);
  await learner.goto(url);
  await expect(playButton(learner)).toBeVisible();
  await expect(learner.getByText('Someone else')).toBeHidden();
  await instructor.reload();
  await expect(row(instructor, lin.email)).not.toContainText(/computer/);
});

test('continuing under a stored identity that is not the account’s leaves a flag with the reason', async ({
  instructor,
  learner,
  anotherBrowser,
}) => {
  const { second, url } = await twoOnOneComputer(instructor, learner);
  const elsewhere = await anotherBrowser();
  await elsewhere.goto(url);
  await setUpAccount(elsewhere, second);
  await learner.getByRole('button', { name: 'Continue as Ada Early' }).click();
  await expect(learner).toHaveURL(/\/sign-in/);
  await learner.getByLabel('E-mail', { exact: true }).fill(second.email);
  await learner.getByLabel('Password', { exact: true }).fill(second.password);
  await learner.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(learner.getByRole('main')).toContainText('You wanted to continue as Ada Early, but are signed in as Ben Second');
  await playButton(learner).click();
  await inPlayer(learner);
  await flagged(instructor, second, /“Continue as Ada Early” on this computer.*Ben Second/);
});

test('starting as someone else without clearing the other leaves a flag with the reason', async ({ instructor, learner }) => {
  const { second } = await twoOnOneComputer(instructor, learner);
  await learner.getByRole('checkbox', { name: 'Forget Ada Early on this computer' }).uncheck();
  await learner.getByRole('button', { name: 'Someone else' }).click();
  await setUpAccount(learner, second);
  await playButton(learner).click();
  await inPlayer(learner);
  await flagged(instructor, second, /as someone else on a computer that still remembers Ada Early/);
});

test('starting as someone else after clearing the other leaves no flag', async ({ instructor, learner }) => {
  const { first, second } = await twoOnOneComputer(instructor, learner);
  await learner.getByRole('button', { name: 'Someone else' }).click();
  await setUpAccount(learner, second);
  await playButton(learner).click();
  await press(await inPlayer(learner), 'Complete');
  await leave(learner);
  await instructor.reload();
  await expect(row(instructor, second.email)).toContainText('Completed');
  await expect(row(instructor, second.email)).not.toContainText(/computer/);
  await expect(row(instructor, first.email)).toHaveCount(1);
});
