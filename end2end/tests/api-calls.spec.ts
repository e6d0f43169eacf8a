import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, test } from '../support/fixtures';
import { inPlayer, press } from '../support/journeys';
import { course } from '../support/packages';
import { someone } from '../support/people';
import { Cloud, answered, call, importCourse, imported, makeKey, useKey } from '../support/program';

/** How many one page of a list holds. */
const PAGE = 100;
const ids = (list: { id: string }[]) => list.map(({ id }) => id);
const by = (texts: string[], descending: boolean) => (descending ? [...texts].reverse() : texts);

/** The ids of all pages of a list, its number of pages, and how many it says there are. */
async function all(api: any, name: string, of: string, options: object, ...path: string[]) {
  const first = await answered(api, name, ...path, { ...options, includeTotalCount: true });
  const found = ids(first.data[of]);
  let pages = 1;
  for (let { more } = first.data; more; pages += 1) {
    // The filters of the first page hold on.
    const { data, total } = await answered(api, name, ...path, { more });
    expect(total, `${name}: told with the first page only`).toBeUndefined();
    found.push(...ids(data[of]));
    more = data.more;
  }
  return { found, pages, total: first.total };
}

/** Does many things, a few at a time. */
async function each<T>(many: T[], act: (one: T) => Promise<unknown>) {
  for (let at = 0; at < many.length; at += 8) await Promise.all(many.slice(at, at + 8).map(act));
}

const numbered = (prefix: string) => Array.from({ length: PAGE + 1 }, (_, n) => `${prefix}-${String(n).padStart(3, '0')}`);

test('tokens allow what they are made for, until their time is over', async ({ instructor, beckon }) => {
  const key = await makeKey(instructor, 'Tokens');
  useKey(beckon.url, key);
  const [applications, courses, oauth] = [new Cloud.ApplicationManagementApi(), new Cloud.CourseApi(), Cloud.ApiClient.instance.authentications.OAUTH];
  expect((await call(new Cloud.PingApi(), 'pingAppId')).currentTime).toMatch(/^\d{4}-.*Z$/);

  const form = await call(new Cloud.AuthenticationApi(), 'getAppToken', 'read:course read:ping', {});
  expect(form).toMatchObject({ expiresIn: 300, tokenType: 'bearer' });
  const short = await call(new Cloud.AuthenticationApi(), 'getAppToken', 'read:course', { expiration: 1 });
  const expiry = new Date(Date.now() + 120_000).toISOString();
  const permissions = { scopes: ['read:course', 'write:course'], applicationName: key.application };
  const { result } = await call(applications, 'createToken', { permissions, expiry });
  const plain = await call(applications, 'createToken', { permissions: { scopes: ['read'] }, expiry });
  for (const wrong of [
    { permissions: { scopes: [] }, expiry },
    { permissions: { scopes: ['fly'] }, expiry },
    { permissions: { scopes: ['read'], applicationName: 'unknown' }, expiry },
    { permissions, expiry: '2001-01-01T00:00:00Z' },
    { permissions, expiry: 'tomorrow' },
  ]) {
    await expect(call(applications, 'createToken', wrong), JSON.stringify(wrong)).rejects.toThrow(' 400 ');
  }

  // The client prefers a token over a key; a wrong secret shows that it is used.
  Cloud.ApiClient.instance.authentications.APP_NORMAL.password = 'wrong';
  oauth.accessToken = form.accessToken;
  await call(courses, 'getCourses', {});
  await call(new Cloud.PingApi(), 'pingAppId');
  await expect(call(new Cloud.RegistrationApi(), 'getRegistrations', {})).rejects.toThrow(' 403 ');
  oauth.accessToken = result;
  await call(courses, 'getCourses', {});
  await expect(call(courses, 'setCourseTitle', 'none', { title: 'None' })).rejects.toThrow(' 404 ');
  await expect(call(courses, 'deleteCourse', 'none')).rejects.toThrow(' 403 ');
  await expect(call(applications, 'createToken', { permissions, expiry })).rejects.toThrow(/ 40[13] /);
  oauth.accessToken = plain.result;
  await call(new Cloud.RegistrationApi(), 'getRegistrations', {});
  oauth.accessToken = short.accessToken;
  await expect(() => expect(call(courses, 'getCourses', {})).rejects.toThrow(' 401 ')).toPass();
  oauth.accessToken = `${result.slice(0, -2)}AA`;
  await expect(call(courses, 'getCourses', {})).rejects.toThrow(' 401 ');
});

test('a package is fetched from its address, as a new course or a new version', async ({ instructor, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Fetching'));
  const { buffer } = course({ title: 'Fetched', standard: '2004 4th' });
  const posted: any[] = [];
  const site = createServer(async (request, response) => {
    const { url } = request;
    if (url === '/posted') {
      posted.push(await json(request));
      response.end();
    } else if (url === '/course.zip') response.writeHead(200, { 'content-type': 'application/zip' }).end(buffer);
    else response.writeHead(404).end('gone');
  });
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  const at = (path: string) => ({ url: `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`, contentType: 'application/zip' });
  const courses = new Cloud.CourseApi();
  const fetched = async (options: object) => imported(await call(courses, 'createFetchAndImportCourseJob', 'Fetched 1', at('/course.zip'), options));
  expect(await fetched({})).toMatchObject({ id: 'Fetched 1', title: 'Fetched', version: 1, courseLearningStandard: 'SCORM20044THEDITION' });
  await expect(fetched({ mayCreateNewVersion: false })).rejects.toThrow(' 409 ');
  expect(await fetched({ mayCreateNewVersion: true })).toMatchObject({ id: 'Fetched 1', version: 2 });
  await expect(call(courses, 'createFetchAndImportCourseJob', 'Film', { ...at('/film.mp4'), contentType: 'video/mp4' }, {})).rejects.toThrow(' 400 ');
  expect(await imported(await call(courses, 'createFetchAndImportCourseJob', 'Posting', at('/course.zip'), { postbackUrl: at('/posted').url }))).toMatchObject({ id: 'Posting' });
  await expect.poll(() => posted.length).toBe(1);
  expect(posted[0]).toMatchObject({ status: 'COMPLETE', importResult: { course: { id: 'Posting' } } });
  const missing = await call(courses, 'createFetchAndImportCourseJob', 'Missing', at('/missing.zip'), {});
  await expect(imported(missing)).rejects.toThrow(/404/);
  await expect(call(courses, 'getCourse', 'Missing', {})).rejects.toThrow(' 404 ');
  await expect(call(courses, 'getImportJobStatus', 'unknown')).rejects.toThrow(' 404 ');
  site.close();
});

test('an upload says its type, and whether it may be a new version', async ({ instructor, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Uploading'));
  const file = course({ title: 'Uploaded' });
  expect(await importCourse('Uploaded 1', file, { uploadedContentType: undefined })).toMatchObject({ version: 1, courseLearningStandard: 'SCORM12' });
  await expect(importCourse('Uploaded 1', file)).rejects.toThrow(' 409 ');
  expect(await importCourse('Uploaded 1', file, { mayCreateNewVersion: true })).toMatchObject({ version: 2 });
  await expect(importCourse('Uploaded 2', file, { uploadedContentType: 'application/pdf' })).rejects.toThrow(' 400 ');
  await expect(importCourse('Uploaded 2', file, { postbackUrl: 'nowhere' })).rejects.toThrow(/ 400 .*postback/i);
  await expect(importCourse('Uploaded 3', { ...file, buffer: Buffer.from('no zip') })).rejects.toThrow(/zip/i);
});

test('courses are found by each parameter, and read page by page', async ({ instructor, beckon }) => {
  test.setTimeout(120_000);
  useKey(beckon.url, await makeKey(instructor, 'Courses'));
  const courses = new Cloud.CourseApi();
  const names = ['found-a', 'found-b', 'found-c'];
  const titles = ['Zander of courses', 'Yak of courses', 'Xerus of courses'];
  const made = [];
  for (const [n, name] of names.entries()) made.push(await importCourse(name, course({ title: titles[n]!, description: 'About animals.', duration: 'P0Y0M0DT0H45M0S' })));
  const found = async (options: object) => ids((await call(courses, 'getCourses', { filter: 'found-', ...options })).courses);

  expect(await found({})).toEqual(['found-c', 'found-b', 'found-a']);
  expect(await found({ filterBy: 'course_id', filter: 'found-b' })).toEqual(['found-b']);
  expect(await found({ filterBy: 'title', filter: 'yak of' })).toEqual(['found-b']);
  await call(courses, 'putCourseTags', 'found-b', { tags: ['wild'] });
  await call(courses, 'putCourseTagsBatch', { ids: ['found-b', 'found-c'], tags: ['a herd'] });
  expect(await found({ filterBy: 'tags', filter: 'herd' })).toEqual(['found-c', 'found-b']);
  expect(await found({ tags: ['wild', 'tame'] })).toEqual(['found-b']);
  expect(await found({ tags: ['a herd'], filterBy: 'title', filter: 'xerus' })).toEqual(['found-c']);
  const [, second] = made.map(({ created }) => created);
  expect(await found({ datetimeFilter: 'created', since: second })).toEqual(['found-c', 'found-b']);
  expect(await found({ datetimeFilter: 'created', until: second })).toEqual(['found-b', 'found-a']);
  await call(courses, 'setCourseTitle', 'found-a', { title: 'Zebra of courses' });
  const { updated } = await call(courses, 'getCourse', 'found-a', {});
  expect(await found({ since: updated })).toEqual(['found-a']);
  expect(await found({ datetimeFilter: 'updated', since: updated })).toEqual(['found-a']);
  expect(await found({ datetimeFilter: 'updated', until: made[1].updated })).toEqual(expect.arrayContaining(['found-b']));
  expect(await found({ until: made[1].updated })).not.toContain('found-a');
  for (const [order, sorted] of [
    ['created', names],
    ['updated', ['found-b', 'found-c', 'found-a']],
    ['title', ['found-c', 'found-b', 'found-a']],
  ] as const) {
    for (const way of ['asc', 'desc']) {
      // Tags are no change of a course.
      expect(await found({ orderBy: `${order}_${way}` }), `${order}_${way}`).toEqual(by([...sorted], way === 'desc'));
    }
  }
  for (const wrong of [{ filterBy: 'smell' }, { orderBy: 'smell_asc' }, { datetimeFilter: 'smelt' }, { since: 'yesterday' }]) {
    await expect(found(wrong), JSON.stringify(wrong)).rejects.toThrow(' 400 ');
  }

  await call(new Cloud.RegistrationApi(), 'createRegistration', { courseId: 'found-a', registrationId: 'found-r', learner: { id: 'finder' } }, {});
  const [bare] = (await call(courses, 'getCourses', { filter: 'found-a' })).courses;
  expect(bare.registrationCount ?? bare.metadata).toBeUndefined();
  const [full] = (await call(courses, 'getCourses', { filter: 'found-a', includeRegistrationCount: true, includeCourseMetadata: true })).courses;
  expect(full).toMatchObject({ registrationCount: 1, metadata: { description: 'About animals.' } });
  expect(await call(courses, 'getCourse', 'found-a', { includeRegistrationCount: true, includeCourseMetadata: true })).toEqual(full);

  const many = numbered('paged');
  const file = course({ title: 'One of many' });
  await each(many, (name) => importCourse(name, file));
  expect(await all(courses, 'getCourses', 'courses', { filter: 'paged-', orderBy: 'created_asc' })).toMatchObject({ pages: 2, total: PAGE + 1 });
  const paged = await all(courses, 'getCourses', 'courses', { filter: 'paged-' });
  expect([...paged.found].sort()).toEqual(many);
  await expect(call(courses, 'getCourses', { more: 'invented' })).rejects.toThrow(' 400 ');

  const preview = { expiry: 10, redirectOnExitUrl: 'https://example.org/done', tracking: false, culture: 'de', cssUrl: 'https://example.org/x.css' };
  expect((await call(courses, 'buildCoursePreviewLaunchLink', 'found-a', preview)).launchLink).toMatch(/^http.*\/launch\//);
  await call(courses, 'deleteCourse', 'found-a');
  await expect(call(courses, 'getCourse', 'found-a', {})).rejects.toThrow(/ 404 .*Could not find course \[found-a\]/);
});

test('invitations and who is on them are found by each parameter, and read page by page', async ({ instructor, beckon }) => {
  test.setTimeout(120_000);
  useKey(beckon.url, await makeKey(instructor, 'Listing invitations'));
  await importCourse('listed', course({ title: 'Aardvark, listed' }));
  await importCourse('listed too', course({ title: 'Bear, listed' }));
  const api = new Cloud.InvitationsApi();
  const creatingUserEmail = 'anybody@example.org';
  const invite = async (courseId: string, more = {}) => (await call(api, 'createPublicInvitation', { courseId, creatingUserEmail, ...more })).id as string;
  const write = async (courseId: string, addresses: string[], more = {}) =>
    (await call(api, 'createPrivateInvitation', { courseId, creatingUserEmail, invitationEmail: { addresses }, ...more })).id as string;
  const ada = someone('Ada', 'Listed');
  const first = await invite('listed', { tags: ['spring'] });
  const second = await write('listed', [ada.email], { tags: ['spring', 'a b'] });
  const third = await invite('listed too');

  for (const [name, all] of [
    ['getAllInvitations', [first, second, third]],
    ['getPublicInvitations', [first, third]],
    ['getPrivateInvitations', [second]],
  ] as const) {
    const found = async (options: object) => ids((await call(api, name, { filterBy: 'course_id', filter: 'listed', ...options })).invitations);
    const only = (...some: string[]) => all.filter((id) => some.includes(id));
    expect(await found({}), name).toEqual(all);
    expect(await found({ orderBy: 'updated_desc' }), name).toEqual([...all].reverse());
    expect(await found({ orderBy: 'created_asc' }), name).toEqual(all);
    expect(await found({ orderBy: 'created_desc' }), name).toEqual([...all].reverse());
    expect((await found({ orderBy: 'course_title_desc' })).at(0), name).toBe(only(third)[0] ?? second);
    expect(await found({ courseId: 'listed too' }), name).toEqual(only(third));
    expect(await found({ tags: ['a b', 'x'] }), name).toEqual(only(second));
    expect(await found({ filterBy: 'tags', filter: 'spring' }), name).toEqual(only(first, second));
    expect(await found({ filterBy: 'course_title', filter: 'aardvark, l' }), name).toEqual(only(first, second));
    expect(await found({ filterBy: 'invitation_id', filter: second }), name).toEqual(only(second));
    expect(await found({ filterBy: undefined, filter: first }), name).toEqual(only(first));
    const told = (await call(api, name, { filterBy: 'course_id', filter: 'listed' })).invitations;
    const at = told.at(-1).createDate;
    expect(await found({ datetimeFilter: 'created', since: at }), name).toEqual([told.at(-1).id]);
    expect(await found({ datetimeFilter: 'created', until: new Date(told[0].createDate.getTime()) }), name).toEqual([told[0].id]);
    expect(await found({ since: told.at(-1).updated }), name).toEqual([told.at(-1).id]);
    expect(await found({ datetimeFilter: 'updated', until: told[0].updated }), name).toEqual([told[0].id]);
    const { total } = await answered(api, name, { filterBy: 'course_id', filter: 'listed', includeTotalCount: true });
    expect(total, name).toBe(all.length);
    await expect(found({ orderBy: 'smell_asc' }), name).rejects.toThrow(' 400 ');
  }
  const [counted] = (await call(api, 'getPrivateInvitations', { courseId: 'listed', includeRegistrationCount: true })).invitations;
  // The client of version 3 does not know to ask for it in lists.
  expect(counted.registrationCount).toBeUndefined();

  await each(numbered('p'), () => invite('listed', { tags: ['paged'] }));
  for (const name of ['getAllInvitations', 'getPublicInvitations']) {
    const { found, ...counts } = await all(api, name, 'invitations', { tags: ['paged'] });
    expect(counts, name).toEqual({ pages: 2, total: PAGE + 1 });
    expect(new Set(found).size, name).toBe(PAGE + 1);
  }
  await each(numbered('q'), () => write('listed', [someone('Quin', 'Listed').email], { tags: ['paged privately'] }));
  expect(await all(api, 'getPrivateInvitations', 'invitations', { tags: ['paged privately'] })).toMatchObject({ pages: 2, total: PAGE + 1 });

  const crowd = await write('listed', numbered('crowd').map((name) => `${name}@listed.example.org`));
  const people = async (options: object) => (await call(api, 'getPrivateUserInvitations', crowd, options)).userInvitations;
  const { total } = await answered(api, 'getPrivateUserInvitations', crowd, { includeTotalCount: true });
  expect(total).toBe(PAGE + 1);
  const page = await call(api, 'getPrivateUserInvitations', crowd, { orderBy: 'email_asc' });
  const rest = await answered(api, 'getPrivateUserInvitations', crowd, { more: page.more });
  expect([...page.userInvitations, ...rest.data.userInvitations].map(({ email }) => email)).toEqual(numbered('crowd').map((name) => `${name}@listed.example.org`));
  expect([rest.total, rest.data.more]).toEqual([undefined, undefined]);
  const [one] = await people({ filterBy: 'email', filter: 'crowd-042' });
  expect(one).toMatchObject({ email: 'crowd-042@listed.example.org', isStarted: false, registrationReport: undefined });
  expect(await people({ filter: one.registrationId })).toEqual([one]);
  expect(await people({ filterBy: 'registration_id', filter: one.registrationId })).toEqual([one]);
  expect((await people({ orderBy: 'email_desc' }))[0].email).toBe('crowd-100@listed.example.org');
  for (const order of ['updated_asc', 'updated_desc', 'created_asc', 'created_desc']) expect(await people({ orderBy: order }), order).toHaveLength(PAGE);
  for (const datetimeFilter of ['created', 'updated', undefined]) {
    const asked = { datetimeFilter, filterBy: 'email', filter: 'crowd-042' };
    expect(await people({ ...asked, since: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await people({ ...asked, until: new Date(Date.now() - 600_000) })).toEqual([]);
    expect(await people({ ...asked, since: new Date(Date.now() - 600_000), until: new Date(Date.now() + 60_000) })).toHaveLength(1);
  }
  const [reported] = await people({ filterBy: 'email', filter: 'crowd-042', includeRegistrationReport: true });
  expect(reported.registrationReport).toEqual({ complete: 'UNKNOWN', success: 'UNKNOWN', totalSecondsTracked: 0 });
  for (const asked of [{ includeTotalCount: true }, { includeRegistrationReport: true, orderBy: 'updated_desc', datetimeFilter: 'created', since: new Date(0), until: new Date() }]) {
    const { data } = await answered(api, 'getPublicUserInvitations', first, asked);
    expect(data.userInvitations).toEqual([]);
  }
  expect((await answered(api, 'getPublicUserInvitations', first, { includeTotalCount: true })).total).toBe(0);
  await expect(call(api, 'getPublicInvitation', second, {})).rejects.toThrow(' 404 ');
  await expect(call(api, 'getPrivateInvitationJobStatus', first)).rejects.toThrow(' 404 ');
});

test('an invitation is made and changed by each of its fields', async ({ instructor, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Changing invitations'));
  await importCourse('changed', course({ title: 'Changed' }));
  const api = new Cloud.InvitationsApi();
  const creatingUserEmail = 'anybody@example.org';
  const postBack = { url: 'https://example.org/results', authType: 'HTTPBASIC', userName: 'beckon', password: 'oats', resultsFormat: 'FULL', legacy: false };
  const { password: _, ...told } = postBack;
  const expirationDate = new Date('2099-12-24T18:00:00Z');
  const terms = { courseId: 'changed', creatingUserEmail, postBack, expirationDate, tags: ['a', 'b'] };

  const open = await call(api, 'createPublicInvitation', { ...terms, registrationCap: 5 });
  expect(open).toMatchObject({ registrationCap: 5, postBack: told, expirationDate, allowLaunch: true, allowNewRegistrations: true });
  expect((await call(api, 'getInvitationTags', open.id)).tags).toEqual(['a', 'b']);
  for (const change of [
    { allowLaunch: false },
    { allowNewRegistrations: false },
    { registrationCap: 9 },
    { expirationDate: new Date('2098-01-01T00:00:00Z') },
    { postBack: { ...told, resultsFormat: 'COURSE', authType: 'FORM' } },
    { allowLaunch: true, allowNewRegistrations: true, registrationCap: 0 },
  ]) {
    const before = await call(api, 'getPublicInvitation', open.id, {});
    const after = await call(api, 'updatePublicInvitation', open.id, change);
    expect(after, JSON.stringify(change)).toEqual({ ...before, ...change, updated: after.updated });
    expect(await call(api, 'getPublicInvitation', open.id, {})).toEqual(after);
  }
  expect((await call(api, 'updatePublicInvitation', open.id, { expirationDate: '' })).expirationDate).toBeUndefined();
  for (const wrong of [{ registrationCap: -1 }, { expirationDate: 'soon' }, { postBack: { url: 'mailto:ada' } }, { postBack: { ...postBack, legacy: true } }]) {
    await expect(call(api, 'updatePublicInvitation', open.id, wrong), JSON.stringify(wrong)).rejects.toThrow(' 400 ');
  }

  const ada = someone('Ada', 'Changed');
  const invitationEmail = { subject: 'Come', body: '<p>[URL:Play]</p>', addresses: [ada.email] };
  const letter = await call(api, 'createPrivateInvitation', { ...terms, invitationEmail });
  expect(await call(api, 'getPrivateInvitation', letter.id, {})).toMatchObject({ postBack: told, expirationDate, invitationEmail, allowLaunch: true });
  for (const change of [
    { allowLaunch: false },
    { invitationEmail: { ...invitationEmail, subject: 'Do come' } },
    { invitationEmail: { ...invitationEmail, subject: 'Do come', body: '<p>Now. [URL:Play]</p>' } },
    { expirationDate: new Date('2098-01-01T00:00:00Z') },
    { postBack: { ...told, resultsFormat: 'ACTIVITY' } },
    { allowLaunch: true },
  ]) {
    const before = await call(api, 'getPrivateInvitation', letter.id, {});
    const after = await call(api, 'updatePrivateInvitation', letter.id, change);
    expect(after, JSON.stringify(change)).toEqual({ ...before, ...change, updated: after.updated });
  }
  expect((await call(api, 'updatePrivateInvitation', letter.id, { expirationDate: '' })).expirationDate).toBeUndefined();

  // What becomes of whoever was invited before.
  const again = async (duplicateRegistrationOption?: string, ...others: string[]) => {
    const email = { ...invitationEmail, addresses: [ada.email, ...others] };
    const made = await call(api, 'createPrivateInvitation', { ...terms, invitationEmail: email, duplicateRegistrationOption });
    const job = await call(api, 'getPrivateInvitationJobStatus', made.id);
    const { userInvitations } = await call(api, 'getPrivateUserInvitations', made.id, {});
    return { job, registrations: userInvitations.map((one: { registrationId: string }) => one.registrationId) };
  };
  const [existing] = (await call(api, 'getPrivateUserInvitations', letter.id, {})).userInvitations.map((one: { registrationId: string }) => one.registrationId);
  expect((await again('FAIL', someone('Bob', 'Changed').email)).job).toMatchObject({ total: 1, errors: [expect.stringContaining(ada.email)] });
  await expect(again('FAIL')).rejects.toThrow(/ 400 .*nobody is left to invite/);
  const instances = async () => (await call(new Cloud.RegistrationApi(), 'getRegistrationInstances', existing, {})).registrations.length;
  expect(await instances()).toBe(1);
  for (const option of [undefined, 'SEND_EXISTING']) expect((await again(option)).job, option).toMatchObject({ total: 1, errors: [] });
  expect(await instances()).toBe(1);
  await again('INSTANCE_EXISTING');
  expect(await instances()).toBe(2);
  const { registrations } = await again('CREATE_NEW');
  expect(registrations).not.toContain(existing);
  await expect(again('PERHAPS')).rejects.toThrow(' 400 ');
});

test('registrations are found by each parameter, and read page by page', async ({ instructor, beckon }) => {
  test.setTimeout(120_000);
  useKey(beckon.url, await makeKey(instructor, 'Registrations'));
  await importCourse('reg-a', course({ title: 'Ants of reg' }));
  await importCourse('reg-b', course({ title: 'Bees of reg', standard: '2004 4th' }));
  const api = new Cloud.RegistrationApi();
  const people = [
    { id: 'reg-ada', firstName: 'Adabert', lastName: 'Zimt' },
    { id: 'reg-bob', firstName: 'Bobine', lastName: 'Young' },
    { id: 'reg-cyd', firstName: 'Cydonia', lastName: 'Xylo' },
  ];
  const [ada, bob, cyd] = people.map(({ id }) => `${id} 1`);
  for (const [n, learner] of people.entries()) {
    await call(api, 'createRegistration', { courseId: n === 2 ? 'reg-b' : 'reg-a', registrationId: `${learner.id} 1`, learner, registrationTags: n === 1 ? ['a tag', 'x'] : [] }, {});
  }
  const found = async (options: object) => ids((await call(api, 'getRegistrations', { filter: 'reg-', ...options })).registrations);
  expect(await found({})).toEqual([cyd, bob, ada]);
  expect(await found({ courseId: 'reg-a' })).toEqual([bob, ada]);
  expect(await found({ learnerId: 'reg-bob' })).toEqual([bob]);
  expect(await found({ tags: ['a tag', 'none'] })).toEqual([bob]);
  for (const [filterBy, filter, only] of [
    ['registration_id', 'reg-ada', [ada]],
    ['course_title', 'bees of', [cyd]],
    ['learner_first_name', 'bobin', [bob]],
    ['learner_last_name', 'xylo', [cyd]],
    ['tags', 'a ta', [bob]],
  ] as const) {
    expect(await found({ filterBy, filter }), filterBy).toEqual(only);
  }
  for (const [order, sorted] of [
    ['created', [ada, bob, cyd]],
    ['updated', [ada, bob, cyd]],
    ['learner_first_name', [ada, bob, cyd]],
    ['learner_last_name', [cyd, bob, ada]],
  ] as const) {
    for (const way of ['asc', 'desc']) expect(await found({ orderBy: `${order}_${way}` }), `${order}_${way}`).toEqual(by([...sorted] as string[], way === 'desc'));
  }
  expect((await found({ orderBy: 'course_title_desc' }))[0]).toBe(cyd);
  expect((await found({ orderBy: 'course_title_asc' }))[2]).toBe(cyd);
  const { createdDate } = await call(api, 'getRegistrationProgress', bob, {});
  expect(await found({ since: createdDate })).toEqual([cyd, bob]);
  expect(await found({ until: createdDate })).toEqual([bob, ada]);
  expect(await found({ datetimeFilter: 'created', since: createdDate, until: createdDate })).toEqual([bob]);
  expect(await found({ datetimeFilter: 'updated', since: createdDate, until: createdDate })).toEqual([bob]);
  for (const wrong of [{ filterBy: 'smell' }, { orderBy: 'smell_asc' }, { datetimeFilter: 'smelt' }, { until: 'tomorrow' }]) {
    await expect(found(wrong), JSON.stringify(wrong)).rejects.toThrow(' 400 ');
  }
  const [bare] = (await call(api, 'getRegistrations', { filter: 'reg-cyd' })).registrations;
  expect(bare.activityDetails).toMatchObject({ children: undefined, objectives: undefined });
  const [full] = (await call(api, 'getRegistrations', { filter: 'reg-cyd', includeChildResults: true, includeInteractionsAndObjectives: true, includeRuntime: true })).registrations;
  expect(full).toMatchObject({ globalObjectives: [], activityDetails: { objectives: expect.any(Array), children: [{ id: 'only' }] } });
  expect((await call(api, 'getRegistrations', { courseId: 'none' })).registrations).toEqual([]);

  const many = numbered('regs');
  await each(many, (registrationId) => call(api, 'createRegistration', { courseId: 'reg-a', registrationId, learner: { id: 'reg-many' } }, {}));
  const paged = await all(api, 'getRegistrations', 'registrations', { learnerId: 'reg-many', orderBy: 'learner_last_name_asc' });
  expect([paged.pages, paged.total, [...paged.found].sort()]).toEqual([2, PAGE + 1, many]);
});

test('a registration is made, launched, begun anew and deleted by each parameter', async ({ instructor, learner, beckon }) => {
  useKey(beckon.url, await makeKey(instructor, 'Registering'));
  const file = course({ title: 'Registered', standard: '2004 4th' });
  await importCourse('reg', file);
  await importCourse('reg', course({ title: 'Registered, second', standard: '2004 4th' }), { mayCreateNewVersion: true });
  const [api, learners, courses] = [new Cloud.RegistrationApi(), new Cloud.LearnerApi(), new Cloud.CourseApi()];
  const who = { id: 'l 1/ü', email: someone('Lin', 'Registered').email, firstName: 'Lin', lastName: 'Registered' };
  const made = { courseId: 'reg', registrationId: 'made', learner: who, learnerTags: ['of him'], courseTags: ['of it'], registrationTags: ['of both'] };
  await call(api, 'createRegistration', { ...made, initialSettings: { settings: [{ settingId: 'finish', value: 'leave' }] } }, { courseVersion: 1 });
  expect(await call(api, 'getRegistrationProgress', 'made', {})).toMatchObject({ course: { id: 'reg', title: 'Registered', version: 1 }, learner: who, tags: ['of both'] });
  expect((await call(learners, 'getLearnerTags', who.id)).tags).toEqual(['of him']);
  expect((await call(courses, 'getCourseTags', 'reg')).tags).toEqual(['of it']);
  const { settingItems } = await call(api, 'getRegistrationConfiguration', 'made', {});
  expect(settingItems.find(({ id }: { id: string }) => id === 'finish')).toMatchObject({ effectiveValue: 'leave', explicitValue: 'leave' });
  await expect(call(api, 'createRegistration', made, {})).rejects.toThrow(/ 400 .*Registration with id \[made\] already exists/);
  for (const wrong of [{ courseId: 'none' }, { registrationId: '' }, { learner: { id: '' } }, { learner: { id: 'x', email: 'x at example' } }]) {
    await expect(call(api, 'createRegistration', { ...made, registrationId: 'wrong', ...wrong }, {}), JSON.stringify(wrong)).rejects.toThrow(/ 40[04] /);
  }
  await expect(call(api, 'createRegistration', { ...made, registrationId: 'wrong' }, { courseVersion: 7 })).rejects.toThrow(/ 40[04] /);
  await expect(call(api, 'getRegistration', 'wrong')).rejects.toThrow(' 404 ');
  await call(api, 'getRegistration', 'made');

  const link = async (request: object) => (await call(api, 'buildRegistrationLaunchLink', 'made', { redirectOnExitUrl: 'message', ...request })).launchLink as string;
  const brief = await link({ expiry: 10 });
  const issued = Date.now();
  for (const wrong of [{ expiry: 9 }, { expiry: 301 }, { redirectOnExitUrl: 'javascript:alert(1)' }]) {
    await expect(link(wrong), JSON.stringify(wrong)).rejects.toThrow(' 400 ');
  }
  const done = `${beckon.contentUrl}/healthz`;
  const launch = await link({
    expiry: 300,
    redirectOnExitUrl: done,
    tracking: true,
    culture: 'de',
    cssUrl: 'https://example.org/x.css',
    learnerTags: ['l'],
    courseTags: ['c'],
    registrationTags: ['r'],
    additionalvalues: [{ item: 'a', value: 'b' }],
    launchAuth: { type: 'cookies' },
  });
  expect((await call(api, 'getRegistrationProgress', 'made', {})).tags).toEqual(['of both', 'r']);
  expect((await call(learners, 'getLearnerTags', who.id)).tags).toEqual(['l', 'of him']);
  expect((await call(courses, 'getCourseTags', 'reg')).tags).toEqual(['c', 'of it']);

  await learner.goto(launch);
  await learner.waitForURL(/\/play\//);
  const sco = await inPlayer(learner);
  for (const button of ['Score 85', 'Pass']) await press(sco, button);
  // As its initial settings say, the end of the course is the end of the launch.
  await sco.getByRole('button', { name: 'Finish', exact: true }).click();
  await learner.waitForURL(done);
  const passed = await call(api, 'getRegistrationProgress', 'made', {});
  expect(passed).toMatchObject({ instance: 0, registrationSuccess: 'PASSED', registrationCompletion: 'COMPLETED', score: { scaled: 85 } });
  expect(passed.completedDate).toBeInstanceOf(Date);

  await call(api, 'createNewRegistrationInstance', 'made');
  const instances = async (options: object) => (await call(api, 'getRegistrationInstances', 'made', options)).registrations;
  expect((await instances({})).map(({ instance, course }: any) => [instance, course.version])).toEqual([[1, 2], [0, 1]]);
  expect((await instances({ until: passed.updated })).map(({ instance }: any) => instance)).toContain(0);
  expect(await instances({ since: new Date(Date.now() + 60_000) })).toEqual([]);
  expect(await instances({ until: new Date(Date.now() - 600_000) })).toEqual([]);
  const whole = { includeChildResults: true, includeInteractionsAndObjectives: true, includeRuntime: true };
  const first = (await instances(whole))[1];
  expect(first.activityDetails.children[0]).toMatchObject({ runtime: { scoreScaled: '0.85', runtimeInteractions: [] }, objectives: expect.any(Array) });
  expect(await call(api, 'getRegistrationInstanceProgress', 'made', 0, whole)).toEqual(first);
  expect((await call(api, 'getRegistrationInstanceProgress', 'made', 0, {})).activityDetails.children).toBeUndefined();
  for (const instance of [2, -1]) await expect(call(api, 'getRegistrationInstanceProgress', 'made', instance, {})).rejects.toThrow(' 404 ');
  expect((await call(api, 'getRegistrationLaunchHistory', 'made', {})).launchHistory).toEqual([]);
  const { launchHistory } = await call(api, 'getRegistrationInstanceLaunchHistory', 'made', 0, { includeHistoryLog: true });
  expect(launchHistory).toMatchObject([{ instance: 0, successStatus: 'PASSED', completionStatus: 'COMPLETED', score: { scaled: 85 } }]);

  // Without tracking nothing stays.
  await learner.goto(await link({ tracking: false }));
  await learner.waitForURL(/\/play\//);
  const untracked = await inPlayer(learner);
  for (const button of ['Score 85', 'Pass']) await press(untracked, button);
  await untracked.getByRole('button', { name: 'Finish', exact: true }).click();
  await learner.waitForURL(/\/closing\//);
  expect(await call(api, 'getRegistrationProgress', 'made', {})).toMatchObject({ instance: 1, registrationSuccess: 'UNKNOWN', score: undefined });

  await call(api, 'deleteRegistrationProgress', 'made');
  expect(await instances({})).toMatchObject([{ instance: 0, registrationSuccess: 'UNKNOWN', course: { version: 2 } }]);
  await learner.waitForTimeout(Math.max(0, issued + 11_000 - Date.now()));
  await learner.goto(brief);
  await expect(learner.getByRole('main')).toContainText('The time of this link is over');
  await call(api, 'deleteRegistration', 'made');
  for (const name of ['getRegistration', 'deleteRegistration', 'deleteRegistrationProgress']) {
    await expect(call(api, name, 'made'), name).rejects.toThrow(' 404 ');
  }
});
