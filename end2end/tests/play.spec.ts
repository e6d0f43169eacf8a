import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import {
  SAVED,
  inPlayer,
  invitePrivately,
  invitePublicly,
  leave,
  play,
  press,
  row,
  savedAfter,
  setUpAccount,
  told,
  uploadCourse,
} from '../support/journeys';
import { fits } from '../support/axe';
import { linkIn } from '../support/mail';
import { course, type Upload } from '../support/packages';
import { type Person, someone } from '../support/people';
import { sharedPackage } from '../support/shared';

/** Uploads, invites privately, and opens the learner's own link. */
async function invited(instructor: Page, learner: Page, file: Upload | string): Promise<Person> {
  const who = someone('Ada', 'Reyes');
  await invitePrivately(instructor, await uploadCourse(instructor, file), { addresses: `${who.name} <${who.email}>` });
  const results = instructor.url();
  await learner.goto(await linkIn(instructor, who.email));
  await instructor.goto(results);
  return who;
}

for (const standard of ['1.2', '2004 2nd', '2004 3rd', '2004 4th'] as const) {
  test.describe(`a course of SCORM ${standard}`, () => {
    test('finds what it left: place, data, score and time', async ({ instructor, learner }) => {
      const who = await invited(instructor, learner, course({ title: `Kept ${standard}`, standard }));
      const link = learner.url();
      const first = await play(learner);
      await expect(told(first, 'Entry')).toHaveText('ab-initio');
      await expect(told(first, 'Learner')).toHaveText('Reyes, Ada');
      for (const button of ['Score 85', 'Ten minutes', 'Bookmark', 'Commit', 'Finish']) await press(first, button);
      await leave(learner);
      await learner.goto(link);
      const second = await play(learner);
      await expect(told(second, 'Entry')).toHaveText('resume');
      await expect(told(second, 'Location')).toHaveText('page-7');
      await expect(told(second, 'Suspend data')).toHaveText('seen=1,2,3');
      await expect(told(second, 'Score')).toHaveText('85');
      await expect(told(second, 'Total')).toHaveText(standard === '1.2' ? /^0{2,4}:10:00/ : /^P(0Y)?.*T.*10M/);
      for (const button of ['Ten minutes', 'Pass', 'Finish']) await press(second, button);
      await leave(learner);
      await expect(learner.getByRole('main')).toContainText(/passed/i);
      await expect(learner.getByRole('main')).toContainText('85');
      await instructor.reload();
      await expect(row(instructor, who.email)).toContainText('Passed');
      await expect(row(instructor, who.email)).toContainText('85');
      await expect(row(instructor, who.email)).toContainText('20 min');
    });
  });
}

test.describe('what a course reported is kept', () => {
  test('when the learner leaves by Exit without the course finishing', async ({ instructor, learner }) => {
    const who = await invited(instructor, learner, course({ title: 'Never finishes' }));
    const sco = await play(learner);
    await press(sco, 'Score 85');
    await press(sco, 'Fail');
    await leave(learner);
    await instructor.reload();
    await expect(row(instructor, who.email)).toContainText('Failed');
    await expect(row(instructor, who.email)).toContainText('85');
  });

  test('when the page is closed at once', async ({ instructor, learner }) => {
    const who = await invited(instructor, learner, course({ title: 'Closed at once' }));
    const sco = await play(learner);
    await press(sco, 'Pass');
    await learner.close({ runBeforeUnload: true });
    await expect(async () => {
      await instructor.reload();
      await expect(row(instructor, who.email)).toContainText('Passed', { timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
  });

  test('when the player is reloaded in the middle', async ({ instructor, learner }) => {
    await invited(instructor, learner, course({ title: 'Reloaded' }));
    await press(await play(learner), 'Bookmark');
    await learner.reload();
    const again = await inPlayer(learner);
    await expect(told(again, 'Location')).toHaveText('page-7');
  });

  test('when the connection fails for a while', async ({ instructor, learner }) => {
    const who = await invited(instructor, learner, course({ title: 'Through a tunnel' }));
    const sco = await play(learner);
    await learner.route('**/commit', (route) => route.abort('internetdisconnected'));
    await press(sco, 'Pass');
    await expect(learner.locator('#saved')).toHaveText('Not saved: trying again');
    await learner.unroute('**/commit');
    await expect(learner.locator('#saved')).toHaveText(SAVED, { timeout: 40_000 });
    await instructor.reload();
    await expect(row(instructor, who.email)).toContainText('Passed');
  });

  test('by the newer of two windows; the older is told', async ({ instructor, learner }) => {
    await invited(instructor, learner, course({ title: 'Two windows' }));
    const newer = await learner.context().newPage();
    await newer.goto(learner.url());
    const old = await play(learner);
    await expect(learner.locator('#saved')).toHaveText(SAVED);
    const sco = await play(newer);
    await savedAfter(newer, () => press(sco, 'Pass'));
    // The older is told at once, and its course is taken away.
    await old.getByRole('button', { name: 'Fail', exact: true }).click();
    await expect(learner.getByRole('heading', { name: 'Opened somewhere else' })).toBeVisible();
    await leave(newer);
    await instructor.reload();
    await expect(row(instructor, 'Ada Reyes')).toContainText('Passed');
  });
});

test('several activities are chosen from a menu and count together', async ({ instructor, learner }) => {
  const file = course({
    title: 'Three parts',
    activities: [
      { identifier: 'one', title: 'First part' },
      { identifier: 'rest', title: 'The rest', children: [{ identifier: 'two', title: 'Second part' }, { identifier: 'three', title: 'Third part' }] },
    ],
  });
  const who = await invited(instructor, learner, file);
  let sco = await play(learner);
  const menu = learner.getByRole('navigation', { name: 'Contents' });
  await expect(menu.getByRole('button')).toHaveCount(3);
  await press(sco, 'Complete');
  for (const part of ['Second part', 'Third part']) {
    await menu.getByRole('button', { name: part }).click();
    sco = learner.frameLocator('iframe');
    await expect(sco.getByRole('status')).toHaveText('Initialize true');
    await press(sco, 'Complete');
  }
  await expect(learner.locator('#progress')).toHaveText('3 of 3 done');
  await expect(menu.getByRole('button', { name: 'First part' })).toContainText(/done|completed/i);
  await leave(learner);
  await instructor.reload();
  await expect(row(instructor, who.email)).toContainText('Completed');
});

test('a mastery score decides whether a learner passed', async ({ instructor, learner }) => {
  const activities = [{ identifier: 'only', title: 'Hard', masteryScore: 90 }];
  const who = await invited(instructor, learner, course({ title: 'Hard', activities }));
  const sco = await play(learner);
  for (const button of ['Score 85', 'Complete', 'Finish']) await press(sco, button);
  await leave(learner);
  await instructor.reload();
  await expect(row(instructor, who.email)).toContainText('Failed');
});

test('launch data reach the course', async ({ instructor, learner }) => {
  const activities = [{ identifier: 'only', title: 'Told', launchData: 'mode=short&level=2' }];
  await invited(instructor, learner, course({ title: 'Told', activities }));
  await expect(told(await play(learner), 'Launch data')).toHaveText('mode=short&level=2');
});

test('a course cannot reach the pages: no cookie, no frame around it, no way out of its own', async ({ instructor, learner, baseURL }) => {
  const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: 'A guest' })));
  await learner.goto(url);
  await setUpAccount(learner, someone());
  const sco = await play(learner);
  const found = await sco.locator('body').evaluate(async (_, pages) => {
    const asked = await fetch(`${pages}/library`, { credentials: 'include', mode: 'no-cors' }).then((answer) => answer.type);
    let navigated = 'kept in';
    try {
      window.top!.location.href = `${pages}/library`;
    } catch {
      navigated = 'refused';
    }
    return { cookies: document.cookie, asked, navigated };
  }, baseURL);
  expect(found.cookies).toBe('');
  expect(found.asked).toBe('opaque');
  await expect(learner).toHaveURL(/\/play\//);
  expect(await learner.context().cookies(learner.url())).toEqual([]);
});

test.describe('a commit that may not be', () => {
  const send = (page: Page, address: string, data: string) =>
    page.request.post(`${address}commit`, { data, headers: { 'content-type': 'application/json' } });

  test('is refused with a reason, and nothing stored is harmed', async ({ instructor, learner }) => {
    const who = await invited(instructor, learner, course({ title: 'Under siege' }));
    const link = learner.url();
    const sco = await play(learner);
    await savedAfter(learner, () => press(sco, 'Pass'));
    const launch = learner.url();
    const attempts: [string, string, number][] = [
      [launch, 'not json', 400],
      [launch, '{"seq":"one"}', 400],
      [launch, '{"seq":99999,"entries":[],"final":false,"left":false}', 409],
      [launch, JSON.stringify({ seq: 1, entries: [], final: false, left: false, pad: 'x'.repeat(1_100_000) }), 413],
      [launch.replace(/play\/.*/, 'play/nobody-was-given-this-ticket/'), '{"seq":1,"entries":[]}', 404],
    ];
    for (const [address, body, status] of attempts) {
      const answer = await send(learner, address, body);
      expect(answer.status(), body.slice(0, 60)).toBe(status);
      expect(((await answer.json()) as { error: string }).error).toMatch(/\w+ \w+/);
    }
    await leave(learner);
    const late = await send(learner, launch, '{"seq":50,"entries":[["set","cmi.core.lesson_status","failed"]]}');
    expect(late.status()).toBe(410);
    await instructor.reload();
    await expect(row(instructor, who.email)).toContainText('Passed');
    await learner.goto(link);
    await expect(learner.getByRole('main')).toContainText('You have passed this course');
  });
});

test.describe('golf, by others', () => {
  for (const name of ['RuntimeBasicCalls_SCORM12.zip', 'RuntimeBasicCalls_SCORM20043rdEdition.zip']) {
    test(`${name} is passed with 85`, async ({ instructor, learner }) => {
      const who = await invited(instructor, learner, sharedPackage(`golf/${name}`));
      const sco = await play(learner);
      await expect(sco.locator('#contentFrame, iframe').first()).toBeVisible();
      const golf = learner.frames().find((frame) => frame.name() === 'content')!;
      await golf.waitForFunction(() => typeof (window as never as { doNext: unknown }).doNext === 'function');
      for (let page = 0; page < 14; page += 1) {
        await golf.evaluate(() => (window as never as { doNext: () => void }).doNext());
        await learner.waitForTimeout(50);
      }
      await golf.evaluate(() => (window as never as { RecordTest: (score: number) => void }).RecordTest(85));
      await golf.evaluate(() => (window as never as { doExit: () => void }).doExit());
      if (!/closing/.test(learner.url())) {
        await learner.getByRole('button', { name: 'Exit' }).click({ timeout: 3_000 }).catch(() => undefined);
      }
      await expect(learner).toHaveURL(/\/closing\//);
      await instructor.reload();
      await expect(row(instructor, who.email)).toContainText('Passed');
      await expect(row(instructor, who.email)).toContainText('85');
    });
  }

  test('a course of many parts shows them all', async ({ instructor, learner }) => {
    await invited(instructor, learner, sharedPackage('golf/RuntimeMinimumCalls_SCORM12.zip'));
    await play(learner);
    await expect(learner.getByRole('navigation', { name: 'Contents' }).getByRole('button')).toHaveCount(18);
  });
});

test('the demo course is played to its end', async ({ instructor, learner }) => {
  await demo(instructor);
  const url = await invitePublicly(instructor, instructor.url());
  await learner.goto(url);
  const lin = someone();
  await setUpAccount(learner, lin);
  const coffee = await play(learner);
  for (const _ of [1, 2, 3]) await coffee.getByRole('button', { name: 'Next' }).click();
  for (const answer of ['The seed of a cherry', 'First crack', 'Grind finer']) await coffee.getByRole('radio', { name: answer }).check();
  await coffee.getByRole('button', { name: 'Check answers' }).click();
  await expect(coffee.getByRole('status').filter({ hasText: 'Passed: 3 of 3' })).toBeVisible();
  await leave(learner);
  await instructor.reload();
  await expect(row(instructor, lin.email)).toContainText('Passed');
  await expect(row(instructor, lin.email)).toContainText('100');
});

test('the whole way works on a phone', { tag: '@phone' }, async ({ instructor, browser, baseURL }) => {
  await demo(instructor);
  const url = await invitePublicly(instructor, instructor.url());
  await fits(instructor, 'the invitation');
  const learner = await onPhone(browser, baseURL);
  const lin = someone();
  await learner.goto(url);
  await fits(learner, 'the sign-up');
  await setUpAccount(learner, lin);
  const coffee = await play(learner);
  await expect(coffee.getByRole('heading', { level: 2 })).toBeVisible();
  await fits(learner, 'the player');
  expect(await coffee.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth)).toBeLessThanOrEqual(0);
  await coffee.getByRole('button', { name: 'Next' }).tap();
  await leave(learner);
  await fits(learner, 'the closing page');
  await instructor.reload();
  await fits(instructor, 'the results');
  await expect(instructor.getByText(lin.email)).toBeVisible();
  await learner.context().close();
});

test('the menu of a course opens and closes on a phone', { tag: '@phone' }, async ({ instructor, browser, baseURL }) => {
  const activities = ['one', 'two', 'three'].map((identifier) => ({ identifier, title: `Part ${identifier}` }));
  await uploadCourse(instructor, course({ title: 'Three parts', activities }));
  const url = await invitePublicly(instructor, instructor.url());
  const learner = await onPhone(browser, baseURL);
  await learner.goto(url);
  await setUpAccount(learner, someone());
  await play(learner);
  const menu = learner.getByRole('navigation', { name: 'Contents' });
  await expect(menu).toBeHidden();
  await learner.getByRole('button', { name: 'Contents' }).tap();
  await menu.getByRole('button', { name: 'Part two' }).tap();
  await expect(menu).toBeHidden();
  await press(learner.frameLocator('iframe'), 'Complete');
  await fits(learner, 'the player');
  await learner.context().close();
});

async function demo(instructor: Page) {
  await instructor.goto('/library');
  await instructor.getByRole('button', { name: 'Add the demo course' }).click();
  await expect(instructor).toHaveURL(/\/courses\//, { timeout: 30_000 });
}

async function onPhone(browser: Browser, baseURL?: string): Promise<Page> {
  return (await browser.newContext({ baseURL })).newPage();
}
