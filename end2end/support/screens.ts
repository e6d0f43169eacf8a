import { expect, type Browser, type Page } from '@playwright/test';
import { Beckon } from './beckon';
import {
  idle,
  invitePrivately,
  invitePublicly,
  leave,
  play,
  press,
  setUpAccount,
  setUpInstructor,
  startInviting,
  upload,
  uploadCourse,
  uploadVersion,
  writeLetter,
} from './journeys';
import { linkIn, mailTo } from './mail';
import { course, oddCourse, upload as pack } from './packages';
import { someone } from './people';
import { makeKey, tryCall } from './program';

/** Where a walk stops, and in whose browser. */
export type Look = (name: string, page: Page) => Promise<void>;

/** Walks through every screen of a product of its own, empty at first, and stops at each. SCREENS=results takes those of results alone. */
export async function walk(browser: Browser, look: Look) {
  const beckon = await Beckon.start();
  const contexts = await Promise.all([0, 1, 2].map(() => browser.newContext({ baseURL: beckon.url })));
  try {
    const [instructor, learner, guest] = await Promise.all(contexts.map((context) => context.newPage()));
    if (process.env.SCREENS === 'results') {
      await instructor!.goto('/setup');
      await setUpInstructor(instructor!, someone('Ines', 'Tailor'));
      await lookAtNothing(instructor!, look);
      await lookAtResults(instructor!, learner!, guest!, look);
      return;
    }
    await look1(instructor!, look);
    const course = await look2(instructor!, look);
    await look3(instructor!, learner!, guest!, course, look);
    await lookAtResults(instructor!, learner!, guest!, look);
  } finally {
    for (const context of contexts) await context.close();
    await beckon.stop();
  }
}


async function stop(look: Look, name: string, page: Page, path?: string) {
  if (path !== undefined) await page.goto(path);
  await idle(page);
  await look(name, page);
}

/** Nobody there yet. */
async function look1(page: Page, look: Look) {
  await stop(look, 'welcome-empty', page, '/');
  await stop(look, 'setup', page, '/setup');
  await stop(look, 'sign-in', page, '/sign-in');
  await page.getByLabel('E-mail', { exact: true }).fill('nobody@example.org');
  await page.getByLabel('Password', { exact: true }).fill('not-the-right-one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.locator('#password-error')).toHaveText(/\w/);
  await stop(look, 'sign-in-wrong', page);
  await page.getByLabel('E-mail for the code').fill('nobody@example.org');
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await expect(page.getByLabel('Code', { exact: true })).toBeVisible();
  await stop(look, 'sign-in-code', page);
  await setUpInstructor(page, someone('Ines', 'Tailor'));
  await stop(look, 'dashboard-empty', page, '/');
  await stop(look, 'library-empty', page, '/library');
  await stop(look, 'invitations-empty', page, '/invitations');
  await stop(look, 'outbox-empty', page, '/outbox');
  await stop(look, 'letters-empty', page, '/letters');
  await stop(look, 'letter-template', page, '/letters/new');
  await lookAtNothing(page, look);
  await stop(look, 'not-found', page, '/no/such/page');
}

/** A library. */
async function look2(page: Page, look: Look): Promise<string> {
  await page.goto('/library');
  await page.getByRole('button', { name: 'Add the demo course' }).click();
  await expect(page).toHaveURL(/\/courses\//, { timeout: 30_000 });
  const address = page.url();
  await page.getByText('Launch options', { exact: true }).click();
  await stop(look, 'course', page);
  const knots = { title: 'Knots for sailors', standard: '2004 4th', description: 'Bowline, hitch and bend.' } as const;
  const sailors = await uploadCourse(page, course(knots));
  const more = [{ identifier: 'only', title: 'Knots' }, { identifier: 'bends', title: 'Bends and splices' }];
  await uploadVersion(page, sailors, course({ ...knots, title: 'Knots for sailors, 2nd edition', activities: more }));
  await expect(page).toHaveURL(/\/versions\/2$/, { timeout: 30_000 });
  await stop(look, 'version', page);
  await page.getByRole('button', { name: 'Use this version' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  await stop(look, 'version-in-use', page);
  await stop(look, 'course-versions', page, sailors);
  await upload(page, pack('holiday.zip', { 'beach.html': '<!doctype html><title>Beach</title>' }));
  await expect(page.getByRole('main')).toContainText(/imsmanifest/, { timeout: 30_000 });
  await stop(look, 'import-refused', page);
  await upload(page, oddCourse('Charts and compasses'));
  await expect(page.getByRole('heading', { name: 'Import report' })).toBeVisible({ timeout: 30_000 });
  await stop(look, 'import-report', page);
  await page.getByRole('link', { name: 'To the course' }).click();
  await stop(look, 'course-odd', page);
  await stop(look, 'library', page, '/library');
  await startInviting(page, address);
  await stop(look, 'invite', page);
  await writeLetter(page, { addresses: 'Ada Reyes <ada.reyes@example.org>, bob at example.org' });
  await stop(look, 'invite-private', page);
  await page.getByRole('button', { name: 'Create Invitation' }).click();
  await expect(page.getByLabel(/E-mail addresses/)).toHaveAccessibleDescription(/bob at example\.org/);
  await stop(look, 'invite-private-wrong', page);
  return address;
}

/** Invitations, learners and results. */
async function look3(instructor: Page, learner: Page, guest: Page, address: string, look: Look) {
  const ada = someone('Ada', 'Reyes');
  const url = await invitePublicly(instructor, address);
  await stop(look, 'invitation-public-empty', instructor);
  const invitation = instructor.url();
  await invitePrivately(instructor, address, { addresses: `Ada Reyes <${ada.email}>, ${someone('Bob', 'Reyes').email}` });
  await stop(look, 'invitation-private', instructor);
  const own = instructor.url();
  await stop(look, 'invitation-letter', instructor, `${own}/letter`);
  await stop(look, 'reminder-new', instructor, `${own}/reminders/new`);
  await mailTo(instructor, ada.email);
  await stop(look, 'outbox-mail', instructor);
  await stop(look, 'outbox', instructor, '/outbox');
  const link = await linkIn(instructor, ada.email);

  await stop(look, 'landing-public', learner, url);
  await setUpAccount(learner, someone());
  await stop(look, 'landing-public-signed-in', learner);
  const coffee = await play(learner);
  await expect(coffee.getByRole('heading', { level: 2 })).toBeVisible();
  await stop(look, 'player', learner);
  await leave(learner);
  await stop(look, 'closing', learner);
  await learner.context().clearCookies();
  await learner.goto(url);
  await expect(learner.getByRole('button', { name: 'Someone else' })).toBeVisible();
  await stop(look, 'landing-shared-computer', learner);

  await stop(look, 'landing-private', guest, link);
  await play(guest);
  await stop(look, 'landing-elsewhere', learner, link);
  await stop(look, 'someone-else', learner, `${link}/someone-else`);
  await stop(look, 'example-link', guest, '/example-link');
  await stop(look, 'landing-unknown', guest, '/i/zzzzzzzzzzzzzzzzzzzzzzzzzz');

  const parts = ['one', 'two', 'three'].map((identifier) => ({ identifier, title: `Part ${identifier}` }));
  const flow = '<imsss:controlMode choice="true" flow="true"/>';
  const three = course({ title: 'Three parts', standard: '2004 4th', sequencing: flow, activities: parts });
  const threeParts = await uploadCourse(instructor, three);
  const many = await invitePublicly(instructor, threeParts);
  const played = instructor.url();
  await guest.goto(many);
  await setUpAccount(guest, someone('Mia', 'Many'));
  await press(await play(guest), 'Pass');
  await stop(look, 'player-menu', guest);
  await leave(guest);
  await instructor.goto(played);
  await instructor.locator('a[href^="/registrations/"]').first().click();
  await instructor.getByText('Launch options', { exact: true }).click();
  await stop(look, 'registration', instructor);
  await instructor.getByRole('link', { name: 'Debug log' }).click();
  await stop(look, 'launch', instructor);
  await uploadVersion(instructor, threeParts, course({ title: 'Two parts', standard: '2004 4th', sequencing: flow, activities: parts.slice(1) }));
  await instructor.getByRole('radio', { name: 'Always' }).check();
  await stop(look, 'version-preview', instructor);
  await instructor.getByRole('button', { name: 'Use this version' }).click();
  await expect(instructor.getByRole('button', { name: 'Save' })).toBeVisible();
  await guest.goto(many);
  await stop(look, 'landing-anew', guest);
  await play(guest);
  await leave(guest);
  await instructor.goto(played);
  await instructor.locator('a[href^="/registrations/"]').first().click();
  await stop(look, 'registration-versions', instructor);

  await stop(look, 'postbacks-empty', instructor, '/postbacks');
  await stop(look, 'invitation-public', instructor, invitation);
  await stop(look, 'invitations', instructor, '/invitations');
  await stop(look, 'dashboard', instructor, '/');
  await instructor.goto(invitation);
  await instructor.getByRole('button', { name: 'Disable' }).click();
  await expect(instructor.getByRole('button', { name: 'Enable' })).toBeVisible();
  await stop(look, 'invitation-disabled', instructor);
  await stop(look, 'landing-disabled', guest, url);
}

/** Results, keys and postbacks before there are any. */
async function lookAtNothing(page: Page, look: Look) {
  await stop(look, 'reportage-empty', page, '/reportage');
  await stop(look, 'reports-saved-empty', page, '/reportage/saved');
  await stop(look, 'keys-empty', page, '/keys');
  await stop(look, 'postbacks-new', page, '/postbacks');
}

/** Answers a question, says something about it, and passes or fails. */
async function answer(player: Page, outcome: 'Pass' | 'Fail', response: string) {
  const sco = await play(player);
  await sco.locator('body').evaluate((_, given) => {
    const { sco } = window as unknown as { sco: { set: (element: string, value: string) => void } };
    const question = 'cmi.interactions.0';
    for (const [element, value] of [
      [`${question}.id`, 'urn:knots:bowline'],
      [`${question}.type`, 'choice'],
      [`${question}.description`, 'Which knot makes a loop that does not slip?'],
      [`${question}.correct_responses.0.pattern`, 'bowline'],
      [`${question}.learner_response`, given.response],
      [`${question}.result`, given.right ? 'correct' : 'incorrect'],
      [`${question}.latency`, 'PT42S'],
      ['cmi.objectives.0.id', 'loops'],
      ['cmi.objectives.0.success_status', given.right ? 'passed' : 'failed'],
      ['cmi.comments_from_learner.0.comment', 'The drawing of the third step is hard to read.'],
    ] as const) sco.set(element, value);
  }, { response, right: outcome === 'Pass' });
  await press(sco, 'Score 85');
  await press(sco, 'Ten minutes');
  await press(sco, outcome);
  await press(sco, 'Finish');
  await leave(player);
}

/** Results of a course that three people took or did not, and who sees them how. */
async function lookAtResults(instructor: Page, learner: Page, guest: Page, look: Look) {
  for (const page of [learner, guest]) {
    await page.goto('/');
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
  }
  const title = 'Loops and bends';
  const address = await uploadCourse(instructor, course({ title, standard: '2004 4th' }));
  const url = await invitePublicly(instructor, address);
  await learner.goto(url);
  await setUpAccount(learner, someone('Nora', 'Knots'));
  await answer(learner, 'Pass', 'bowline');
  await stop(look, 'closing-results', learner);
  await stop(look, 'own-results-of-link', learner, `${new URL(url).pathname}/results`);
  await stop(look, 'own-results', learner, '/results');
  await guest.goto(url);
  await setUpAccount(guest, someone('Otto', 'Knots'));
  await answer(guest, 'Fail', 'clove_hitch');
  await invitePrivately(instructor, address, { addresses: `Pia Knots <${someone('Pia', 'Knots').email}>` });

  await stop(look, 'reportage', instructor, '/reportage');
  await stop(look, 'reportage-courses', instructor, '/reportage?view=courses');
  await instructor.getByRole('link', { name: title }).click();
  await expect(instructor.getByRole('heading', { level: 1 })).toHaveText(title);
  await stop(look, 'reportage-course', instructor);
  const course_ = new URL(instructor.url()).searchParams.get('course') ?? '';
  await stop(look, 'reportage-questions', instructor, `/reportage?course=${course_}&view=questions`);
  await stop(look, 'reportage-compared', instructor, `/reportage?course=${course_}&span=month&against=before`);
  await stop(look, 'reportage-none', instructor, '/reportage?status=failed&kind=private');
  await instructor.goto(`/reportage?course=${course_}`);
  await instructor.getByRole('link', { name: 'Nora Knots', exact: true }).click();
  await stop(look, 'reportage-learner', instructor);
  await instructor.getByRole('link', { name: 'Transcript' }).click();
  await expect(instructor.getByRole('table', { name: 'Transcript' })).toBeVisible();
  await stop(look, 'transcript', instructor);
  await instructor.emulateMedia({ media: 'print' });
  await stop(look, 'transcript-print', instructor);
  await stop(look, 'reportage-print', instructor, `/reportage?course=${course_}`);
  await instructor.emulateMedia({ media: 'screen' });
  await instructor.getByRole('link', { name: /Details.*Nora Knots/ }).click();
  for (const text of ['Objectives: 1', 'Run-time data', 'Tags']) await instructor.locator('summary', { hasText: text }).first().click();
  await stop(look, 'registration-results', instructor);

  await instructor.goto(`/reportage?course=${course_}`);
  await instructor.getByText('Save this report').click();
  await instructor.getByLabel('Name', { exact: true }).fill('Loops and bends, so far');
  await instructor.getByRole('button', { name: 'Save', exact: true }).click();
  await instructor.getByRole('link', { name: /Send it by e-mail/ }).click();
  await stop(look, 'report-schedule-new', instructor);
  await instructor.getByLabel('To', { exact: true }).fill('Ada <ada@example.org>, bob at example.org');
  await instructor.getByRole('button', { name: 'Send it regularly' }).click();
  await expect(instructor.getByLabel('To', { exact: true })).toHaveAccessibleDescription(/bob at example\.org/);
  await stop(look, 'report-schedule-wrong', instructor);
  await instructor.getByLabel('To', { exact: true }).fill('Ada <ada@example.org>, bob@example.org');
  await instructor.getByRole('button', { name: 'Send it regularly' }).click();
  await expect(instructor).toHaveURL(/\/reportage\/saved$/);
  await instructor.getByText('Share or delete').click();
  await instructor.getByRole('button', { name: 'Make a link' }).click();
  const link = await instructor.getByLabel('Link', { exact: true }).inputValue();
  await stop(look, 'reports-saved', instructor);
  await instructor.getByRole('link', { name: /Change or stop the e-mails/ }).click();
  await stop(look, 'report-schedule', instructor);
  await stop(look, 'report-linked', guest, link);
  await stop(look, 'report-link-unknown', guest, '/r/zzzzzzzz');
  const key = await makeKey(instructor, 'Payroll');
  await stop(look, 'key-new', instructor);
  await stop(look, 'launch-options', instructor, '/launch-options');
  await stop(look, 'keys', instructor, '/keys');
  await stop(look, 'api', instructor, '/api/v2/');
  await tryCall(instructor, key, 'getRegistrations', 'includeTotalCount');
  await stop(look, 'api-tried', instructor);
}
