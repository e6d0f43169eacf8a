import { expect, test } from '../support/fixtures';
import { fits } from '../support/axe';
import { invitePrivately, leave, play, press, row, uploadCourse } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

test('the debug log of a launch says what the course called, finds its errors, and can be downloaded', async ({ instructor, learner }) => {
  const who = someone('Ada', 'Logged');
  const id = await uploadCourse(instructor, course({ title: 'Logged course' }));
  await invitePrivately(instructor, id, { addresses: `${who.name} <${who.email}>` });
  const people = instructor.url();
  await learner.goto(await linkIn(instructor, who.email));
  const sco = await play(learner);
  await press(sco, 'Score 85');
  await sco.locator('body').evaluate(() => {
    const { sco } = window as unknown as { sco: { set(element: string, value: string): string } };
    return sco.set('cmi.core.lesson_status', 'no such status');
  });
  await press(sco, 'Pass');
  await leave(learner);

  await instructor.goto(people);
  const results = await row(instructor, who.email).locator('a[href^="/registrations/"]').first().getAttribute('href');
  await instructor.goto(results ?? '');
  await instructor.getByRole('link', { name: 'Debug log' }).click();
  await expect(instructor.getByRole('heading', { name: /^Launch of/ })).toBeVisible();
  const lines = instructor.getByRole('listitem');
  await expect(lines.filter({ hasText: 'SetValue("cmi.core.score.raw", "85")' })).toContainText('true');
  await expect(lines.filter({ hasText: 'leave' })).toHaveCount(1);
  await fits(instructor, 'the log of a launch');

  await instructor.getByLabel('Lines').selectOption('What went wrong');
  await instructor.getByRole('button', { name: 'Show' }).click();
  await expect(lines.filter({ hasText: 'no such status' })).toContainText('405');
  await expect(lines.filter({ hasText: '"85"' })).toHaveCount(0);

  const download = instructor.waitForEvent('download');
  await instructor.getByRole('link', { name: 'Download' }).click();
  const text = await (await (await download).createReadStream()).toArray();
  expect(Buffer.concat(text).toString()).toContain('SetValue("cmi.core.lesson_status", "no such status")');
});

test('a try-out leaves a log and no registration', async ({ instructor }) => {
  await uploadCourse(instructor, course({ title: 'Tried and logged' }));
  const library = instructor.url();
  await instructor.getByRole('button', { name: 'Try the course' }).click();
  const sco = instructor.frameLocator('#frame');
  await press(sco, 'Pass');
  await leave(instructor);
  await instructor.goto(library);
  await instructor.getByRole('region', { name: 'Try-outs' }).getByRole('link').click();
  await expect(instructor.getByText('A try-out')).toBeVisible();
  await expect(instructor.getByRole('listitem').filter({ hasText: '"passed"' })).toHaveCount(1);
});
