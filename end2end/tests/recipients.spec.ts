import type { Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { cell, invitePrivately, invitePublicly, leave, play, playButton, row, setUpAccount, uploadCourse } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course } from '../support/packages';
import { type Person, someone } from '../support/people';

const [ADA, BOB, CY] = ['Ada', 'Bob', 'Cy'] as const;

/** A private invitation to people of these names; ends on its page. */
async function invited(page: Page, names: readonly string[], title = 'Ropes and knots') {
  const people = names.map((name) => someone(name, 'Reyes'));
  const addresses = people.map(({ name, email }) => `${name} <${email}>`).join('\n');
  await invitePrivately(page, await uploadCourse(page, course({ title })), { addresses });
  const [ada, bob, cy] = people;
  if (!ada) throw new Error('invite somebody');
  return { address: page.url(), ada, bob: bob ?? ada, cy: cy ?? ada };
}

const rowOf = (page: Page, { email }: Person) => page.locator('.people-table').getByRole('row').filter({ hasText: email });

/** Opens the menu of a person's row. */
async function menu(page: Page, person: Person) {
  await rowOf(page, person).getByRole('button', { name: `Actions for ${person.name}` }).click();
  return page.getByRole('group', { name: `Actions for ${person.name}` });
}

/** Opens a person's panel from the menu of his row. */
async function panel(page: Page, person: Person, way: RegExp) {
  await (await menu(page, person)).getByRole('link', { name: way }).click();
  const region = page.getByRole('region', { name: person.name });
  await expect(region).toBeVisible();
  return region;
}

async function tick(page: Page, ...people: Person[]) {
  for (const { name } of people) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
}

const bar = (page: Page) => page.locator('#selection');
const said = (page: Page, words: string | RegExp) => expect(page.locator('#people .flash').first()).toContainText(words);

/** Waits until every letter is out, as the page itself tells. */
async function allSent(page: Page) {
  await expect(page.locator('.sending')).toHaveCount(0);
}

test.describe('one recipient', () => {
  test('is kept out and let in again, and told whom to ask', async ({ instructor, learner }) => {
    const { address, ada, bob } = await invited(instructor, [ADA, BOB]);
    const link = await linkIn(instructor, ada.email);
    await instructor.goto(address);
    await (await menu(instructor, ada)).getByRole('button', { name: 'Keep out' }).click();
    await said(instructor, '1 person is kept out from now on.');
    await expect(rowOf(instructor, ada)).toContainText('Kept out');
    await expect(rowOf(instructor, bob)).not.toContainText('Kept out');
    expect((await learner.goto(link))?.status()).toBe(403);
    await expect(learner.getByRole('main')).toContainText(/does not let you in at present.*ines\.tailor@example\.org/i);
    await (await menu(instructor, ada)).getByRole('button', { name: 'Let in again' }).click();
    await said(instructor, '1 person is let in again.');
    expect((await learner.goto(link))?.status()).toBe(200);
    await expect(playButton(learner)).toBeVisible();
  });

  test('goes on with what is open when kept out, and starts nothing new', async ({ instructor, learner }) => {
    const { address, ada } = await invited(instructor, [ADA]);
    const link = await linkIn(instructor, ada.email);
    await learner.goto(link);
    const sitting = await play(learner);
    await instructor.goto(address);
    await (await menu(instructor, ada)).getByRole('button', { name: 'Keep out' }).click();
    await said(instructor, 'kept out');
    await sitting.getByRole('button', { name: 'Pass', exact: true }).click();
    await leave(learner);
    expect((await learner.goto(link))?.status()).toBe(403);
    await instructor.goto(address);
    await expect(rowOf(instructor, ada)).toContainText('Passed');
  });

  test('has a link to copy that opens his page', async ({ instructor, learner }) => {
    const { ada } = await invited(instructor, [ADA]);
    const region = await panel(instructor, ada, /Copy the link/);
    const link = await region.getByLabel('Private link').inputValue();
    await expect(region).toContainText('hand it to nobody else');
    await learner.goto(link);
    await expect(learner.getByRole('main')).toContainText('This invitation is for Ada Reyes');
  });

  test('gets the letter at a corrected address, and the old link stops working', async ({ instructor, learner }) => {
    const { address, ada, bob } = await invited(instructor, [ADA, BOB]);
    const old = await linkIn(instructor, ada.email);
    await instructor.goto(address);
    const region = await panel(instructor, ada, /Correct the address/);
    await region.getByLabel('E-mail address').fill(bob.email);
    await region.getByRole('button', { name: 'Correct the address' }).click();
    await expect(region.getByLabel('E-mail address')).toHaveAccessibleDescription(/is on this invitation already/);
    const right = someone('Ada', 'Right');
    await region.getByLabel('E-mail address').fill(right.email);
    await region.getByRole('button', { name: 'Correct the address' }).click();
    await said(instructor, 'The address is corrected');
    await expect(rowOf(instructor, right)).toContainText('Ada Reyes');
    expect((await learner.goto(old))?.status()).toBe(410);
    await learner.goto(await linkIn(instructor, right.email));
    await expect(playButton(learner)).toBeVisible();
  });

  test('is deleted after a question that says what is lost, and put back', async ({ instructor, learner }) => {
    const { address, ada } = await invited(instructor, [ADA, BOB]);
    const link = await linkIn(instructor, ada.email);
    await instructor.goto(address);
    const region = await panel(instructor, ada, /Delete/);
    await region.getByRole('button', { name: 'Delete…' }).click();
    const question = instructor.getByRole('dialog', { name: 'Delete Ada Reyes?' });
    await expect(question).toContainText('Ada Reyes has not started yet.');
    await expect(question).toContainText(/After 30 days .* erased for good/);
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await said(instructor, '1 person is deleted.');
    await expect(rowOf(instructor, ada)).toHaveCount(0);
    expect((await learner.goto(link))?.status()).toBe(410);
    await expect(learner.getByRole('main')).toContainText(/no longer on the list.*ines\.tailor@example\.org/i);
    await instructor.getByText('Deleted people (1)').click();
    await row(instructor, ada.email).getByRole('button', { name: 'Put back' }).click();
    await said(instructor, '1 person is back.');
    await expect(rowOf(instructor, ada)).toHaveCount(1);
    expect((await learner.goto(link))?.status()).toBe(200);
  });

  test('is not mailed twice by a second press', async ({ instructor }) => {
    const { ada } = await invited(instructor, [ADA]);
    await allSent(instructor);
    await (await menu(instructor, ada)).getByRole('button', { name: 'Send again' }).click();
    await said(instructor, /Passed over: 1 person \(an e-mail is waiting or went out just now/);
    await instructor.goto('/outbox');
    await expect(instructor.getByRole('row').filter({ hasText: ada.email })).toHaveCount(1);
  });

  test('counts as having opened the page once a hand moves on it, not by its being fetched', async ({ instructor, learner }) => {
    const { address, ada } = await invited(instructor, [ADA]);
    const link = await linkIn(instructor, ada.email);
    await learner.goto(link, { waitUntil: 'networkidle' });
    await learner.evaluate(() => document.dispatchEvent(new PointerEvent('pointermove')));
    await instructor.goto(address);
    await expect(cell(rowOf(instructor, ada), 'Opened')).toHaveText('–');
    const noted = learner.waitForResponse((answer) => answer.url().endsWith('/recipients/api/opened') && answer.ok());
    await learner.mouse.move(200, 200);
    await noted;
    await instructor.reload();
    await expect(cell(rowOf(instructor, ada), 'Opened').locator('time')).toBeVisible();
    await expect(rowOf(instructor, ada)).toContainText('Invited');
  });
});

test.describe('a selection', () => {
  test('of some is kept out, let in, and deleted by one press each', async ({ instructor }) => {
    const { ada, bob, cy } = await invited(instructor, [ADA, BOB, CY]);
    await tick(instructor, ada, bob);
    await expect(bar(instructor)).toContainText('2 selected');
    await bar(instructor).getByRole('button', { name: 'Keep out' }).click();
    await said(instructor, '2 people are kept out from now on.');
    await tick(instructor, ada, cy);
    await bar(instructor).getByRole('button', { name: 'Let in again' }).click();
    await said(instructor, '1 person is let in again. Passed over: 1 person (not kept out).');
    await tick(instructor, bob, cy);
    await bar(instructor).getByRole('button', { name: 'Delete…' }).click();
    const question = instructor.getByRole('dialog', { name: 'Delete the people selected?' });
    await expect(question).toContainText('erased for good');
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await said(instructor, '2 people are deleted.');
    await expect(rowOf(instructor, ada)).toHaveCount(1);
    await expect(rowOf(instructor, bob)).toHaveCount(0);
  });

  test('of the whole page, or of all that were found', async ({ instructor }) => {
    const { ada, bob } = await invited(instructor, [ADA, BOB, CY]);
    await bar(instructor).getByLabel('This page').check();
    await expect(bar(instructor)).toContainText('3 selected');
    await bar(instructor).getByLabel('This page').uncheck();
    await instructor.getByLabel('Name or address').fill('ada');
    await instructor.getByLabel('Name or address').press('Enter');
    await expect(rowOf(instructor, bob)).toHaveCount(0);
    await bar(instructor).getByLabel('All 1 that were found').check();
    await bar(instructor).getByRole('button', { name: 'Keep out' }).click();
    await said(instructor, '1 person is kept out');
    await expect(instructor).toHaveURL(/q=ada/);
    await expect(rowOf(instructor, ada)).toContainText('Kept out');
  });

  test('gets no more time where nothing ends', async ({ instructor }) => {
    const { ada } = await invited(instructor, [ADA, BOB]);
    await tick(instructor, ada);
    await bar(instructor).getByRole('button', { name: 'Give more time…' }).click();
    const question = instructor.getByRole('dialog', { name: 'Give more time' });
    await question.getByLabel('How much').selectOption('2 weeks');
    await question.getByRole('button', { name: 'Give more time', exact: true }).click();
    await said(instructor, /Passed over: 1 person \(let in that long already\)/);
  });

  test('of nobody is told so', async ({ instructor }) => {
    await invited(instructor, [ADA]);
    await bar(instructor).getByRole('button', { name: 'Keep out' }).click();
    await expect(instructor.getByRole('alert').filter({ hasText: 'Nobody is selected.' })).toBeVisible();
  });
});

test.describe('the list', () => {
  test('is filtered, sorted and searched by its address, which can be kept', async ({ instructor, learner }) => {
    const { address, ada, bob, cy } = await invited(instructor, [ADA, BOB, CY]);
    await learner.goto(await linkIn(instructor, ada.email));
    await play(learner);
    await instructor.goto(address);
    await instructor.getByLabel('Show', { exact: true }).selectOption('Started');
    await expect(instructor).toHaveURL(/show=started/);
    await expect(rowOf(instructor, ada)).toHaveCount(1);
    await expect(rowOf(instructor, bob)).toHaveCount(0);
    await instructor.reload();
    await expect(rowOf(instructor, bob)).toHaveCount(0);
    await expect(instructor.getByLabel('Show', { exact: true })).toHaveValue('started');
    await instructor.getByLabel('Show', { exact: true }).selectOption('Passed');
    await instructor.getByRole('link', { name: 'Show everyone' }).click();
    await expect(rowOf(instructor, cy)).toHaveCount(1);
    const names = () => instructor.locator('.people-table tbody strong').allTextContents();
    await instructor.getByRole('link', { name: 'Learner', exact: true }).click();
    await expect.poll(names).toEqual(['Ada Reyes', 'Bob Reyes', 'Cy Reyes']);
    await instructor.getByRole('link', { name: 'Learner', exact: true }).click();
    await expect.poll(names).toEqual(['Cy Reyes', 'Bob Reyes', 'Ada Reyes']);
    await expect(instructor.getByRole('columnheader', { name: 'Learner' })).toHaveAttribute('aria-sort', 'descending');
  });

  test('is turned by pages of fifty', async ({ instructor }) => {
    const names = Array.from({ length: 60 }, (_, at) => `P${100 + at}`);
    await invited(instructor, names);
    const rows = instructor.locator('.people-table tbody tr');
    await expect(rows).toHaveCount(50);
    const pages = instructor.getByRole('navigation', { name: 'Pages' });
    await expect(pages).toContainText('Page 1 of 2');
    await pages.getByRole('link', { name: 'Next' }).click();
    await expect(rows).toHaveCount(10);
    await pages.getByRole('link', { name: 'Previous' }).click();
    await expect(rows).toHaveCount(50);
  });

  test('tells the sending as it goes, and each delivery without a reload', async ({ instructor }) => {
    const names = Array.from({ length: 30 }, (_, at) => `P${100 + at}`);
    const { ada } = await invited(instructor, names);
    await instructor.evaluate(() => Object.assign(window, { unloaded: false }));
    await expect(cell(rowOf(instructor, ada), 'E-mail')).toContainText('Sent');
    await allSent(instructor);
    expect(await instructor.evaluate(() => 'unloaded' in window), 'the page was not loaded again').toBe(true);
  });

  test('of a public invitation has results and nobody to mail', async ({ instructor, learner }) => {
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'For all' })));
    const address = instructor.url();
    await expect(instructor.getByText('Nobody yet')).toBeVisible();
    const ada = someone('Ada', 'Reyes');
    await learner.goto(url);
    await setUpAccount(learner, ada);
    await play(learner);
    await instructor.goto(address);
    await expect(rowOf(instructor, ada)).toContainText('Started');
    await expect(instructor.getByRole('checkbox')).toHaveCount(0);
    await expect(instructor.getByRole('columnheader', { name: 'E-mail' })).toHaveCount(0);
  });

  test('is cards on a phone, with the same controls @phone', async ({ instructor }) => {
    await instructor.setViewportSize({ width: 390, height: 844 });
    const { ada } = await invited(instructor, [ADA, BOB]);
    await fits(instructor, 'the list');
    await axe(instructor, 'the list');
    await (await menu(instructor, ada)).getByRole('link', { name: /Copy the link/ }).click();
    await expect(instructor.getByRole('region', { name: ada.name })).toBeVisible();
    await fits(instructor, 'the panel');
    await axe(instructor, 'the panel');
  });
});
