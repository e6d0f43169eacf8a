import type { Page } from '@playwright/test';
import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { invitePrivately, row, uploadCourse } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';

/** Asked by scripts of the browser's, which a page without scripts does not run. */
async function look(page: Page, name: string, scripts: boolean) {
  if (!scripts) return;
  await axe(page, name);
  await fits(page, name);
}

for (const way of ['', ' @no-script']) {
  test(`courses and people are tagged, and found by their tags${way}`, async ({ instructor }) => {
    const tag = `safety ${Math.random().toString(36).slice(2, 8)}`;
    const [ada, bob] = [someone('Ada', 'Tagged'), someone('Bob', 'Tagged')];
    const address = await uploadCourse(instructor, course({ title: `Knots ${tag}` }));
    await instructor.locator('summary', { hasText: /^Tags$/ }).click();
    await instructor.getByLabel(/^Tags/).fill(`${tag}, ${tag},spring`);
    await instructor.locator('details', { hasText: 'Separated by commas' }).getByRole('button', { name: 'Save' }).click();
    await expect(instructor.locator('.tags')).toHaveText(`${tag} spring`);
    await look(instructor, 'a tagged course', !way);
    await instructor.goto('/library');
    await instructor.getByLabel('Tag').selectOption(tag);
    await instructor.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(instructor).toHaveURL(/tag=/);
    await expect(instructor.getByRole('table').getByRole('link')).toHaveText([`Knots ${tag}`]);
    await look(instructor, 'the library, by tag', !way);

    await invitePrivately(instructor, address, { addresses: `${ada.name} <${ada.email}>, ${bob.name} <${bob.email}>` });
    const people = instructor.url();
    const results = await row(instructor, ada.email).locator('a[href^="/registrations/"]').first().getAttribute('href');
    await instructor.goto(results ?? '');
    await instructor.locator('summary', { hasText: /^Tags$/ }).click();
    await instructor.getByLabel('Tags of this registration').fill('x'.repeat(51));
    const save = instructor.locator('details', { hasText: 'Tags of this registration' }).getByRole('button', { name: 'Save' });
    await save.click();
    await expect(instructor.getByLabel('Tags of this registration')).toHaveAccessibleDescription(/at most 50 characters/);
    await instructor.getByLabel('Tags of this registration').fill('late');
    await instructor.getByLabel('Tags of the learner').fill(`night ${tag}`);
    await save.click();
    await expect(instructor.locator('.tags')).toHaveText(`late night ${tag}`);
    await instructor.goto(people);
    await instructor.getByLabel('Tag', { exact: true }).selectOption(`night ${tag}`);
    if (way) await instructor.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(instructor).toHaveURL(/tag=night/);
    await expect(row(instructor, ada.email)).toBeVisible();
    await expect(row(instructor, bob.email)).toHaveCount(0);
    await look(instructor, 'people, by tag', !way);
  });
}
