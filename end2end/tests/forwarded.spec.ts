import type { Browser, Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { cell, invitePrivately, leave, play, playButton, press, uploadCourse } from '../support/journeys';
import { changeLimits, enterAs } from '../support/limits';
import { letterFrame, linkIn, mailTo } from '../support/mail';
import { course } from '../support/packages';
import { type Person, someone } from '../support/people';

/** Invites somebody privately; gives her link, and where the invitation is. */
async function invited(page: Page, title: string) {
  const ada = someone('Ada', 'Reyes');
  await invitePrivately(page, await uploadCourse(page, course({ title })), { addresses: `${ada.name} <${ada.email}>` });
  const address = page.url();
  return { ada, address, link: await linkIn(page, ada.email) };
}

const rowOf = (page: Page, { email }: Person) => page.locator('.people-table').getByRole('row').filter({ hasText: email });

/** The code in the newest e-mail to an address that holds one. */
async function codeFor(page: Page, { email }: Person): Promise<string> {
  let code = '';
  await expect(async () => {
    await mailTo(page, email);
    code = /\b\d{6}\b/.exec(await letterFrame(page).locator('body').innerText({ timeout: 2_000 }))?.[0] ?? '';
    expect(code).not.toBe('');
  }).toPass({ timeout: 15_000 });
  return code;
}

/** Types a code on the page that asks for it. */
async function enterCode(page: Page, code: string) {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
}

async function chooseHolder(page: Page, address: string, label: string) {
  await page.goto(address);
  await page.getByRole('link', { name: 'Change limits' }).click();
  await page.getByRole('radio', { name: label }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(address);
}

/** A browser that looks at links by itself: it runs scripts and moves nothing. */
async function scan(browser: Browser, links: string[]) {
  const context = await browser.newContext();
  for (const link of links) {
    const page = await context.newPage();
    await page.goto(link, { waitUntil: 'networkidle' });
    await expect(playButton(page)).toBeVisible();
    await page.evaluate(() => document.dispatchEvent(new PointerEvent('pointermove')));
    await page.close();
  }
  await context.close();
}

test.describe('one person on two browsers', () => {
  test('is asked for a mailed code on the second, and goes on where he was', async ({ instructor, learner, anotherBrowser }) => {
    const { ada, address, link } = await invited(instructor, 'Ropes on two screens');
    await learner.goto(link);
    await press(await play(learner), 'Bookmark');
    await leave(learner);
    const phone = await anotherBrowser();
    await phone.goto(link);
    await expect(phone.getByRole('heading', { name: 'Started on another device' })).toBeVisible();
    await expect(playButton(phone)).toHaveCount(0);
    await expect(phone.getByRole('main')).not.toContainText(ada.email);
    await phone.getByRole('button', { name: /^It’s me: send a code to a…@example\.org/ }).click();
    await expect(phone.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
    const code = await codeFor(instructor, ada);
    await enterCode(phone, code === '000000' ? '111111' : '000000');
    await expect(phone.locator('#code-error')).toContainText('wrong');
    await enterCode(phone, code);
    await expect(playButton(phone)).toBeVisible();
    const sitting = await play(phone);
    await expect(sitting.getByRole('note', { name: 'Location' })).toHaveText('page-7');
    await leave(phone);
    await learner.goto(link);
    await expect(playButton(learner)).toBeVisible();
    await instructor.goto(address);
    await expect(instructor.locator('.people-table tbody tr')).toHaveCount(1);
  });

  test('starts anew on another once the instructor has released the device', async ({ instructor, learner, anotherBrowser }) => {
    const { ada, address, link } = await invited(instructor, 'Ropes on a lost phone');
    await learner.goto(link);
    await play(learner);
    await instructor.goto(address);
    await rowOf(instructor, ada).getByRole('button', { name: `Actions for ${ada.name}` }).click();
    await instructor.getByRole('group', { name: `Actions for ${ada.name}` }).getByRole('button', { name: 'Release the device' }).click();
    await expect(instructor.locator('#people .flash').first()).toContainText('1 person is tied to no device');
    const phone = await anotherBrowser();
    await phone.goto(link);
    await play(phone);
    await learner.goto(link);
    await expect(learner.getByRole('heading', { name: 'Started on another device' })).toBeVisible();
    await instructor.goto(`${address}/history`);
    await expect(instructor.getByRole('main')).toContainText(`${ada.name} is tied to no device any more`);
  });
});

test.describe('two people by one link', () => {
  test('have a registration each, and the instructor is told', async ({ instructor, learner, anotherBrowser }) => {
    const { ada, address, link } = await invited(instructor, 'Ropes for two');
    await learner.goto(link);
    await press(await play(learner), 'Pass');
    await leave(learner);
    const phone = await anotherBrowser();
    await phone.goto(link);
    await phone.getByRole('link', { name: 'I am someone else' }).click();
    const eve = someone('Eve', 'Newcomer');
    await enterAs(phone, eve);
    await expect(phone.getByRole('main')).toContainText(`This invitation is for ${eve.name}`);
    expect(phone.url()).not.toBe(link);
    const own = phone.url();
    await press(await play(phone), 'Fail');
    await leave(phone);
    await instructor.goto(address);
    await expect(rowOf(instructor, ada)).toContainText('Passed');
    await expect(rowOf(instructor, eve)).toContainText('Failed');
    await expect(rowOf(instructor, eve)).toContainText(`Came by the link of ${ada.name}`);
    await expect(instructor.getByText('1 person came by another’s link and registered.')).toBeVisible();
    await instructor.getByRole('link', { name: 'Show who' }).click();
    await expect(instructor.locator('.people-table tbody tr')).toHaveCount(1);
    await instructor.goto(`${address}/history`);
    await expect(instructor.getByRole('main')).toContainText(`${eve.name} registered by the link of ${ada.name}`);
    expect(await linkIn(instructor, eve.email), 'the link is mailed, to come back by').toBe(own);
    await instructor.goto('/outbox');
    await expect(instructor.getByRole('row').filter({ hasText: `${eve.name} came by the link of ${ada.name}` })).toHaveCount(1);
  });

  test('who is invited himself is led to his own by a code', async ({ instructor, learner, anotherBrowser }) => {
    const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Reyes')];
    const addresses = `${ada.name} <${ada.email}>\n${bob.name} <${bob.email}>`;
    await invitePrivately(instructor, await uploadCourse(instructor, course({ title: 'Ropes swapped' })), { addresses });
    const [link, own] = [await linkIn(instructor, ada.email), await linkIn(instructor, bob.email)];
    await learner.goto(link);
    await play(learner);
    const phone = await anotherBrowser();
    await phone.goto(link);
    await phone.getByRole('link', { name: 'I am someone else' }).click();
    await enterAs(phone, bob);
    await expect(phone.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
    await enterCode(phone, await codeFor(instructor, bob));
    await expect(phone).toHaveURL(own);
    await play(phone);
  });

  test('only one of them plays where others may not register', async ({ instructor, learner, anotherBrowser }) => {
    const { address, link } = await invited(instructor, 'Ropes for one');
    await instructor.goto(address);
    await instructor.getByRole('link', { name: 'Change limits' }).click();
    await instructor.getByRole('checkbox', { name: /Don’t let others register/ }).check();
    await instructor.getByRole('button', { name: 'Save' }).click();
    await expect(instructor).toHaveURL(address);
    await expect(instructor.getByRole('region', { name: 'Status' })).toContainText('others can’t register');
    await learner.goto(link);
    await play(learner);
    const phone = await anotherBrowser();
    await phone.goto(link);
    await expect(phone.getByRole('main')).toContainText(/Someone else\? .*ines\.tailor@example\.org/);
    await expect(phone.getByRole('link', { name: 'I am someone else' })).toHaveCount(0);
  });
});

test('anyone with the link plays where the instructor wants it so', async ({ instructor, learner, anotherBrowser }) => {
  const { address, link } = await invited(instructor, 'Ropes for all');
  await chooseHolder(instructor, address, 'Anyone with the link');
  await expect(instructor.getByRole('region', { name: 'Status' })).toContainText('Anyone who has a link plays');
  for (const page of [learner, await anotherBrowser()]) {
    await page.goto(link);
    await play(page);
  }
});

test('a recipient who must be signed in sets up the account on the way', async ({ instructor, learner }) => {
  const { ada, address, link } = await invited(instructor, 'Ropes signed for');
  await chooseHolder(instructor, address, 'Signed in');
  await learner.goto(link);
  await expect(learner.getByRole('heading', { name: 'Sign in to play' })).toBeVisible();
  await learner.getByRole('button', { name: 'Set up an account' }).click();
  await expect(learner.getByRole('heading', { name: 'Set up your account' })).toBeVisible();
  await learner.getByLabel('Code', { exact: true }).fill(await codeFor(instructor, ada));
  await learner.getByLabel('First name').fill(ada.firstName);
  await learner.getByLabel('Last name').fill(ada.lastName);
  await learner.getByLabel('Password', { exact: true }).fill(ada.password);
  await learner.getByRole('button', { name: 'Set up account' }).click();
  await expect(playButton(learner)).toBeVisible();
  await play(learner);
  await instructor.goto(link);
  await expect(instructor.getByRole('main')).toContainText('You are signed in as i…@example.org');
});

test('the choice is made when the invitation is', async ({ instructor, learner, anotherBrowser }) => {
  const ada = someone('Ada', 'Reyes');
  const address = await uploadCourse(instructor, course({ title: 'Ropes chosen' }));
  await instructor.goto(`${address}/invite?kind=private`, { waitUntil: 'networkidle' });
  await instructor.getByLabel(/E-mail addresses/).fill(ada.email);
  await expect(instructor.getByRole('radio', { name: 'This person only' })).toBeChecked();
  await expect(instructor.getByRole('checkbox', { name: /Don’t let others register/ })).toBeVisible();
  await instructor.getByRole('radio', { name: 'Anyone with the link' }).check();
  await expect(instructor.getByRole('checkbox', { name: /Don’t let others register/ })).toBeHidden();
  await instructor.getByRole('button', { name: 'Create Invitation' }).click();
  await expect(instructor.getByRole('region', { name: 'Status' })).toContainText('Anyone who has a link plays');
  const link = await linkIn(instructor, ada.email);
  for (const page of [learner, await anotherBrowser()]) {
    await page.goto(link);
    await play(page);
  }
});

test.describe('a link that is over', () => {
  test('asks for a new one, which the instructor sends by one press', async ({ instructor, learner }) => {
    const { ada, address, link } = await invited(instructor, 'Ropes too late');
    await instructor.goto(address);
    await changeLimits(instructor, { expires: '2020-01-01T00:00' });
    await learner.goto(link);
    await expect(learner.getByRole('main')).toContainText('goes to a…@example.org, and to no other address');
    await learner.getByRole('button', { name: 'Send me a new link' }).click();
    await expect(learner.getByRole('main')).toContainText(/Ines Tailor was asked for a new link/);
    await instructor.goto(address);
    await expect(rowOf(instructor, ada)).toContainText('Asks for a new link');
    await instructor.getByRole('button', { name: 'Give a week and send the link' }).first().click();
    await expect(instructor.locator('#people')).toContainText('1 person has more time, and the link is on its way.');
    await expect(rowOf(instructor, ada)).not.toContainText('Asks for a new link');
    await learner.goto(link);
    await play(learner);
  });
});

test('twenty links that a scanner opens with scripts are neither opened nor started', async ({ instructor, browser }) => {
  test.setTimeout(120_000);
  const people = Array.from({ length: 20 }, (_, at) => someone(`P${at}`, 'Reyes'));
  const addresses = people.map(({ name, email }) => `${name} <${email}>`).join('\n');
  await invitePrivately(instructor, await uploadCourse(instructor, course({ title: 'Ropes scanned' })), { addresses });
  const address = instructor.url();
  await expect(instructor.locator('.people-table tbody tr')).toHaveCount(20);
  const ids = await instructor.locator('.people-table input.tick').evaluateAll((ticks) => ticks.map((tick) => (tick as HTMLInputElement).value));
  expect(ids).toHaveLength(20);
  const links: string[] = [];
  for (const id of ids) {
    await instructor.goto(`${address}?person=${id}`);
    links.push(await instructor.getByLabel('Private link').inputValue());
  }
  await scan(browser, links);
  await instructor.goto(address);
  for (const person of people) {
    await expect(cell(rowOf(instructor, person), 'Opened')).toHaveText('–');
    await expect(rowOf(instructor, person)).toContainText('Invited');
  }
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(links[0] ?? '');
  await play(page);
  await first.close();
});

test('the questions fit a phone and shut nobody out @phone', async ({ instructor, learner, anotherBrowser }) => {
  const { link } = await invited(instructor, 'Ropes in a pocket');
  await learner.goto(link);
  await play(learner);
  const phone = await anotherBrowser();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(link, { waitUntil: 'networkidle' });
  for (const [where, way] of [['elsewhere', /I am someone else/], ['someone else', null]] as const) {
    await fits(phone, where);
    await axe(phone, where);
    if (way) await phone.getByRole('link', { name: way }).click();
  }
  await phone.goto(link);
  await phone.getByRole('button', { name: /^It’s me/ }).click();
  await expect(phone.getByLabel('Code', { exact: true })).toBeVisible();
  await fits(phone, 'code');
  await axe(phone, 'code');
});

test('one person goes on in a second browser without scripts @no-script', async ({ instructor, learner, anotherBrowser }) => {
  // The player needs scripts: the first start is pressed where it leads nowhere, and the link is tied all the same.
  const { ada, link } = await invited(instructor, 'Ropes by hand');
  await learner.goto(link);
  await playButton(learner).click();
  await expect(learner).toHaveURL(/\/play\//);
  const phone = await anotherBrowser();
  await phone.goto(link);
  await phone.getByRole('button', { name: /^It’s me/ }).click();
  await enterCode(phone, await codeFor(instructor, ada));
  await expect(playButton(phone)).toBeVisible();
});
