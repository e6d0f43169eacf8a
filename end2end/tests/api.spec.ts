import { axe, fits } from '../support/axe';
import { expect, test } from '../support/fixtures';
import { inPlayer, leave, press } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';
import { Cloud, call, importCourse, makeKey, tryCall, useKey } from '../support/program';

test.describe.configure({ mode: 'serial' });

test('a key is shown once, works, and is revoked', async ({ instructor, beckon }) => {
  const key = await makeKey(instructor, 'Script');
  await axe(instructor, 'a new key');
  await fits(instructor, 'a new key');
  await instructor.reload();
  await expect(instructor.getByRole('main')).toContainText('The secret was shown');
  useKey(beckon.url, key);
  const ping = await call(new Cloud.PingApi(), 'pingAppId');
  expect(ping.apiMessage).toContain(key.application);
  await instructor.goto('/keys', { waitUntil: 'networkidle' });
  await axe(instructor, 'keys');
  await fits(instructor, 'keys');
  const row = instructor.getByRole('row').filter({ hasText: 'Script' });
  await expect(row).not.toContainText('never');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await instructor.getByRole('button', { name: 'Revoke the key' }).click();
  await expect(row).toHaveCount(0);
  await expect(call(new Cloud.PingApi(), 'pingAppId')).rejects.toThrow('401');
});

test('each call can be tried on a page, by keyboard', async ({ instructor }) => {
  const key = await makeKey(instructor, 'Trying');
  await instructor.goto('/api/v2/');
  const answer = await tryCall(instructor, key, 'getCourses', 'includeTotalCount');
  await expect(answer).toContainText(/GET \/api\/v2\/courses\?includeTotalCount=true\s+content-type: application\/json\s+x-total-count: \d+/);
  // The answer may be long: it is reached and scrolled without a mouse.
  const button = instructor.getByRole('button', { name: 'Send getCourses', exact: true });
  await button.focus();
  await instructor.keyboard.press('Tab');
  await expect(answer).toBeFocused();
  await instructor.getByLabel('Secret key').fill('wrong');
  await button.press('Enter');
  await expect(instructor.getByRole('status').filter({ hasText: /./ })).toHaveText('401 Unauthorized');
  await expect(answer).toContainText('Authorization Required.');
});

test('the sample of the official client works, and tells what was done in the player', async ({ instructor, learner, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Sample'));
  const scopes = 'write:course read:course write:registration read:registration delete:course delete:registration';
  const token = await call(new Cloud.AuthenticationApi(), 'getAppToken', scopes, { expiration: 600 });
  Cloud.ApiClient.instance.authentications.OAUTH.accessToken = token.accessToken;
  const title = 'Sample course';
  const imported = await importCourse('C 1/ü', course({ title, standard: '2004 3rd' }));
  expect(imported).toMatchObject({ id: 'C 1/ü', title, version: 1, courseLearningStandard: 'SCORM20043RDEDITION' });

  const registrations = new Cloud.RegistrationApi();
  const who = { id: 'ada-1', firstName: 'Ada', lastName: 'Lovelace' };
  const made = { courseId: 'C 1/ü', registrationId: 'R 1/ü', learner: who, registrationTags: ['spring'] };
  await call(registrations, 'createRegistration', made, {});
  await call(registrations, 'getRegistration', 'R 1/ü');
  const { launchLink } = await call(registrations, 'buildRegistrationLaunchLink', 'R 1/ü', { redirectOnExitUrl: 'Message' });
  await learner.goto(launchLink);
  await learner.waitForURL(/\/play\//);
  const frame = await inPlayer(learner);
  for (const button of ['Score 85', 'Ten minutes', 'Bookmark', 'Pass', 'Commit', 'Finish']) await press(frame, button);
  await leave(learner);

  const depth = { includeChildResults: true, includeInteractionsAndObjectives: true, includeRuntime: true };
  const told = await call(registrations, 'getRegistrationProgress', 'R 1/ü', depth);
  expect(told).toMatchObject({
    id: 'R 1/ü',
    instance: 0,
    registrationSuccess: 'PASSED',
    score: { scaled: 85 },
    course: { id: 'C 1/ü', title, version: 1 },
    learner: who,
    tags: ['spring'],
  });
  for (const at of ['createdDate', 'updated', 'firstAccessDate', 'lastAccessDate']) expect(told[at], at).toBeInstanceOf(Date);
  expect(told.totalSecondsTracked).toBeGreaterThan(0);
  const [sco] = told.activityDetails.children;
  expect(sco).toMatchObject({ activitySuccess: 'PASSED', score: { scaled: 85 }, attempts: 1 });
  expect(sco.runtime).toMatchObject({ location: 'page-7', runtimeSuccessStatus: 'PASSED', mode: 'normal', credit: 'credit' });
  const { launchHistory } = await call(registrations, 'getRegistrationLaunchHistory', 'R 1/ü', { includeHistoryLog: true });
  expect(launchHistory).toHaveLength(1);
  expect(launchHistory[0]).toMatchObject({ instance: 0, successStatus: 'PASSED', score: { scaled: 85 } });
  expect(launchHistory[0].historyLog).toContain('SetValue');
  const { registrations: list } = await call(registrations, 'getRegistrations', { learnerId: 'ada-1', courseId: 'C 1/ü', tags: ['spring', 'x'] });
  expect(list.map(({ id }: { id: string }) => id)).toEqual(['R 1/ü']);

  await call(registrations, 'createNewRegistrationInstance', 'R 1/ü');
  const { registrations: instances } = await call(registrations, 'getRegistrationInstances', 'R 1/ü', {});
  expect(instances.map(({ instance }: { instance: number }) => instance)).toEqual([1, 0]);
  const before = await call(registrations, 'getRegistrationInstanceProgress', 'R 1/ü', 0, {});
  expect(before.score).toMatchObject({ scaled: 85 });
  await call(registrations, 'deleteRegistrationProgress', 'R 1/ü');
  await call(registrations, 'deleteRegistration', 'R 1/ü');
  await call(new Cloud.CourseApi(), 'deleteCourse', 'C 1/ü');
  await expect(call(new Cloud.CourseApi(), 'getCourse', 'C 1/ü', {})).rejects.toThrow('404');
});

test('all calls about invitations work from the official client, and show on the pages', async ({ instructor, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Invitations'));
  await importCourse('C2', course({ title: 'Invited course' }));
  const courses = new Cloud.CourseApi();
  const { courses: all } = await call(courses, 'getCourses', { includeRegistrationCount: true, filter: 'C2' });
  expect(all[0]).toMatchObject({ id: 'C2', registrationCount: 0 });
  await call(courses, 'setCourseTitle', 'C2', { title: 'Renamed' });
  const preview = await call(courses, 'buildCoursePreviewLaunchLink', 'C2', { redirectOnExitUrl: 'closer' });
  expect(preview.launchLink).toContain('/launch/');

  const invitations = new Cloud.InvitationsApi();
  const creatingUserEmail = 'anybody@example.org';
  const publicly = await call(invitations, 'createPublicInvitation', { courseId: 'C2', creatingUserEmail, registrationCap: 7, tags: ['a'] });
  expect(publicly).toMatchObject({ courseId: 'C2', allowLaunch: true, allowNewRegistrations: true, registrationCap: 7 });
  await instructor.goto(`/invitations/${publicly.id}`);
  await expect(instructor.getByRole('main')).toContainText('Renamed');
  const closed = await call(invitations, 'updatePublicInvitation', publicly.id, { allowNewRegistrations: false, expirationDate: new Date('2099-01-01') });
  expect(closed).toMatchObject({ allowNewRegistrations: false, expirationDate: new Date('2099-01-01') });
  expect(await call(invitations, 'getPublicInvitation', publicly.id, { includeRegistrationCount: true })).toMatchObject({ registrationCount: 0 });
  expect((await call(invitations, 'getPublicUserInvitations', publicly.id, {})).userInvitations).toEqual([]);

  const [ada, bob] = [someone('Ada', 'Reyes'), someone('Bob', 'Byrne')];
  const invitationEmail = { subject: 'Come', body: '<p>[URL:Play]</p>', addresses: [ada.email, bob.email] };
  const privately = await call(invitations, 'createPrivateInvitation', { courseId: 'C2', creatingUserEmail, invitationEmail });
  expect(privately).toMatchObject({ courseId: 'C2', isPublic: false });
  await expect(async () => {
    const job = await call(invitations, 'getPrivateInvitationJobStatus', privately.id);
    expect(job).toMatchObject({ status: 'COMPLETE', total: 2, processed: 2, errors: [] });
  }).toPass();
  const { userInvitations } = await call(invitations, 'getPrivateUserInvitations', privately.id, { includeRegistrationReport: true, filterBy: 'email', filter: ada.email });
  expect(userInvitations).toHaveLength(1);
  expect(userInvitations[0]).toMatchObject({ email: ada.email, isStarted: false, registrationReport: { complete: 'UNKNOWN' } });
  expect(userInvitations[0].url).toContain('/p/');
  const changed = await call(invitations, 'updatePrivateInvitation', privately.id, { allowLaunch: false });
  expect(changed.allowLaunch).toBe(false);
  expect(await call(invitations, 'getPrivateInvitation', privately.id, { includeRegistrationCount: true })).toMatchObject({ registrationCount: 2 });
  for (const [name, count] of [['getAllInvitations', 2], ['getPublicInvitations', 1], ['getPrivateInvitations', 1]] as const) {
    expect((await call(invitations, name, { courseId: 'C2' })).invitations, name).toHaveLength(count);
  }
  await call(invitations, 'putInvitationTags', privately.id, { tags: ['b c', 'd'] });
  await call(invitations, 'putInvitationTagsBatch', { ids: [privately.id, publicly.id], tags: ['e'] });
  await call(invitations, 'deleteInvitationTags', privately.id, { tags: ['d'] });
  expect((await call(invitations, 'getInvitationTags', privately.id)).tags).toEqual(['b c', 'e']);
  await instructor.goto(`/invitations/${privately.id}`);
  await expect(instructor.getByRole('main')).toContainText(bob.email);
});
