import Cloud from '@rusticisoftware/scormcloud-api-v2-client-javascript';
import { expect, type Page } from '@playwright/test';
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Upload } from './packages';

export { Cloud };

/** Makes a key on the page for it, one that may do everything or one for application management. */
export async function makeKey(page: Page, name: string, { management = false } = {}) {
  await page.goto('/keys', { waitUntil: 'networkidle' });
  await page.getByLabel('Name').fill(name);
  await page.getByLabel(management ? 'For application management' : 'Erase learners').check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.waitForURL(/\/keys\/new/);
  const application = await page.getByLabel('Application id').inputValue();
  const secret = await page.getByLabel('Secret key').inputValue();
  return { application, secret };
}

/** Tries a call on the page that lists all, with parameters that are true, by keyboard alone. */
export async function tryCall(page: Page, key: { application: string; secret: string }, name: string, ...trues: string[]) {
  await page.getByLabel('Application id').fill(key.application);
  await page.getByLabel('Secret key').fill(key.secret);
  const details = page.locator('details', { has: page.getByText(name, { exact: true }) });
  await details.locator('summary').press('Enter');
  for (const parameter of trues) {
    await details.locator(`[name=${parameter}]`).focus();
    await page.keyboard.type('true');
  }
  await page.keyboard.press('Enter');
  await expect(details.getByRole('status')).toHaveText('200 OK');
  return details.getByRole('region', { name: `Answer to ${name}`, exact: true });
}

/** Points the official client here, and has it use a key. */
export function useKey(url: string, { application, secret }: { application: string; secret: string }) {
  const client = Cloud.ApiClient.instance;
  client.basePath = `${url}/api/v2`;
  Object.assign(client.authentications.APP_NORMAL, { username: application, password: secret });
  client.authentications.OAUTH.accessToken = undefined;
}

/** Calls the official client, which takes a callback. */
export async function call(api: any, name: string, ...args: unknown[]): Promise<any> {
  return (await answered(api, name, ...args)).data;
}

/** The same, with how many there are on all pages, if that was asked. */
export function answered(api: any, name: string, ...args: unknown[]): Promise<{ data: any; total?: number }> {
  return new Promise((resolve, reject) => {
    api[name](...args, (error: any, data: any, response: any) => {
      if (error) return reject(new Error(`${name}: ${error.status} ${error.response?.text ?? error}`));
      const total = response.headers['x-total-count'];
      resolve({ data, total: total === undefined ? undefined : Number(total) });
    });
  });
}

/** Waits for an import, as the client's README does. Gives the course. */
export async function imported({ result }: { result: string }) {
  let job: any;
  await expect(async () => {
    job = await call(new Cloud.CourseApi(), 'getImportJobStatus', result);
    expect(job.status).not.toBe('RUNNING');
  }).toPass();
  expect(job.status, job.message).toBe('COMPLETE');
  return job.importResult.course;
}

/** Imports a package as the client's README does, and waits for it. */
export async function importCourse(id: string, file: Upload, options = {}) {
  const path = join(mkdtempSync(join(tmpdir(), 'beckon-api-')), file.name);
  writeFileSync(path, file.buffer);
  const api = new Cloud.CourseApi();
  const job = await call(api, 'createUploadAndImportCourseJob', id, {
    mayCreateNewVersion: false,
    uploadedContentType: 'application/zip',
    contentMetadata: 'application/json',
    file: createReadStream(path),
    ...options,
  });
  return imported(job);
}
