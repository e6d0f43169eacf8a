import { expect, type Page } from '@playwright/test';
import { startInviting } from './journeys';
import type { Person } from './people';

/** What an instructor decides about an invitation, by the labels of the form; radio buttons and times included. */
export interface Limits {
  entry?: string;
  cap?: string;
  domains?: string;
  passcode?: string;
  starts?: string;
  expires?: string;
  note?: string;
  tags?: string;
}

export async function fillLimits(page: Page, limits: Limits) {
  if (limits.entry) await page.getByRole('radio', { name: limits.entry }).check();
  const fields: [string | RegExp, string | undefined][] = [
    [/^Registration cap/, limits.cap],
    [/^Allowed e-mail domains/, limits.domains],
    [/^Passcode/, limits.passcode],
    [/^Starts/, limits.starts],
    [/^Expires/, limits.expires],
    [/^A note for learners/, limits.note],
    [/^Tags/, limits.tags],
  ];
  for (const [label, value] of fields) {
    if (value !== undefined) await page.getByLabel(label).fill(value);
  }
}

/** Makes a public invitation with limits from a course's page; ends on its page and gives the URL to hand out. */
export async function inviteWithLimits(page: Page, course: string, limits: Limits): Promise<string> {
  await startInviting(page, course);
  await page.getByText('Who gets in, and until when').click();
  await fillLimits(page, limits);
  await page.getByRole('button', { name: 'Create Invitation' }).click();
  await expect(page).toHaveURL(/\/invitations\/[^/]+$/);
  return page.getByLabel('Public URL', { exact: true }).inputValue();
}

/** Changes the limits of the invitation whose page is open, and comes back to it. */
export async function changeLimits(page: Page, limits: Limits) {
  await page.getByRole('link', { name: 'Change limits' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await fillLimits(page, limits);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/\/invitations\/[^/]+$/);
}

/** The status line of the invitation whose page is open. */
export const status = (page: Page) => page.getByRole('region', { name: 'Status' });

/** Says who one is, where no account is asked for. */
export async function enterAs(page: Page, person: Person) {
  await page.getByLabel('First name').fill(person.firstName);
  await page.getByLabel('Last name').fill(person.lastName);
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
}
