import type { FrameLocator, Page } from '@playwright/test';
import { fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { inPlayer, invitePrivately, leave, play, press, row, setOptions, told, uploadCourse } from '../support/journeys';
import { linkIn } from '../support/mail';
import { course, type Upload } from '../support/packages';
import { type Person, someone } from '../support/people';
import { sharedPackage } from '../support/shared';

const FLOW = '<imsss:controlMode choice="true" flow="true"/>';
const parts = (...titles: string[]) => titles.map((title, at) => ({ identifier: `part-${at + 1}`, title }));

async function invited(instructor: Page, learner: Page, file: Upload | string): Promise<Person> {
  const who = someone('Ada', 'Sequel');
  await invitePrivately(instructor, await uploadCourse(instructor, file), { addresses: `${who.name} <${who.email}>` });
  const results = instructor.url();
  await learner.goto(await linkIn(instructor, who.email));
  await instructor.goto(results);
  return who;
}

/** The part of the contents that is open. */
const current = (page: Page) => page.locator('#activities [aria-current="true"]');
const part = (page: Page, name: string) => page.locator('#activities').getByRole('button', { name: new RegExp(`^${name}`) });

async function sets(sco: FrameLocator, element: string, value: string) {
  const answer = await sco.locator('body').evaluate(
    (_, [element, value]) => (window as unknown as { sco: { set(element: string, value: string): string } }).sco.set(element, value),
    [element, value] as const,
  );
  expect(answer).toBe('true');
}

test('a course that flows leads from part to part, resumes where it was left, and ends after the last', async ({ instructor, learner }) => {
  const file = course({ title: 'Three steps', standard: '2004 4th', sequencing: FLOW, activities: parts('First', 'Second', 'Third') });
  const who = await invited(instructor, learner, file);
  const link = learner.url();
  const first = await play(learner);
  await expect(current(learner)).toContainText('First');
  await expect(learner.getByRole('button', { name: 'Previous' })).toBeDisabled();
  await press(first, 'Pass');
  await press(first, 'Finish');
  await learner.getByRole('button', { name: 'Next' }).click();
  await expect(current(learner)).toContainText('Second');
  await expect(part(learner, 'First')).toContainText('Passed');
  await fits(learner, 'the player of a course that flows');

  await press(await inPlayer(learner), 'Bookmark');
  await leave(learner);
  await learner.goto(link);
  const again = await play(learner);
  await expect(current(learner)).toContainText('Second');
  await expect(told(again, 'Entry')).toHaveText('resume');
  await expect(told(again, 'Location')).toHaveText('page-7');
  await press(again, 'Pass');
  await learner.getByRole('button', { name: 'Next' }).click();
  await expect(current(learner)).toContainText('Third');
  await press(await inPlayer(learner), 'Pass');
  await learner.getByRole('button', { name: 'Next' }).click();
  await expect(learner).toHaveURL(/\/closing\//, { timeout: 15_000 });
  await expect(learner.getByRole('main')).toContainText(/passed/i);

  await instructor.reload();
  await expect(row(instructor, who.email)).toContainText('Passed');
  const registration = await row(instructor, who.email).locator('a[href^="/registrations/"]').first().getAttribute('href');
  await instructor.goto(registration ?? '');
  const activities = instructor.getByRole('table', { name: 'Activities' });
  await expect(activities.getByRole('row').filter({ hasText: 'Third' })).toContainText('Passed');
  await instructor.getByRole('link', { name: 'Debug log' }).first().click();
  await instructor.getByLabel('Lines').selectOption('What came next');
  await instructor.getByRole('button', { name: 'Show' }).click();
  await expect(instructor.getByRole('listitem').filter({ hasText: 'Second: It is delivered for a new attempt.' })).toHaveCount(1);
});

test('a course may hide the buttons and lead on by itself', async ({ instructor, learner }) => {
  const hides = ['previous', 'continue'];
  const activities = parts('Alone', 'Together').map((one) => ({ ...one, hides }));
  await invited(instructor, learner, course({ title: 'Its own buttons', standard: '2004 3rd', sequencing: FLOW, activities }));
  const sco = await play(learner);
  await expect(learner.getByRole('button', { name: 'Next' })).toBeHidden();
  await sets(sco, 'adl.nav.request', 'continue');
  await sco.getByRole('button', { name: 'Finish' }).click();
  await expect(current(learner)).toContainText('Together');
});

test('a part that must wait cannot be chosen before its time', async ({ instructor, learner }) => {
  const waits =
    '<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions conditionCombination="any">' +
    '<imsss:ruleCondition referencedObjective="first" operator="not" condition="satisfied"/>' +
    '<imsss:ruleCondition referencedObjective="first" operator="not" condition="objectiveStatusKnown"/>' +
    '</imsss:ruleConditions><imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>' +
    '<imsss:objectives><imsss:primaryObjective/><imsss:objective objectiveID="first"><imsss:mapInfo targetObjectiveID="gate"/></imsss:objective></imsss:objectives>';
  const opens =
    '<imsss:objectives><imsss:primaryObjective objectiveID="mine"><imsss:mapInfo targetObjectiveID="gate" writeSatisfiedStatus="true"/></imsss:primaryObjective></imsss:objectives>';
  const [gate, hall] = parts('Gate', 'Hall');
  const activities = [{ ...gate!, sequencing: opens }, { ...hall!, sequencing: waits }];
  await invited(instructor, learner, course({ title: 'A gate', standard: '2004 4th', sequencing: FLOW, activities }));
  const sco = await play(learner);
  await expect(part(learner, 'Hall')).toBeDisabled();
  await press(sco, 'Pass');
  await press(sco, 'Finish');
  await expect(part(learner, 'Hall')).toBeEnabled();
  await part(learner, 'Hall').click();
  await expect(current(learner)).toContainText('Hall');
});

test('prerequisites of SCORM 1.2 keep a part shut until they hold', async ({ instructor, learner }) => {
  const [basics, more] = parts('Basics', 'More');
  const activities = [basics!, { ...more!, prerequisites: 'part-1' }];
  await invited(instructor, learner, course({ title: 'In order', activities }));
  const sco = await play(learner);
  await expect(part(learner, 'More')).toBeDisabled();
  await press(sco, 'Complete');
  await press(sco, 'Finish');
  await expect(part(learner, 'More')).toBeEnabled();
});

const SEQUENCED = [
  'SequencingForcedSequential_SCORM20043rdEdition',
  'SequencingPostTestRollup4thEd_SCORM20044thEdition',
  'SequencingPostTestRollup_SCORM20043rdEdition',
  'SequencingPreOrPostTestRollup_SCORM20043rdEdition',
  'SequencingRandomTest_SCORM20043rdEdition',
  'SequencingSimpleRemediation_SCORM20043rdEdition',
];
for (const name of SEQUENCED) {
  test(`${name} begins, and says where it may go on`, async ({ instructor, learner }) => {
    await invited(instructor, learner, sharedPackage(`golf/${name}.zip`));
    await play(learner);
    await expect(current(learner)).toHaveCount(1);
    await expect(learner.locator('#notice')).toBeHidden();
    await leave(learner);
  });
}

test('Exit ends the attempt where the course says so, and the next launch begins anew', async ({ instructor, learner }) => {
  const file = course({ title: 'Two steps', standard: '2004 4th', sequencing: FLOW, activities: parts('First', 'Second') });
  const who = someone('Ada', 'Anew');
  const id = await uploadCourse(instructor, file);
  await setOptions(instructor, { 'Exit from a course of several parts (SCORM 2004)': 'The attempt ends; the next launch begins anew' });
  await invitePrivately(instructor, id, { addresses: `${who.name} <${who.email}>` });
  const link = await linkIn(instructor, who.email);
  await learner.goto(link);
  await press(await play(learner), 'Finish');
  await learner.getByRole('button', { name: 'Next' }).click();
  await expect(current(learner)).toContainText('Second');
  await sets(await inPlayer(learner), 'adl.nav.request', 'suspendAll');
  await leave(learner);
  await learner.goto(link);
  const again = await play(learner);
  await expect(current(learner)).toContainText('First');
  await expect(told(again, 'Entry')).toHaveText('ab-initio');
});

test('a press on the contents counts though the course reports meanwhile', async ({ instructor, learner }) => {
  const file = course({ title: 'Two at once', standard: '2004 4th', sequencing: FLOW, activities: parts('First', 'Second') });
  await invited(instructor, learner, file);
  const first = await play(learner);
  await part(learner, 'Second').hover();
  await learner.mouse.down();
  await sets(first, 'cmi.completion_status', 'completed');
  await expect(part(learner, 'First')).toContainText('Done');
  await learner.mouse.up();
  await expect(current(learner)).toContainText('Second');
});
