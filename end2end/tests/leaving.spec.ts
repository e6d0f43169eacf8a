import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { inPlayer } from '../support/journeys';
import { course, type Upload } from '../support/packages';
import { someone } from '../support/people';
import { enter, importCourse, launch, publicPath } from '../support/requests';
import { sharedPackage } from '../support/shared';
import { openFor, WAYS, type Way } from '../support/ways';

/** What the tests have courses report, by what it is called in SCORM 1.2 and 2004. */
const REPORT = [
  ['cmi.core.lesson_location', 'cmi.location', '2'],
  ['cmi.suspend_data', 'cmi.suspend_data', 'seen=1,2;mood=“calm”'],
  ['cmi.core.score.raw', 'cmi.score.raw', '42'],
] as const;

interface Asked {
  /** Elements with values to set; without, they are read. */
  report: readonly (readonly [string, string, string])[];
  write: boolean;
}

/** Speaks to the run-time as the course's page does; begins the session where the course has not. */
async function speak(page: Page, write: boolean): Promise<Record<string, string>> {
  const frame = page.frames().find((frame) => frame.name() === 'content')!;
  await frame.waitForLoadState('load');
  return frame.evaluate(
    ({ report, write }: Asked) => {
      type Api = Record<string, (...given: string[]) => string>;
      const windows = parent as unknown as { API?: Api; API_1484_11?: Api };
      const old = windows.API !== undefined;
      const api = (windows.API ?? windows.API_1484_11)!;
      const call = (name: string, ...given: string[]) => api[(old ? 'LMS' : '') + name]!(...given);
      call('GetValue', 'cmi.suspend_data');
      if (['301', '122'].includes(call('GetLastError'))) call('Initialize', '');
      const answers: Record<string, string> = {};
      for (const [in12, in2004, value] of report) {
        const element = old ? in12 : in2004;
        answers[in2004] = write ? call('SetValue', element, value) : call('GetValue', element);
      }
      if (write) {
        answers['cmi.exit'] = call('SetValue', old ? 'cmi.core.exit' : 'cmi.exit', 'suspend');
        answers['Commit'] = call('Commit', '');
      }
      return answers;
    },
    { report: REPORT, write },
  );
}

/** The part of the contents that is open; nothing where the course has no contents. */
const open = async (page: Page) => {
  const current = page.locator('#activities [aria-current="true"] span').first();
  return (await current.count()) > 0 ? current.textContent() : null;
};

async function goTo(page: Page, part: string) {
  await page.locator('#activities').getByRole('button', { name: part }).first().click();
  await expect(page.locator('#activities [aria-current="true"]')).toContainText(part);
}

interface Desk {
  path: string;
  beckon: import('../support/beckon').Beckon;
  browser: import('@playwright/test').Browser;
}

/** Plays, leaves by the way, plays again: what the course was told is saved must be there. */
async function comesBack({ path, beckon, browser }: Desk, way: Way, first?: string) {
  const { page, killBrowser, dispose } = await openFor(way, browser, beckon.url);
  const accept = (page: Page) => page.on('dialog', (dialog) => dialog.accept().catch(() => undefined));
  accept(page);
  const who = someone('Una', 'Leaver');
  await enter(page, path, who);
  const cookies = await page.context().storageState();
  await launch(page, path);
  await inPlayer(page);
  if (first) await goTo(page, first);
  const part = await open(page);
  const work = async () => {
    const told = await speak(page, true);
    expect([...new Set(Object.values(told))], `answers before ${way.name}: ${JSON.stringify(told)}`).toEqual(['true']);
  };
  await way.leave({ page, beckon, work, killBrowser });
  await dispose();

  const again = await browser.newContext({ baseURL: beckon.url, storageState: cookies });
  const next = await again.newPage();
  accept(next);
  await launch(next, path);
  await inPlayer(next);
  if (part !== (await open(next))) await goTo(next, part!);
  const kept = Object.fromEntries(REPORT.map(([, element, value]) => [element, value]));
  expect(await speak(next, false), `after ${way.name}`).toEqual(kept);
  await again.close();
}

async function desk(instructor: Page, file: Upload | string) {
  return publicPath(instructor, await importCourse(instructor, file));
}

for (const standard of ['1.2', '2004 4th'] as const) {
  for (const way of WAYS) {
    test(`SCORM ${standard}: what was saved comes back after ${way.name}`, async ({ instructor, beckon, browser }) => {
      test.setTimeout(120_000);
      const path = await desk(instructor, course({ title: `Left ${standard}`, standard }));
      await comesBack({ path, beckon, browser }, way);
    });
  }
}

const GOLF = [
  'ContentPackagingMetadata_SCORM20043rdEdition',
  'ContentPackagingOneFilePerSCO_SCORM12',
  'ContentPackagingOneFilePerSCO_SCORM20043rdEdition',
  'ContentPackagingSingleSCO_SCORM12',
  'ContentPackagingSingleSCO_SCORM20042ndEdition',
  'ContentPackagingSingleSCO_SCORM20043rdEdition',
  'RunTimeAdvancedCalls_SCORM20043rdEdition',
  'RuntimeBasicCalls_SCORM12',
  'RuntimeBasicCalls_SCORM20043rdEdition',
  'RuntimeMinimumCalls_SCORM12',
  'RuntimeMinimumCalls_SCORM20043rdEdition',
  'SequencingForcedSequential_SCORM20043rdEdition',
  'SequencingPostTestRollup4thEd_SCORM20044thEdition',
  'SequencingPostTestRollup_SCORM20043rdEdition',
  'SequencingPreOrPostTestRollup_SCORM20043rdEdition',
  'SequencingRandomTest_SCORM20043rdEdition',
  'SequencingSimpleRemediation_SCORM20043rdEdition',
];

/** Where to work instead of the part that opens first. */
const WORK_IN: Record<string, string> = {
  // Its pre-test may be attempted once, and is shut from then on, be it suspended.
  SequencingPreOrPostTestRollup_SCORM20043rdEdition: 'Playing the Game',
};

/** Two ways for each course, so that each way is met by several; all with `LEAVING=all`. */
const waysFor = (at: number) =>
  process.env.LEAVING === 'all' ? WAYS : [0, 3].map((further) => WAYS[(at + further) % WAYS.length]!);

for (const [at, name] of GOLF.entries()) {
  test(`golf, by others: ${name} comes back after ${waysFor(at).map((way) => way.name).join(', ')}`, async ({ instructor, beckon, browser }) => {
    test.setTimeout(60_000 * waysFor(at).length);
    const path = await desk(instructor, sharedPackage(`golf/${name}.zip`));
    for (const way of waysFor(at)) await test.step(way.name, () => comesBack({ path, beckon, browser }, way, WORK_IN[name]));
  });
}
