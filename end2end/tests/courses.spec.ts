import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { inPlayer, invitePublicly, leave, press, upload, uploadCourse } from '../support/journeys';
import { course, notCourses, oddCourse } from '../support/packages';
import { sharedPackage, sharedPackages } from '../support/shared';

const main = (page: Page) => page.getByRole('main');

test.describe('the library', () => {
  test('takes a package by the button and shows what its manifest says', async ({ instructor }) => {
    await uploadCourse(
      instructor,
      course({ title: 'Knots for sailors', description: 'Bowline, hitch and bend.', duration: 'PT20M' }),
    );
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Knots for sailors');
    await expect(main(instructor)).toContainText('Bowline, hitch and bend.');
    await expect(main(instructor)).toContainText('SCORM 1.2');
    await expect(main(instructor)).toContainText(/20 min/);
    await expect(main(instructor)).toContainText(/\d (B|kB|MB)/);
    await instructor.goto('/library');
    await expect(instructor.getByRole('row').filter({ hasText: 'Knots for sailors' })).toContainText('SCORM 1.2');
  });

  test('takes a package by drag and drop', async ({ instructor }) => {
    const { name, buffer } = course({ title: 'Dropped from a folder', standard: '2004 4th' });
    await instructor.goto('/library');
    const target = instructor.getByRole('form', { name: 'Upload a course' });
    await expect(async () => {
      const transfer = await instructor.evaluateHandle(
        ([fileName, bytes]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], fileName, { type: 'application/zip' }));
          return carried;
        },
        [name, [...buffer]] as const,
      );
      await target.dispatchEvent('dragover', { dataTransfer: transfer });
      await target.dispatchEvent('drop', { dataTransfer: transfer });
      await expect(instructor).not.toHaveURL(/\/library$/, { timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    await expect(instructor).toHaveURL(/\/courses\//, { timeout: 30_000 });
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Dropped from a folder');
    await expect(main(instructor)).toContainText('SCORM 2004 4th Edition');
  });

  test('shows how far an upload has come', async ({ instructor }) => {
    await instructor.goto('/library', { waitUntil: 'networkidle' });
    const network = await instructor.context().newCDPSession(instructor);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 1_000_000,
    });
    const buffer = Buffer.alloc(6_000_000, 'not compressible, not a zip either ');
    await instructor.locator('input[type=file]').setInputFiles({ name: 'slow.zip', mimeType: 'application/zip', buffer });
    await expect(instructor.getByRole('progressbar')).toBeVisible();
    await expect(instructor).toHaveURL(/\/library\/imports\//, { timeout: 30_000 });
  });

  test('puts the demo course in by one press', async ({ instructor }) => {
    await instructor.goto('/library');
    await instructor.getByRole('button', { name: 'Add the demo course' }).click();
    await expect(instructor).toHaveURL(/\/courses\//, { timeout: 30_000 });
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Coffee, from bean to cup');
    await expect(main(instructor)).toContainText('three short pages and three questions');
  });

  for (const tag of ['', ' @no-script']) {
    test(`reports what was odd about a package, then and later${tag}`, async ({ instructor }) => {
      await upload(instructor, oddCourse('Charts and compasses'));
      const told = async () => {
        await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Import report', { timeout: 30_000 });
        const warnings = instructor.getByRole('region', { name: 'What may show' }).getByRole('listitem');
        await expect(warnings).toHaveCount(2);
        await expect(warnings.filter({ hasText: 'map.png' })).toContainText('the package lacks');
        await expect(warnings.filter({ hasText: 'https://example.org/film.mp4' })).toContainText('on the Internet');
        const mended = instructor.getByRole('region', { name: 'What was mended' }).getByRole('listitem');
        await expect(mended).toHaveCount(3);
        await expect(mended.filter({ hasText: 'The manifest is not at the zip’s root' })).toContainText('“export”');
        await expect(mended.filter({ hasText: 'SCO.html' })).toContainText('“sco.html” was found as “SCO.html”');
        await expect(mended.filter({ hasText: 'outside the manifest’s folder' })).toHaveCount(1);
        const found = instructor.getByRole('region', { name: 'What was found' });
        await expect(found).toContainText('Charts and compasses');
        await expect(found).toContainText('SCORM 1.2');
        await expect(found).toContainText('1 activity');
        await expect(found).toContainText('2 files');
      };
      await told();
      await instructor.getByRole('link', { name: 'To the course' }).click();
      await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Charts and compasses');
      await expect(main(instructor)).toContainText('2 warnings, 3 oddities mended');
      await instructor.getByRole('link', { name: 'See the import report' }).click();
      await told();
    });
  }

  test('says of a package without oddities that it has none', async ({ instructor }) => {
    await uploadCourse(instructor, course({ title: 'As it should be', standard: '2004 3rd' }));
    await expect(instructor.getByRole('link', { name: 'See the import report' })).toHaveCount(0);
    await instructor.getByRole('link', { name: 'import report' }).click();
    await expect(main(instructor)).toContainText('Nothing odd was found.');
    await expect(main(instructor)).toContainText('SCORM 2004 3rd Edition');
  });

  for (const { what, file, says } of notCourses) {
    test(`refuses ${what} and names the cause`, async ({ instructor }) => {
      await instructor.goto('/library');
      const before = await instructor.getByRole('main').getByRole('row').count();
      await upload(instructor, file());
      await expect(main(instructor)).toContainText(says, { timeout: 30_000 });
      await expect(instructor).toHaveURL(/\/library\/imports\//);
      await instructor.goto('/library');
      await expect(instructor.getByRole('main').getByRole('row')).toHaveCount(before);
    });
  }
});

test.describe('a course', () => {
  test('can be tried without a registration', async ({ instructor }) => {
    await uploadCourse(instructor, course({ title: 'Try me' }));
    await instructor.getByRole('button', { name: 'Try the course' }).click();
    const sco = await inPlayer(instructor);
    await press(sco, 'Pass');
    await leave(instructor);
    await expect(main(instructor)).toContainText(/nothing (of it )?was (saved|kept|stored)/i);
    await instructor.goto('/library');
    await expect(instructor.getByRole('row').filter({ hasText: 'Try me' })).not.toContainText(/1 registration/);
  });

  test('takes another title, and says so beside the field if there is none', async ({ instructor }) => {
    const address = await uploadCourse(instructor, course({ title: 'invalidpackagename' }));
    const title = instructor.getByLabel('Title', { exact: true });
    await instructor.getByText('Edit title and description').click();
    await title.fill('   ');
    await instructor.getByRole('button', { name: 'Save' }).click();
    await expect(title).toHaveAccessibleDescription(/Give the course a title/);
    await title.fill('A title that learners see');
    await instructor.getByRole('button', { name: 'Save' }).click();
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('A title that learners see');
    await instructor.goto(address);
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('A title that learners see');
  });

  test('can be deleted only while nobody is invited to it', async ({ instructor }) => {
    const address = await uploadCourse(instructor, course({ title: 'Wanted' }));
    await expect(instructor.getByText(/Delete this course/).first()).toBeVisible();
    await invitePublicly(instructor, address);
    await instructor.goto(address);
    await expect(instructor.getByText(/Delete this course/)).toHaveCount(0);
    await expect(instructor.getByRole('heading', { level: 1 })).toHaveText('Wanted');
  });

  test('goes for good when it is deleted', async ({ instructor }) => {
    const address = await uploadCourse(instructor, course({ title: 'Unwanted' }));
    await expect(async () => {
      await instructor.getByText('Delete this course…').click();
      await expect(instructor.getByRole('dialog')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await instructor.getByRole('dialog').getByRole('button', { name: 'Delete the course' }).click();
    await expect(instructor).toHaveURL(/\/library$/);
    await expect(instructor.getByRole('row').filter({ hasText: 'Unwanted' })).toHaveCount(0);
    expect((await instructor.goto(address))?.status()).toBe(404);
  });

  test('of another instructor is not to be found', async ({ instructor }) => {
    const answer = await instructor.goto('/courses/no-such-course');
    expect(answer?.status()).toBe(404);
    await expect(main(instructor)).toContainText(/not in your library/);
  });
});

test.describe('courses by others', () => {
  for (const folder of ['golf', 'generated']) {
    const packages = sharedPackages(folder);
    if (packages.length === 0) {
      test(`every package in ${folder} imports`, () => {
        sharedPackage(folder);
      });
    }
    for (const path of packages) {
      test(`${folder}/${basename(path)} imports`, async ({ instructor }) => {
        const answer = await instructor.request.post(`/library/upload?name=${basename(path)}`, { data: readFileSync(path) });
        expect(answer.status()).toBe(202);
        const { import: id } = (await answer.json()) as { import: string };
        await instructor.goto(`/library/imports/${id}`);
        await expect(main(instructor)).toContainText(/SCORM (1\.2|2004 \dr?[dnt][dh]? Edition)/, { timeout: 30_000 });
      });
    }
  }

  test('an AICC course by others is refused by its name', async ({ instructor }) => {
    await upload(instructor, sharedPackage('aicc/aicc_package.zip'));
    await expect(main(instructor)).toContainText(/AICC/, { timeout: 30_000 });
  });
});
