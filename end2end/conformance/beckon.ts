import { chromium as browsers, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Beckon } from '../support/beckon';
import { chromium } from '../support/chromium';
import { signIn } from '../support/journeys';
import { INSTRUCTOR, someone } from '../support/people';
import { importCourse, launch, publicPath, setCourseOptions, signUp } from '../support/requests';
import { type Case, cases } from './cases';
import { pack } from './sco';
import type { Lms } from './tester';

/** Where the product is, and the folder with who is signed in. */
const PLACE = 'BECKON_CONFORMANCE';

interface Place {
  url: string;
  folder: string;
}

/** Where the product is that all cases share. */
export const place = () => JSON.parse(process.env[PLACE]!) as Place;

/** Who is signed in, as a browser keeps it: one instructor and one learner for all cases. */
export const signedIn = (who: 'instructor' | 'learner') => join(place().folder, `${who}.json`);

/** Starts a product for all cases, for some take up what others left. Gives how to end it. */
export default async function start() {
  const [first] = cases();
  if (!first) return () => undefined;
  const beckon = await Beckon.start(INSTRUCTOR);
  const folder = mkdtempSync(join(tmpdir(), 'beckon-conformance-'));
  process.env[PLACE] = JSON.stringify({ url: beckon.url, folder });
  const browser = await browsers.launch(chromium.launchOptions);
  const enters = async (who: 'instructor' | 'learner', enter: (page: Page) => Promise<void>) => {
    const context = await browser.newContext({ baseURL: beckon.url });
    const page = await context.newPage();
    await enter(page);
    await context.storageState({ path: signedIn(who) });
    return page;
  };
  const instructor = await enters('instructor', (page) => signIn(page, INSTRUCTOR));
  const path = await publicPath(instructor, await importCourse(instructor, pack(first, Object.keys(first.manifests)[0]!)));
  await enters('learner', (page) => signUp(page, path, someone('Paula', 'Player')));
  await browser.close();
  return async () => {
    const log = await beckon.stop();
    rmSync(folder, { recursive: true, force: true });
    if (/panicked at/.test(log)) throw new Error(`beckon panicked:\n${log}`);
  };
}

/** The product, where the packages become courses behind public links. */
export class BeckonLms implements Lms {
  private readonly paths = new Map<string, string>();

  constructor(
    private readonly instructor: Page,
    readonly page: Page,
  ) {}

  async take(one: Case, ends: boolean) {
    for (const name of Object.keys(one.manifests)) {
      const course = await importCourse(this.instructor, pack(one, name));
      if (ends) await setCourseOptions(this.instructor, course, { exit: 'end' });
      this.paths.set(name, await publicPath(this.instructor, course));
    }
  }

  launch(name: string) {
    return launch(this.page, this.paths.get(name)!);
  }
}
