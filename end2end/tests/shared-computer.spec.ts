import type { Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { idle, inPlayer, invitePublicly, leave, play, playButton, press, row, setUpAccount, signIn, uploadCourse } from '../support/journeys';
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

/** Turns a public invitation into one for a shared computer; ends on the invitation's page. */
async function forSharedComputer(instructor: Page) {
  await instructor.getByRole('link', { name: 'Change limits' }).click();
  await instructor.getByLabel('On a shared computer').check();
  await instructor.getByLabel('Name and e-mail are enough').check();
  await instructor.getByRole('button', { name: 'Save' }).click();
  await expect(instructor.getByText('For a shared computer: the page asks who plays each time')).toBeVisible();
}

async function sayWho(page: Page, who: Person) {
  await page.getByLabel('First name').fill(who.firstName);
  await page.getByLabel('Last name').fill(who.lastName);
  await page.getByLabel('E-mail', { exact: true }).fill(who.email);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(playButton(page)).toBeVisible();
}

const remembered = (page: Page) => page.evaluate(() => localStorage.getItem('beckon.public-identity'));

test('who is done hands the computer to the next person, who is not taken for the first', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Hand over' })));
  const [first, second] = [someone('Ada', 'Early'), someone('Ben', 'Second')];
  await learner.goto(url);
  await setUpAccount(learner, first);
  await press(await play(learner), 'Complete');
  await leave(learner);
  expect(await remembered(learner)).toContain('Ada Early');
  await learner.getByRole('button', { name: 'I’m done, next person' }).click();
  await expect(learner).toHaveURL(url);
  await expect(learner.getByRole('heading', { name: 'Set up your account' })).toBeVisible();
  await expect(learner.getByRole('main')).not.toContainText('Ada');
  expect(await remembered(learner)).toBeNull();
  await learner.goBack();
  await expect(learner.getByRole('main')).not.toContainText('Ada');
  await learner.goto(url);
  await setUpAccount(learner, second);
  await press(await play(learner), 'Fail');
  await leave(learner);
  await instructor.reload();
  await expect(row(instructor, first.email)).toContainText('Completed');
  await expect(row(instructor, second.email)).toContainText('Failed');
});

test('a shared computer’s page asks each time, keeps nobody, and loses nothing', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'The kiosk' })));
  await forSharedComputer(instructor);
  await instructor.getByRole('link', { name: 'History' }).click();
  await expect(instructor.getByRole('main')).toContainText('the shared computer’s page to on');
  await instructor.goBack();
  const [first, second] = [someone('Ada', 'Early'), someone('Ben', 'Second')];
  for (const [who, result] of [[first, 'Pass'], [second, 'Fail']] as const) {
    await learner.goto(url);
    await expect(learner.getByText('This is a shared computer’s page.')).toBeVisible();
    await expect(learner.getByRole('heading', { name: 'Who are you?' })).toBeVisible();
    await sayWho(learner, who);
    await press(await play(learner), result);
    await leave(learner);
    await expect(learner.getByText('This computer has forgotten you already.')).toBeVisible();
    expect(await remembered(learner)).toBeNull();
  }
  await learner.getByRole('button', { name: 'I’m done, next person' }).click();
  await expect(learner).toHaveURL(url);
  await expect(learner.getByRole('heading', { name: 'Who are you?' })).toBeVisible();
  await instructor.reload();
  await expect(row(instructor, first.email)).toContainText('Passed');
  await expect(row(instructor, second.email)).toContainText('Failed');
});

test('a shared computer’s page that is left alone is cleared, unless somebody is still there', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Left alone' })));
  await forSharedComputer(instructor);
  await learner.clock.install();
  await learner.goto(url);
  await idle(learner);
  await learner.getByLabel('First name').fill('Ada');
  const question = learner.getByRole('alertdialog', { name: 'Are you still there?' });
  await learner.clock.runFor(4 * 60_000);
  await expect(question).toBeHidden();
  await learner.clock.runFor(62_000);
  await expect(question).toBeVisible();
  await learner.getByRole('button', { name: 'I’m still here' }).click();
  await expect(question).toBeHidden();
  await expect(learner.getByLabel('First name')).toHaveValue('Ada');
  await learner.clock.runFor(331_000);
  await expect(learner.getByLabel('First name')).toHaveValue('');
  await expect(learner).toHaveURL(url);
});

test('a player that is left alone on a shared computer keeps what was done and makes way', async ({ instructor, learner }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Walked away' })));
  await forSharedComputer(instructor);
  const ada = someone('Ada', 'Early');
  await learner.clock.install();
  await learner.goto(url);
  await idle(learner);
  await sayWho(learner, ada);
  await press(await play(learner), 'Complete');
  const question = learner.getByRole('alertdialog', { name: 'Are you still there?' });
  await learner.clock.runFor(301_000);
  await expect(question).toBeVisible();
  await learner.getByRole('button', { name: 'I’m still here' }).click();
  await expect(question).toBeHidden();
  await learner.clock.runFor(331_000);
  await expect(learner).toHaveURL(/\/closing\/.*alone/, { timeout: 20_000 });
  await expect(question).toBeVisible();
  await instructor.reload();
  await expect(row(instructor, ada.email)).toContainText('Completed');
});

test('a flagged registration is found, split by its launches, and each shows its own results', async ({ instructor, learner }) => {
  const { first, url } = await twoOnOneComputer(instructor, learner);
  // Ben goes on with Ada's account on her computer, where somebody else is remembered meanwhile.
  await learner.evaluate(() => localStorage.setItem('beckon.public-identity', JSON.stringify({ learner: 'nobody', name: 'Ben Second' })));
  await learner.goto('/sign-in');
  await signIn(learner, first);
  await learner.goto(url);
  await expect(learner.getByRole('heading', { name: 'Continue as Ben Second?' })).toBeVisible();
  await learner.getByRole('checkbox', { name: 'Forget Ben Second on this computer' }).uncheck();
  await learner.getByRole('button', { name: 'Someone else' }).click();
  await press(await play(learner), 'Fail');
  await leave(learner);

  await instructor.reload();
  await expect(row(instructor, first.email)).toContainText('Failed');
  const invitation = instructor.url();
  await instructor.getByRole('link', { name: '1 flagged registration' }).click();
  await expect(instructor).toHaveURL(/\/flags\?invitation=/);
  await expect(row(instructor, first.email)).toContainText(/as someone else on a computer that still remembers/);
  await row(instructor, first.email).getByRole('link', { name: 'Ada Early' }).click();
  await expect(instructor.getByRole('heading', { name: 'Ada Early', level: 1 })).toBeVisible();
  const launches = instructor.getByRole('checkbox', { name: /^Select the launch/ });
  await expect(launches).toHaveCount(2);
  await expect(launches.nth(0)).not.toBeChecked();
  await expect(launches.nth(1)).toBeChecked();
  const ben = someone('Ben', 'Second');
  await instructor.getByLabel('Name of the other person').fill('Ben Second');
  await instructor.getByLabel('E-mail of the other person').fill(ben.email);
  await instructor.getByRole('button', { name: 'Split off the ticked launches' }).click();
  await expect(instructor.getByRole('heading', { name: 'Ben Second', level: 1 })).toBeVisible();
  await expect(instructor.getByRole('region', { name: 'Results' })).toContainText('Failed');
  await instructor.getByRole('button', { name: 'This is fine' }).click();
  await expect(instructor.getByText('Dismissed')).toBeVisible();
  await instructor.goto(invitation);
  await expect(row(instructor, first.email)).toContainText('Completed');
  await expect(row(instructor, ben.email)).toContainText('Failed');
  await expect(instructor.getByRole('link', { name: /flagged registration/ })).toHaveCount(0);
  await instructor.getByRole('link', { name: 'History' }).click();
  await expect(instructor.getByRole('main')).toContainText('1 launch, now under Ben Second');
  await expect(instructor.getByRole('main')).toContainText('a flag of Ben Second was found fine');
});

const LOOKS = [
  [390, 'dark'],
  [1280, 'light'],
] as const;

/** Takes pictures, too, with `SHOTS=folder`. */
test('the screens of shared computers fit and can be used by everybody', async ({ instructor, learner }) => {
  const folder = process.env.SHOTS;
  test.setTimeout(180_000);
  const shoot = async (page: Page, name: string) => {
    for (const [width, colorScheme] of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await fits(page, `${name}, ${width} wide`);
      await axe(page, `${name}, ${width} wide, ${colorScheme}`);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  };
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'Pictures' })));
  await learner.goto(url);
  await setUpAccount(learner, someone('Ada', 'Early'));
  await press(await play(learner), 'Complete');
  await leave(learner);
  await idle(learner);
  await shoot(learner, 'closing');
  await learner.evaluate(() => localStorage.setItem('beckon.public-identity', JSON.stringify({ learner: 'nobody', name: 'Ben Second' })));
  await learner.goto(url);
  await learner.getByRole('checkbox', { name: 'Forget Ben Second on this computer' }).uncheck();
  await learner.getByRole('button', { name: 'Someone else' }).click();
  await press(await play(learner), 'Fail');
  await leave(learner);
  await learner.getByRole('button', { name: 'I’m done, next person' }).click();
  await instructor.reload();
  await shoot(instructor, 'invitation');
  const invitation = instructor.url();
  await instructor.goto('/flags');
  await idle(instructor);
  await shoot(instructor, 'flags');
  await row(instructor, 'Ada Early').getByRole('link', { name: 'Ada Early' }).click();
  await expect(instructor.getByRole('heading', { name: 'Launches' })).toBeVisible();
  await shoot(instructor, 'registration');
  await instructor.goto(invitation);
  await instructor.getByRole('link', { name: 'Change limits' }).click();
  await expect(instructor.getByLabel('On a shared computer')).toBeVisible();
  await shoot(instructor, 'settings');
  await instructor.getByLabel('On a shared computer').check();
  await instructor.getByLabel('Name and e-mail are enough').check();
  await instructor.getByRole('button', { name: 'Save' }).click();
  await expect(instructor.getByText('For a shared computer: the page asks')).toBeVisible();
  await learner.clock.install();
  await learner.goto(url);
  await idle(learner);
  await shoot(learner, 'kiosk');
  await learner.getByLabel('First name').fill('Ada');
  await learner.clock.runFor(306_000);
  await expect(learner.getByRole('alertdialog')).toBeVisible();
  await shoot(learner, 'kiosk-idle');
  await learner.getByRole('button', { name: 'I’m still here' }).click();
  await sayWho(learner, someone('Cyd', 'Third'));
  await press(await play(learner), 'Pass');
  // As a computer that slept: what was under way when time leapt is sent again.
  await learner.clock.fastForward(306_000);
  await expect(learner.getByRole('alertdialog')).toBeVisible();
  await shoot(learner, 'player-idle');
  await learner.getByRole('button', { name: 'I’m still here' }).click();
  await leave(learner);
  await idle(learner);
  await shoot(learner, 'kiosk-closing');
});
