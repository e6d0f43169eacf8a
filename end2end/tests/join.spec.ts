import { expect, test } from '../support/fixtures';
import {
  fillAccount,
  invitePrivately,
  invitePublicly,
  leave,
  play,
  playButton,
  press,
  row,
  setUpAccount,
  told,
  uploadCourse,
} from '../support/journeys';
import { linkIn } from '../support/mail';
import { course } from '../support/packages';
import { someone } from '../support/people';

const TITLE = 'Bees in the garden';

test.describe('behind a public URL', () => {
  test('a learner sets up an account, plays, and is counted at the first launch', async ({ instructor, learner }) => {
    const lin = someone();
    const url = await invitePublicly(
      instructor,
      await uploadCourse(instructor, course({ title: TITLE, description: 'Who visits the flowers.' })),
    );
    await learner.goto(url);
    await expect(learner.getByRole('heading', { level: 1 })).toContainText(TITLE);
    await expect(learner.getByRole('main')).toContainText('Who visits the flowers.');
    await setUpAccount(learner, lin);
    await instructor.reload();
    await expect(row(instructor, lin.email)).toHaveCount(0);
    const sco = await play(learner);
    await expect(told(sco, 'Learner')).toHaveText('Osei, Lin');
    await instructor.reload();
    await expect(row(instructor, lin.email)).toContainText('Started');
  });

  test('coming back continues the same registration', async ({ instructor, learner, anotherBrowser }) => {
    const lin = someone();
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
    await learner.goto(url);
    await setUpAccount(learner, lin);
    await press(await play(learner), 'Bookmark');
    await leave(learner);
    const laptop = await anotherBrowser();
    await laptop.goto(url);
    await laptop.getByRole('link', { name: /sign in/i }).first().click();
    await laptop.getByLabel('E-mail', { exact: true }).fill(lin.email);
    await laptop.getByLabel('Password', { exact: true }).fill(lin.password);
    await laptop.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(laptop).toHaveURL(url);
    const sco = await play(laptop);
    await expect(told(sco, 'Location')).toHaveText('page-7');
    await instructor.reload();
    await expect(row(instructor, lin.email)).toHaveCount(1);
  });

  test('the form keeps what was typed and says what is wrong beside the field', async ({ instructor, learner }) => {
    const lin = someone();
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
    await learner.goto(url);
    await fillAccount(learner, { ...lin, password: 'qwertyuiop' });
    await learner.getByRole('button', { name: 'Set up account' }).click();
    await expect(learner.locator('#password-error')).toHaveText(/\w{3}/);
    await expect(learner.getByLabel('First name')).toHaveValue('Lin');
    await expect(learner.getByLabel('E-mail', { exact: true })).toHaveValue(lin.email);
  });

  test('someone who has an account is told so beside the address', async ({ instructor, learner, anotherBrowser }) => {
    const lin = someone();
    const url = await invitePublicly(instructor, await uploadCourse(instructor, course({ title: TITLE })));
    await learner.goto(url);
    await setUpAccount(learner, lin);
    const other = await anotherBrowser();
    await other.goto(url);
    await fillAccount(other, { ...lin, password: 'another-lantern-river-19' });
    await other.getByRole('button', { name: 'Set up account' }).click();
    await expect(other.getByLabel('E-mail', { exact: true })).toHaveAccessibleDescription(/an account with this address/);
  });
});

test.describe('behind a private link', () => {
  test('opening changes nothing, pressing the button launches', async ({ instructor, learner }) => {
    const ada = someone('Ada', 'Reyes');
    await invitePrivately(instructor, await uploadCourse(instructor, course({ title: TITLE })), {
      addresses: `Ada Reyes <${ada.email}>`,
    });
    const page = instructor.url();
    const link = await linkIn(instructor, ada.email);
    for (const method of ['GET', 'HEAD', 'GET']) {
      expect((await learner.request.fetch(link, { method })).status()).toBe(200);
    }
    await learner.goto(link);
    await expect(learner.getByRole('main')).toContainText(TITLE);
    await expect(learner.getByRole('main')).toContainText('Ada Reyes');
    await expect(learner.getByRole('main')).not.toContainText(ada.email);
    await instructor.goto(page);
    await expect(row(instructor, ada.email)).toContainText('Invited');
    const sco = await play(learner);
    await press(sco, 'Pass');
    await leave(learner);
    await instructor.reload();
    await expect(row(instructor, ada.email)).toContainText('Passed');
  });
});

test.describe('a link that leads nowhere', () => {
  for (const path of ['/i/zzzzzzzzzzzzzzzzzzzzzzzzzz', '/p/zzzzzzzzzzzzzzzzzzzzzzzzzz', '/p/short', '/i/%F0%9F%90%9D']) {
    test(`${path} gives a page that a learner understands`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole('main')).toContainText(/link/i);
      await expect(playButton(page)).toHaveCount(0);
    });
  }

  test('a closing page that nobody was given is not found', async ({ page }) => {
    expect((await page.goto('/closing/zzzzzzzzzzzzzzzzzzzz'))?.status()).toBe(404);
  });

  test('an address that is no page says so', async ({ page }) => {
    expect((await page.goto('/no/such/page'))?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});

test.describe('without scripts', { tag: '@no-script' }, () => {
  test('signing up behind a public URL works, and keeps what was typed', async ({ instructor, page, browser, baseURL }) => {
    // The instructor's part needs no script either: the upload is a plain form.
    await instructor.goto('/library');
    await instructor.locator('input[type=file]').setInputFiles(course({ title: TITLE }));
    await instructor.getByRole('button', { name: 'Upload', exact: true }).click();
    // Without scripts the page looks again by itself.
    await expect(instructor).toHaveURL(/\/courses\//, { timeout: 30_000 });
    const url = await invitePublicly(instructor, instructor.url());
    expect(url.startsWith(baseURL ?? '-')).toBe(true);

    const lin = someone();
    await page.goto(url);
    await fillAccount(page, { ...lin, password: 'qwertyuiop' });
    await page.getByRole('button', { name: 'Set up account' }).click();
    await expect(page.locator('#password-error')).toHaveText(/\w{3}/);
    await expect(page.getByLabel('First name')).toHaveValue('Lin');
    await expect(page.getByLabel('E-mail', { exact: true })).toHaveValue(lin.email);
    await page.getByLabel('Password', { exact: true }).fill(lin.password);
    await page.getByRole('button', { name: 'Set up account' }).click();
    await expect(playButton(page)).toBeVisible();

    const again = await (await browser.newContext({ baseURL })).newPage();
    await again.goto(url);
    await again.getByRole('link', { name: /sign in/i }).first().click();
    await again.getByLabel('E-mail', { exact: true }).fill(lin.email);
    await again.getByLabel('Password', { exact: true }).fill(lin.password);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(playButton(again)).toBeVisible();
    await again.context().close();
  });
});
