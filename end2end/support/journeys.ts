import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { Upload } from './packages';
import type { Person } from './people';

/** Waits until a page asks for nothing more. Chromium does not always tell that a page with a letter's frame is idle; then
 * a while has to do. */
export const idle = (page: Page) => page.waitForLoadState('networkidle', { timeout: 10_000 }).catch(() => undefined);

/** Signs in by address and password. */
export async function signIn(page: Page, { email, password }: Person) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** The first visit to an empty product: sets up its first instructor. */
export async function setUpInstructor(page: Page, person: Person) {
  await page.goto('/setup');
  await fillAccount(page, person);
  await page.getByRole('button', { name: 'Create instructor' }).click();
  await expect(page).not.toHaveURL(/\/setup/);
}

/** Fills the fields of a new account. */
export async function fillAccount(page: Page, person: Person) {
  await page.getByLabel('First name').fill(person.firstName);
  await page.getByLabel('Last name').fill(person.lastName);
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
}

/** On the page behind a public URL: sets up an account. */
export async function setUpAccount(page: Page, person: Person) {
  await fillAccount(page, person);
  await page.getByRole('button', { name: 'Set up account' }).click();
  await expect(playButton(page)).toBeVisible();
}

/** Uploads a package, by path or made by a test; ends on the page that tells what becomes of it. */
export async function upload(page: Page, file: Upload | string) {
  await page.goto('/library', { waitUntil: 'networkidle' });
  await send(page, file, /\/(library\/imports|courses)\//);
}

/** Uploads a new version from a course's page; ends on the page that tells what becomes of it. */
export async function uploadVersion(page: Page, course: string, file: Upload | string) {
  await page.goto(course, { waitUntil: 'networkidle' });
  await page.getByText('Upload a new version').click();
  await send(page, file, /\/library\/imports\/|\/versions\//);
}

async function send(page: Page, file: Upload | string, away: RegExp) {
  await page.locator('input[type=file]').setInputFiles(file);
  // Where scripts run, choosing a file sends it; elsewhere the button does.
  await page.waitForURL(away, { timeout: 4_000 }).catch(async () => {
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.waitForURL(away);
  });
}

/** Uploads a package that is a course; ends on the course's page and gives its address. */
export async function uploadCourse(page: Page, file: Upload | string): Promise<string> {
  await upload(page, file);
  // A package that was odd is reported on first.
  const onwards = page.getByRole('link', { name: 'To the course' });
  await expect(onwards.or(page.getByRole('link', { name: 'Invite', exact: true }))).toBeVisible({ timeout: 30_000 });
  if (await onwards.isVisible()) await onwards.click();
  await expect(page).toHaveURL(/\/courses\/[^/]+$/, { timeout: 30_000 });
  return page.url();
}

/** Makes a public invitation from a course's page; ends on the invitation's page and gives the URL to hand out. */
export async function invitePublicly(page: Page, course: string): Promise<string> {
  await startInviting(page, course);
  await chooseKind(page, 'Public');
  await createInvitation(page);
  return page.getByLabel('Public URL', { exact: true }).inputValue();
}

export interface Letter {
  addresses: string;
  subject?: string;
  body?: string;
}

/** Makes a private invitation from a course's page; ends on the invitation's page. */
export async function invitePrivately(page: Page, course: string, letter: Letter) {
  await startInviting(page, course);
  await writeLetter(page, letter);
  await createInvitation(page);
}

export async function startInviting(page: Page, course: string) {
  await page.goto(course);
  await page.getByRole('link', { name: 'Invite' }).first().click();
  await expect(page).toHaveURL(/\/invite/);
}

/** Chooses whom the invitation is for; each kind has an address of its own. */
export async function chooseKind(page: Page, kind: 'Public' | 'Private') {
  const link = page.getByRole('navigation', { name: 'Kind of invitation' }).getByRole('link', { name: new RegExp(`^${kind}`) });
  await link.click();
  await expect(link).toHaveAttribute('aria-current', 'page');
}

export async function writeLetter(page: Page, { addresses, subject, body }: Letter) {
  await chooseKind(page, 'Private');
  await page.getByLabel(/E-mail addresses/).fill(addresses);
  if (subject !== undefined) await page.getByLabel('Subject', { exact: true }).fill(subject);
  if (body !== undefined) await page.getByLabel('Message', { exact: true }).fill(body);
}

export async function createInvitation(page: Page) {
  await page.getByRole('button', { name: 'Create Invitation' }).click();
  await expect(page).toHaveURL(/\/invitations\/[^/]+$/);
}

export const playButton = (page: Page): Locator => page.getByRole('button', { name: 'Play course' });

/** What the player's bar says once everything is saved. */
export const SAVED = /^Saved( \d+ (s|min) ago)?$/;

/** Presses **Play course** and waits until the course stands in the player. */
export async function play(page: Page): Promise<FrameLocator> {
  await playButton(page).click();
  return inPlayer(page);
}

/** The course within the player. */
export async function inPlayer(page: Page): Promise<FrameLocator> {
  await expect(page).toHaveURL(/127\.0\.0\.1:\d+\/play\//);
  const course = page.frameLocator('iframe');
  await expect(course.locator('body')).toBeVisible({ timeout: 20_000 });
  return course;
}

/** Presses a button of a generated course and sees that the run-time took it. */
export async function press(course: FrameLocator, name: string) {
  await course.getByRole('button', { name, exact: true }).click();
  await expect(course.getByRole('status')).toHaveText(new RegExp(`^${name}( true)+$`));
}

/** What the run-time told a generated course when it began. */
export const told = (course: FrameLocator, name: string): Locator => course.getByRole('note', { name, exact: true });

/** Does something in the course, and waits until the server has taken what came of it. */
export async function savedAfter(page: Page, act: () => Promise<void>) {
  const taken = page.waitForResponse((answer) => answer.url().endsWith('/commit') && answer.ok());
  await act();
  await taken;
  await expect(page.locator('#saved')).toHaveText(SAVED);
}

/** Leaves the player by its own button; ends on the closing page. */
export async function leave(page: Page) {
  await page.getByRole('button', { name: 'Exit' }).click();
  await expect(page).toHaveURL(/\/closing\//, { timeout: 15_000 });
}

/** A learner's line on an invitation's page. */
export const row = (page: Page, who: string): Locator => page.getByRole('row').filter({ hasText: who });

/** Cell of a line under a column's name; works for the cards of narrow screens too. */
export const cell = (line: Locator, column: string | RegExp): Locator =>
  typeof column === 'string' ? line.locator(`td[data-column="${column}"]`) : line.locator('td').filter({ hasText: column });

/** Fills in the launch options on the page of a course or a registration, by label. */
export async function setOptions(instructor: Page, options: Record<string, string>) {
  await instructor.getByText('Launch options', { exact: true }).click();
  for (const [label, value] of Object.entries(options)) {
    const field = instructor.getByLabel(label);
    if (/^\d*$/.test(value)) await field.fill(value);
    else await field.selectOption({ label: value });
  }
  await instructor.locator('details', { hasText: 'Launch options' }).getByRole('button', { name: 'Save' }).click();
  await expect(instructor.getByText('Launch options', { exact: true })).toBeVisible();
}
