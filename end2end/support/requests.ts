import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Upload } from './packages';
import type { Person } from './people';

/** What the pages send, where a test has many courses to play and the pages themselves are not the matter. */
async function submit(request: APIRequestContext, name: string, form: Record<string, string>) {
  const answer = await request.post(`/api/app/${name}`, { form, maxRedirects: 0, headers: { accept: 'application/json' } });
  expect(answer.status(), `${name}: ${await answer.text()}`).toBeLessThan(400);
  return answer;
}

/** Uploads a package as an instructor's page does, and waits until it is a course. Gives the course's id. */
export async function importCourse(instructor: Page, file: Upload | string): Promise<string> {
  const { name, buffer } = typeof file === 'string' ? { name: basename(file), buffer: readFileSync(file) } : file;
  const answer = await instructor.request.post(`/library/upload?name=${encodeURIComponent(name)}`, {
    data: buffer,
    headers: { 'content-type': 'application/zip' },
  });
  expect(answer.status(), await answer.text()).toBe(202);
  const { import: id } = (await answer.json()) as { import: string };
  for (;;) {
    const told = await submit(instructor.request, 'courses/api/find_import', { id });
    const { state, course, problem } = (await told.json()) as { state: string; course: string | null; problem: string };
    if (course) return course;
    if (problem) throw new Error(`${name} was not taken in (${state}): ${problem}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

/** Makes a public invitation for whoever gives a name and an address. Gives the path to hand out. */
export async function publicPath(instructor: Page, course: string): Promise<string> {
  const answer = await submit(instructor.request, 'invitations/api/create_public', { course, 'options[entry]': 'name' });
  const { location } = answer.headers();
  const page = await instructor.request.get(location ?? '');
  const path = /\/i\/[\w-]+/.exec(await page.text())?.[0];
  expect(path, `no public link on ${location}`).toBeTruthy();
  return path!;
}

/** Enters a public link by name and address. */
export async function enter(learner: Page, path: string, { firstName, lastName, email }: Person) {
  const form = { token: path.split('/').at(-1)!, first_name: firstName, last_name: lastName, email };
  await submit(learner.request, 'join/api/enter_as_guest', form);
}

/** Presses **Play course** on the page behind a public link, and opens the player. */
export async function launch(learner: Page, path: string) {
  const answer = await submit(learner.request, 'join/api/play_public', { token: path.split('/').at(-1)! });
  await learner.goto(answer.headers().location!);
}

/** Sets up an account on the page behind a public link, and is signed in. */
export async function signUp(learner: Page, path: string, { firstName, lastName, email, password }: Person) {
  const form = { token: path.split('/').at(-1)!, first_name: firstName, last_name: lastName, email, password };
  await submit(learner.request, 'join/api/set_up_account', form);
}

/** Sets launch options of a course, by their keys. */
export async function setCourseOptions(instructor: Page, id: string, options: Record<string, string>) {
  const fields = Object.entries(options).map(([key, value]) => [`options[${key}]`, value]);
  await submit(instructor.request, 'launch_options/api/set_launch_options', { level: 'course', id, ...Object.fromEntries(fields) });
}
