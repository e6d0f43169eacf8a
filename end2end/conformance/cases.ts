import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../support/beckon';

/** A call to make and what must come of it. */
export interface Step {
  fn: string;
  a: string;
  b?: string;
  exp: string;
  err: string;
  /** The type of the interaction whose answers are compared. */
  typ?: string;
}

/** A SCO's time before the learner, and what the tester does in the LMS after it. */
export interface Visit {
  /** The number of the activity that must be delivered: `act` in its address. */
  act: string;
  steps: Step[];
  cui: string;
  cuitext?: string;
  /** What the LMS must show, by name, separated by `~`; `uia` has the right answers. */
  uiqk?: string;
  uia?: string[];
}

/** One of ADL's LMS test cases. */
export interface Case {
  name: string;
  visits: Visit[];
  /** The title to choose first; `.` where the course begins by itself. */
  start: string;
  end: string;
  /** Whether it drives itself. */
  TT: string;
  /** Its packages' manifests by name, in order. */
  manifests: Record<string, string>;
}

const folder = join(resolve(root, process.env.BECKON_SHARED ?? '../shared'), 'packages/adl-cts');

/** All cases, in order of their names; none where they are not. */
export function cases(): Case[] {
  if (!existsSync(folder)) return [];
  const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Record<string, Omit<Case, 'name' | 'manifests'>>;
  const files = readdirSync(join(folder, 'manifests')).map((file) => file.replace(/\.xml$/, '')).sort();
  return Object.entries(all).map(([name, one]) => {
    const own = files.includes(name) ? [name] : files.filter((file) => file.startsWith(name));
    const manifests = Object.fromEntries(own.map((file) => [file, readFileSync(join(folder, 'manifests', `${file}.xml`), 'utf8')]));
    return { name, ...one, manifests };
  });
}

/** What the tester does after a visit. */
export interface Deed {
  /** The learner's own request; the SCO has not terminated then, and the request takes it away. */
  press?: 'continue' | 'previous' | 'exit' | { choose: string };
  /** Exit is to end the attempt. */
  ends?: true;
  /** The package is left and opened again, or another one. */
  relaunch?: { package: string };
  /** What is chosen after that, or after the SCO has terminated. */
  then?: string;
}

/** The first bold words behind `before`. */
const bold = (text: string, before: string) => new RegExp(`${before}<b>(.*?)</b>`).exec(text)?.[1] ?? '';

/** What the tester is told to do after a visit. */
export function deed({ cui, cuitext = '' }: Visit): Deed {
  const [verb = '', title = ''] = cui.split('~');
  const again = { package: '' };
  switch (verb) {
    case '':
    case 'AutoTest':
    case 'HasEnded':
    case 'Exit':
      return {};
    case 'Continue':
      return { press: 'continue' };
    case 'Previous':
      return { press: 'previous' };
    case 'Choice':
      return { press: { choose: title } };
    case 'ChoiceExit':
      return { press: { choose: title }, relaunch: again };
    case 'ContinueExitCM8':
      return { press: 'continue', relaunch: again };
    case 'TRIGExitAll':
    case 'ExitCM09ba':
      return { press: 'exit', ends: true, relaunch: again };
    case 'SuspendCM09ca':
      return { press: 'exit', relaunch: again };
    case 'exitlaunch':
      return { ends: true, relaunch: { package: title } };
    case 'autoendrelaunch':
      return { relaunch: { package: title } };
    case 'ReLaunchDDMa':
    case 'ReLaunchDDMb':
      return { relaunch: { package: verb.slice('ReLaunch'.length) } };
    case 'RootSX4b':
      return { then: 'the root' };
    default: {
      const launched = bold(cuitext, 'launch ');
      if (/^(API|DMI)t\d$/.test(verb)) return { press: { choose: launched } };
      return { relaunch: again, then: bold(cuitext, 'choose ') };
    }
  }
}
