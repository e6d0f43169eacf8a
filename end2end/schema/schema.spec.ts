import { type Page, expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Beckon } from '../support/beckon';
import { signIn } from '../support/journeys';
import { course } from '../support/packages';
import { INSTRUCTOR } from '../support/people';
import { Cloud, call, importCourse, makeKey, useKey } from '../support/program';

const schemathesis = resolve(import.meta.dirname, '../.venv/bin/schemathesis');
/** EXAMPLES=200 tries so many of each call, SEED=7 others; DATABASE is the address of an empty one; ALOUD=1 tells all. */
const { EXAMPLES = '2', SEED = '1', DATABASE } = process.env;

/** What is asked about, by where it stands in a call: names of things that are there, which random texts never hit. */
type Known = Record<string, string[]>;

/** Makes some of everything. `spare` names what may be deleted while the rest is needed. */
async function furnish(page: Page, url: string) {
  useKey(url, await makeKey(page, 'Furnishing'));
  const [registrations, invitations] = [new Cloud.RegistrationApi(), new Cloud.InvitationsApi()];
  const file = course({ title: 'Described', standard: '2004 4th', description: 'By its schema.' });
  const names = (word: string) => ['1/ü', '2', '3'].map((n) => `${word} ${n}`);
  const [courses, spareCourses, ones, spareOnes] = ['course', 'spare course', 'registration', 'spare registration'].map(names) as [string[], string[], string[], string[]];
  for (const name of [...courses, ...spareCourses]) {
    await importCourse(name, file);
    await importCourse(name, file, { mayCreateNewVersion: true });
  }
  for (const registrationId of [...ones, ...spareOnes]) {
    await call(registrations, 'createRegistration', { courseId: courses[0], registrationId, learner: { id: `learner of ${registrationId}` } }, {});
    await call(registrations, 'createNewRegistrationInstance', registrationId);
  }
  const creatingUserEmail = INSTRUCTOR.email;
  const publicly: string[] = [];
  const privately: string[] = [];
  const recipients: string[] = [];
  for (const courseId of courses) {
    publicly.push((await call(invitations, 'createPublicInvitation', { courseId, creatingUserEmail })).id);
    const addresses = Array.from({ length: 6 }, (_, n) => `person${n}@${privately.length}.example.org`);
    const { id } = await call(invitations, 'createPrivateInvitation', { courseId, creatingUserEmail, invitationEmail: { addresses } });
    privately.push(id);
    const list = await fetch(`${url}/api/v2/invitations/private/${id}/userInvitations`, { headers: { authorization: authorization() } });
    recipients.push(...((await list.json()) as { userInvitations: { id: string }[] }).userInvitations.map((one) => one.id));
  }
  const job = await call(new Cloud.CourseApi(), 'createFetchAndImportCourseJob', 'never', { url: 'https://example.invalid/course.zip' }, {});
  const needed: Known = {
    'path.courseId': courses,
    'body.courseId': courses,
    'query.courseId': [...courses, 'new'],
    'path.versionId': ['1', '2'],
    'path.registrationId': ones,
    'path.instanceId': ['0', '1'],
    'path.learnerId': ones.map((name) => `learner of ${name}`),
    'query.learnerId': ones.map((name) => `learner of ${name}`),
    'path.invitationId': [...publicly, ...privately],
    'path.userInvitationId': recipients,
    'path.importJobId': [job.result],
    'path.settingId': ['finish', 'window', 'width'],
    'query.filterBy': ['tags', 'title', 'course_title', 'registration_id', 'email', 'invitation_id'],
    'query.orderBy': ['created_asc', 'updated_desc', 'title_asc', 'course_title_desc', 'email_asc'],
    'query.datetimeFilter': ['created', 'updated'],
    'query.userEmail': [INSTRUCTOR.email],
    'query.navPermission': ['NONAV', 'FREENAV'],
    'query.reportUrl': ['/reportage?courseId=course%202', '/reportage?learnerId=x&dateRangeType=c&dateRangeStart=2026-01-01'],
    'body.creatingUserEmail': [INSTRUCTOR.email],
    'body.expirationDate': ['2099-01-01T00:00:00Z', ''],
    'body.expiry': ['2099-01-01T00:00:00Z'],
  };
  // Each call of one kind of invitation asks for one of its kind.
  const some: Record<string, Known> = {
    'Public(Invitation|UserInvitations)$': { 'path.invitationId': publicly },
    'Private(Invitation|InvitationJobStatus|InvitationStatus|UserInvitations?)$': { 'path.invitationId': privately },
    '^delete(Course|CourseVersion)$': { 'path.courseId': spareCourses },
    '^deleteRegistration$|^deleteRegistrationProgress$': { 'path.registrationId': spareOnes },
    '^deleteAllLearnerData$': { 'path.learnerId': spareOnes.map((name) => `learner of ${name}`) },
  };
  return { needed, some };
}

function authorization() {
  const { username, password } = Cloud.ApiClient.instance.authentications.APP_NORMAL;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The settings of schemathesis, with which random values give way to those that are known. */
function settings(known: Known, some: Record<string, Known>): string {
  const dictionaries: string[] = [];
  const bind = (which: Known) =>
    Object.entries(which).map(([place, values]) => {
      dictionaries.push(`[dictionaries.d${dictionaries.length}]\nvalues = ${JSON.stringify(values)}`);
      return `${JSON.stringify(place)} = { dictionary = "d${dictionaries.length - 1}", probability = 0.75 }`;
    });
  const parameters = bind(known).join('\n');
  const operations = Object.entries(some).map(
    ([calls, which]) => `[[operations]]\ninclude-operation-id-regex = ${JSON.stringify(calls)}\nparameters = { ${bind(which).join(', ')} }`,
  );
  return [`[parameters]\n${parameters}`, ...dictionaries, ...operations].join('\n\n');
}

/** Runs schemathesis on some of the calls. Gives what it says, if it found something. */
async function run(url: string, key: { application: string; secret: string }, config: string, ...which: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'beckon-schema-'));
  const path = join(folder, 'schemathesis.toml');
  writeFileSync(path, config);
  const child = spawn(
    schemathesis,
    [
      ...['--config-file', path, 'run', `${url}/api/v2/openapi.json`, '--auth', `${key.application}:${key.secret}`],
      ...['--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance'],
      ...['--max-examples', EXAMPLES, '--seed', SEED, '--generation-database', 'none'],
      ...['--continue-on-failure', '--workers', '1', '--no-color', '--warnings', 'off'],
      ...which,
    ],
    { cwd: folder },
  );
  let said = '';
  const hear = (piece: Buffer) => {
    said += piece;
    if (process.env.ALOUD) process.stdout.write(piece);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return code === 0 ? '' : said;
}

test('whatever is asked of the API, its answer is no failure and in its description', async ({ browser }) => {
  const beckon = await Beckon.start(INSTRUCTOR, { BECKON_API_RATE: '0', ...(DATABASE && { BECKON_DATABASE_URL: DATABASE }) });
  try {
    const page = await (await browser.newContext({ baseURL: beckon.url })).newPage();
    await signIn(page, INSTRUCTOR);
    const { needed, some } = await furnish(page, beckon.url);
    const key = await makeKey(page, 'Schemathesis');
    const managing = await makeKey(page, 'Managing', { management: true });
    const spare = await makeKey(page, 'Spare', { management: false });
    const managed: Known = { 'path.childAppId': [spare.application, managing.application], 'path.credentialId': ['none'] };
    expect(await run(beckon.url, managing, settings({ ...needed, ...managed }, {}), '--include-path-regex', '^/appManagement/(application|.*credentials)'), 'application management').toBe('');
    expect(await run(beckon.url, key, settings(needed, some), '--exclude-path-regex', '^/appManagement/(application|.*credentials)'), 'everything else').toBe('');
  } finally {
    expect(await beckon.stop()).not.toContain('panicked at');
  }
});
