import Cloud from '@rusticisoftware/scormcloud-api-v2-client-javascript';
import { expect, type Page } from '@playwright/test';
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Upload } from './packages';

export { Cloud };

/** Makes a key on the page for it. */
export async function makeKey(page: Page, name: string) {
  await page.goto('/keys', { waitUntil: 'networkidle' });
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Erase learners').check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.waitForURL(/\/keys\/new/);
  const application = await page.getByLabel('Application id').inputValue();
  const secret = await page.getByLabel('Secret key').inputValue();
  return { application, secret };
}

/** Points the official client here, and has it use a key. */
export function useKey(url: string, { application, secret }: { application: string; secret: string }) {
  const client = Cloud.ApiClient.instance;
  client.basePath = `${url}/api/v2`;
  Object.assign(client.authentications.APP_NORMAL, { username: application, password: secret });
  client.authentications.OAUTH.accessToken = undefined;
}

/** Calls the official client, which takes a callback. */
export function call(api: any, name: string, ...args: unknown[]): Promise<any> {
  return new Promise((resolve, reject) => {
    api[name](...args, (error: any, data: unknown) => {
      if (error) reject(new Error(`${name}: ${error.status} ${error.response?.text}`));
      else resolve(data);
    });
  });
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
  let status: any;
  await expect(async () => {
    status = await call(api, 'getImportJobStatus', job.result);
    expect(status.status).not.toBe('RUNNING');
  }).toPass();
  expect(status.status, status.message).toBe('COMPLETE');
  return status.importResult.course;
}
