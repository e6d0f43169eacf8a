import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../support/beckon';
import { expect, test } from '../support/fixtures';
import { course } from '../support/packages';
import { Cloud, call, importCourse, makeKey, useKey } from '../support/program';

const here = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/api.md'), 'utf8');

test.describe.configure({ mode: 'serial' });

/** The examples of a language, in turn, as they stand on the page, with a key and where the product is. */
function examples(language: string, url: string, key: { application: string; secret: string }): string[] {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((block) => block[1]!);
  expect(blocks, `examples in ${language}`).not.toEqual([]);
  return blocks.map((block) =>
    block.replaceAll('http://localhost:3000', url).replaceAll('APPLICATION_ID', key.application).replaceAll('SECRET_KEY', key.secret),
  );
}

/** Runs a program. Gives what it said. */
function run(folder: string, command: string, ...given: string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile(command, given, { cwd: folder, timeout: 40_000, env: { ...process.env, CURL_HOME: folder } }, (error, out, err) => {
      if (error) failed(new Error(`${error.message}\n${out}\n${err}`));
      else done(out);
    });
  });
}

test('the examples for curl in docs/api.md do what they say', async ({ instructor, beckon }) => {
  const key = await makeKey(instructor, 'curl');
  const folder = mkdtempSync(join(tmpdir(), 'beckon-docs-'));
  writeFileSync(join(folder, 'course.zip'), course({ title: 'Documented' }).buffer);
  // What is refused ends the script.
  writeFileSync(join(folder, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n');
  const said = await run(folder, 'sh', '-euc', examples('sh', beckon.url, key).join('\n'));
  expect(said).toContain('Beckon answers application');
  expect(said).toMatch(/"launchLink":"http[^"]*\/launch\//);
  expect(said).toContain('"registrationCompletion":"UNKNOWN"');
  useKey(beckon.url, key);
  expect(await call(new Cloud.RegistrationApi(), 'getRegistrationProgress', 'R1', {})).toMatchObject({ learner: { firstName: 'Ada' }, course: { id: 'C1' } });
  expect((await call(new Cloud.InvitationsApi(), 'getPublicInvitations', { courseId: 'C1' })).invitations).toHaveLength(1);
});

test('the example for JavaScript in docs/api.md does what it says', async ({ instructor, beckon }) => {
  const key = await makeKey(instructor, 'JavaScript');
  const folder = mkdtempSync(join(tmpdir(), 'beckon-docs-'));
  symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'));
  useKey(beckon.url, key);
  await importCourse('C1', course({ title: 'Documented' }), { mayCreateNewVersion: true });
  const [example] = examples('js', beckon.url, key);
  const id = (await run(folder, process.execPath, '--eval', example!)).trim();
  const { userInvitations } = await call(new Cloud.InvitationsApi(), 'getPrivateUserInvitations', id, {});
  expect(userInvitations.map(({ email }: { email: string }) => email)).toEqual(['ada@example.org']);
});

test('the example for Python in docs/api.md does what it says', async ({ instructor, beckon }) => {
  const key = await makeKey(instructor, 'Python');
  useKey(beckon.url, key);
  await importCourse('C1', course({ title: 'Documented' }), { mayCreateNewVersion: true });
  await call(new Cloud.RegistrationApi(), 'createRegistration', { courseId: 'C1', registrationId: 'R of Python', learner: { id: 'ada' } }, {});
  const [example] = examples('python', beckon.url, key);
  const said = await run(tmpdir(), join(here, '.venv/bin/python'), '-c', example!);
  expect(said).toContain('R of Python UNKNOWN UNKNOWN');
});
