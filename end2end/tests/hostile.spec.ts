import type { Frame, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { inPlayer, leave, press, row, savedAfter, told } from '../support/journeys';
import { course, type Upload } from '../support/packages';
import { someone } from '../support/people';
import { enter, importCourse, launch, publicPath } from '../support/requests';
import { sharedPackage } from '../support/shared';

interface Sco {
  get(element: string): string;
  set(element: string, value: string): string;
  commit(): string;
  error(): string;
}
type Hostile = Window & { sco: Sco };

/** Plays a course as a learner of its public invitation. Gives who plays, the path of the link and the course's frame. */
async function playing(instructor: Page, learner: Page, file: Upload | string) {
  const path = await publicPath(instructor, await importCourse(instructor, file));
  const who = someone('Vic', 'Timm');
  await enter(learner, path, who);
  await launch(learner, path);
  await inPlayer(learner);
  return { who, path, guest: content(learner) };
}

const content = (page: Page): Frame => page.frames().find((frame) => frame.name() === 'content')!;

test('a course finds no cookie of the pages, and sends none there', async ({ instructor, learner, beckon }) => {
  const { guest } = await playing(instructor, learner, course({ title: 'Cookies' }));
  const carried: (string | undefined)[] = [];
  learner.context().on('request', async (request) => {
    if (!request.isNavigationRequest()) carried.push((await request.allHeaders()).cookie);
  });
  const found = await guest.evaluate(async (pages) => {
    await fetch(`${pages}/library`, { credentials: 'include', mode: 'no-cors' });
    const read = await fetch(`${pages}/library`, { credentials: 'include' }).then(
      (answer) => answer.text(),
      () => 'refused',
    );
    const own = await fetch('/library', { credentials: 'include' });
    return { cookies: document.cookie + parent.document.cookie, read, own: own.status };
  }, beckon.url);
  expect(found).toEqual({ cookies: '', read: 'refused', own: 404 });
  await expect.poll(() => carried.length).toBeGreaterThanOrEqual(3);
  expect(carried.filter(Boolean)).toEqual([]);
  expect(await learner.context().cookies(beckon.contentUrl)).toEqual([]);
});

test('requests that a course forges in the name of a signed-in instructor are refused, and change nothing', async ({ instructor, beckon }) => {
  const id = await importCourse(instructor, course({ title: 'Forger' }));
  await instructor.goto(`/courses/${id}`);
  await instructor.getByRole('button', { name: 'Try the course' }).click();
  await inPlayer(instructor);
  const refused: number[] = [];
  instructor.context().on('response', (answer) => {
    if (answer.request().method() === 'POST' && answer.url().startsWith(beckon.url)) refused.push(answer.status());
  });
  const sent = await content(instructor).evaluate(
    async ([pages, id]) => {
      const forms: [string, Record<string, string>][] = [
        ['courses/api/delete_course', { id }],
        ['courses/api/edit_course', { id, title: 'Forged' }],
        ['invitations/api/create_public', { course: id }],
        ['accounts/api/sign_out', {}],
      ];
      for (const [name, fields] of forms) {
        const body = new URLSearchParams(fields);
        const url = `${pages}/api/app/${name}`;
        await fetch(url, { method: 'POST', credentials: 'include', mode: 'no-cors', body }).catch(() => undefined);
        navigator.sendBeacon(url, body);
        // In a frame of its own, and in a window of its own.
        for (const target of ['forged', '_blank']) {
          const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { name: 'forged' }));
          const form = document.body.appendChild(document.createElement('form'));
          Object.assign(form, { action: url, method: 'post', target });
          for (const [name, value] of body) form.append(Object.assign(document.createElement('input'), { name, value }));
          form.submit();
          await new Promise((done) => setTimeout(done, 200));
          frame.remove();
        }
      }
      return forms.length;
    },
    [beckon.url, id] as const,
  );
  await expect.poll(() => refused.length).toBeGreaterThanOrEqual(3 * sent);
  expect(new Set(refused)).toEqual(new Set([403]));
  await instructor.goto(`/courses/${id}`);
  await expect(instructor.getByRole('heading', { name: 'Forger' })).toBeVisible();
  await instructor.goto('/invitations');
  await expect(instructor.getByRole('main')).not.toContainText('Forger');
});

test('a course cannot lead the player elsewhere, by no way that its scripts have', async ({ instructor, learner, beckon }) => {
  const files = {
    'evil.js': `document.documentElement.dataset.evil = 'ran'; location.href = '${beckon.url}/sign-in';`,
    'leave.html': `<!doctype html><meta charset="utf-8"><title>Off</title><body><script>
      const pages = '${beckon.url}/sign-in', push = 'opener.top.location.href=' + JSON.stringify(pages);
      const tries = [
        () => { top.location.href = pages; },
        () => top.location.replace(pages),
        () => window.open(pages, '_top'),
        () => { const a = document.body.appendChild(document.createElement('a')); a.target = '_top'; a.href = pages; a.click(); },
        () => { const f = document.body.appendChild(document.createElement('form')); f.target = '_top'; f.action = pages; f.submit(); },
        () => { const a = top.document.body.appendChild(top.document.createElement('a')); a.href = pages; a.click(); },
        () => { const f = top.document.body.appendChild(top.document.createElement('form')); f.action = pages; f.submit(); },
        () => top.document.head.append(Object.assign(top.document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=' + pages })),
        () => top.document.head.append(Object.assign(top.document.createElement('script'), { src: new URL('evil.js', location).href })),
        () => top.setTimeout('location.href=' + JSON.stringify(pages)),
        () => top.setTimeout(top.location.replace.bind(top.location, pages)),
        () => top.eval('location.href=' + JSON.stringify(pages)),
        () => window.open('').eval(push),
        () => window.open(URL.createObjectURL(new Blob(['<script>' + push + '<\\/script>'], { type: 'text/html' }))),
        ...['../blank', '/nothing', '/player/player.html'].map((place) => () => { const w = window.open(new URL(place, location)); w.onload = () => w.eval(push); }),
      ];
      (async () => {
        for (const go of tries) {
          try { go(); } catch (error) { console.info(String(error)); }
          await new Promise((done) => setTimeout(done, 150));
        }
        allTried(top.document.documentElement.dataset.evil ?? 'stayed out');
      })();
    </script>`,
  };
  const { guest } = await playing(instructor, learner, course({ title: 'Pusher', files }));
  const player = learner.url();
  const trail: string[] = [];
  learner.on('framenavigated', (frame) => frame === learner.mainFrame() && trail.push(frame.url()));
  // Playwright itself would wait for navigations that were asked for, and never come.
  const script = new Promise((tried) => learner.exposeFunction('allTried', tried));
  await guest.evaluate(() => void setTimeout(() => location.assign('leave.html')));
  expect(await script).toBe('stayed out');
  expect(trail).toEqual([]);
  expect(learner.url()).toBe(player);
});

test('a course installs no service worker', async ({ instructor, learner }) => {
  const files = { 'worker.js': 'self.addEventListener("fetch", () => {})' };
  const { guest } = await playing(instructor, learner, course({ title: 'Squatter', files }));
  const outcome = await guest.evaluate(async () => {
    const install = (from: Window & typeof globalThis, scope: string) =>
      from.navigator.serviceWorker.register(new URL('worker.js', location.href), { scope }).then(
        () => 'installed',
        () => 'refused',
      );
    const tries = [await install(window, './'), await install(window, '/'), await install(parent as typeof window, './')];
    return { tries, there: (await navigator.serviceWorker.getRegistrations()).length };
  });
  expect(outcome).toEqual({ tries: ['refused', 'refused', 'refused'], there: 0 });
});

test('a window that a course opens on the pages is out of its reach', async ({ instructor, learner, beckon }) => {
  const { guest } = await playing(instructor, learner, course({ title: 'Opener' }));
  const opening = learner.context().waitForEvent('page');
  await guest.evaluate((pages) => Object.assign(window, { opened: window.open(pages) }), beckon.url);
  const opened = await opening;
  await opened.waitForURL(`${beckon.url}/**`);
  expect(await opened.evaluate(() => window.opener)).toBeNull();
  const reach = await guest.evaluate(() => {
    const { opened } = window as unknown as { opened: Window };
    try {
      return opened.document.title;
    } catch {
      return opened.closed ? 'cut off' : 'another origin';
    }
  });
  expect(['cut off', '']).toContain(reach);
  await guest.evaluate(() => (window as unknown as { opened: Window }).opened.location.assign('about:blank')).catch(() => undefined);
  await opened.waitForTimeout(200);
  expect(opened.url()).toContain(beckon.url);
});

test('a course finds nothing of whoever played before in the same window', async ({ instructor, learner }) => {
  await playing(instructor, learner, course({ title: 'The one before' }));
  const ticket = learner.url().split('/')[4]!;
  expect(ticket.length).toBeGreaterThan(20);
  await savedAfter(learner, () => press(learner.frameLocator('iframe'), 'Bookmark'));
  await press(learner.frameLocator('iframe'), 'Score 85');
  // Away without Exit: the page may keep what it could not send.
  await learner.goto('/');
  await learner.context().clearCookies();

  const { guest } = await playing(instructor, learner, course({ title: 'Spy' }));
  const found = await guest.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const caches_ = await caches.keys().catch(() => []);
    const entries = performance.getEntries().map(({ name }) => name);
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      databases,
      caches_,
      entries,
      document.referrer,
      parent.document.referrer,
      window.name,
      parent.name,
      document.cookie,
    ]);
  });
  expect(found).not.toContain(ticket);
  expect(found).not.toContain('page-7');
});

const STANDARDS = [
  { standard: '1.2', location: 'cmi.core.lesson_location', exit: 'cmi.core.exit', tooLong: '405' },
  { standard: '2004 4th', location: 'cmi.location', exit: 'cmi.exit', tooLong: '406' },
] as const;

for (const { standard, location, exit, tooLong } of STANDARDS) {
  test(`a storm of calls of SCORM ${standard} leaves page and server answering, and its last value kept`, async ({ instructor, learner }) => {
    test.setTimeout(300_000);
    const { path, guest } = await playing(instructor, learner, course({ title: `Storm ${standard}`, standard }));
    const answers = await guest.evaluate(
      ([location, exit]) => {
        const { sco } = window as unknown as Hostile;
        const answers = new Set([sco.set(exit, 'suspend')]);
        // By turns, for of what is set in a row the last alone is sent.
        for (let call = 0; call < 200_000; call += 1) answers.add(sco.set(call % 2 ? location : 'cmi.suspend_data', `place ${call}`));
        for (let call = 0; call < 500; call += 1) answers.add(sco.commit());
        return [...answers];
      },
      [location, exit] as const,
    );
    expect(answers).toEqual(['true']);
    for (let look = 0; look < 5; look += 1) {
      const began = Date.now();
      expect((await instructor.request.get('/library')).status()).toBe(200);
      expect(Date.now() - began, 'milliseconds that the server took for another').toBeLessThan(5_000);
    }
    const began = Date.now();
    await learner.getByRole('button', { name: 'Exit' }).click();
    await expect(learner.getByRole('button', { name: 'Exit' })).toBeDisabled();
    expect(Date.now() - began, 'milliseconds until the bar followed').toBeLessThan(10_000);
    await expect(learner).toHaveURL(/\/closing\//, { timeout: 240_000 });
    await launch(learner, path);
    const again = await inPlayer(learner);
    await expect(told(again, 'Location')).toHaveText('place 199999');
    await expect(told(again, 'Suspend data')).toHaveText('place 199998');
  });

  test(`5 MB of suspend data are refused in SCORM ${standard}, and nothing else is lost`, async ({ instructor, learner }) => {
    const { path, guest } = await playing(instructor, learner, course({ title: `Hoarder ${standard}`, standard }));
    const sco = learner.frameLocator('iframe');
    for (const button of ['Score 85', 'Bookmark']) await press(sco, button);
    const refusal = await guest.evaluate(() => {
      const { sco } = window as unknown as Hostile;
      return [sco.set('cmi.suspend_data', 'x'.repeat(5_000_000)), sco.error(), sco.commit()];
    });
    expect(refusal).toEqual(['false', tooLong, 'true']);
    await leave(learner);
    await launch(learner, path);
    const again = await inPlayer(learner);
    await expect(told(again, 'Suspend data')).toHaveText('seen=1,2,3');
    await expect(told(again, 'Location')).toHaveText('page-7');
    await expect(told(again, 'Score')).toHaveText('85');
  });
}

const HOSTILE = [
  'alert_loop',
  'api_storm',
  'container_set',
  'finish_twice',
  'forge_fetch',
  'never_finishes',
  'parent_dom',
  'popup_opener',
  'service_worker',
  'suspend_5MB',
  'top_navigation',
];
for (const name of HOSTILE) {
  test(`sco_${name}, by others, harms neither player nor server`, async ({ instructor, learner }) => {
    test.setTimeout(120_000);
    learner.context().on('dialog', (dialog) => dialog.accept());
    const path = await publicPath(instructor, await importCourse(instructor, sharedPackage(`hostile/sco_${name}.zip`)));
    const who = someone('Vic', 'Timm');
    await enter(learner, path, who);
    await launch(learner, path);
    await expect(learner).toHaveURL(/\/play\//);
    const player = learner.url();
    // Their pages are empty: there is nothing to wait for.
    await learner.waitForTimeout(3_000);
    expect(learner.url()).toBe(player);
    expect((await instructor.request.get('/healthz')).status()).toBe(200);
    // One of them takes the bar away.
    if (name === 'parent_dom') await learner.goto('/');
    else await leave(learner);
    await instructor.goto('/invitations');
    await instructor.locator('a[href^="/invitations/"]').first().click();
    await expect(row(instructor, who.email)).toBeVisible();
    expect(await learner.context().cookies(player)).toEqual([]);
  });
}
