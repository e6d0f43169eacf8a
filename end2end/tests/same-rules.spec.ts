import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../support/beckon';

type Call = [string, ...(string | number)[]];

const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
// `make e2e` builds it.
const answers = join(target, 'debug/examples/answers');
const seeds = join(root, 'crates/scorm/fuzz/seeds');

/** Numbers that follow from a seed, 0 up to but not including 1. */
function dice(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Calls of a course that knows no rules, and what a player does meanwhile. */
function script(seed: number, words: string[]): Call[] {
  const roll = dice(seed);
  const one = <T>(list: readonly T[]) => list[Math.floor(roll() * list.length)]!;
  const noise = () => String.fromCodePoint(...Array.from({ length: roll() * 9 }, () => Math.floor(roll() * 0xd7ff)));
  const text = () => (roll() < 0.8 ? one([...words, '', '0', '1', '0.5', '85', '1e3', '-0.00001']) : noise());
  const name = () => (roll() < 0.9 ? one(words.filter((word) => /^(cmi|adl)\./.test(word))) : text());
  const activity = () => one(['A', 'B', 'C', 'D', 'X', 'o', text()]);
  const calls: (() => Call)[] = [
    () => ['initialize', roll() < 0.9 ? '' : text()],
    () => ['terminate', roll() < 0.9 ? '' : text()],
    () => ['commit', ''],
    () => ['getErrorString', text()],
    () => ['getDiagnostic', text()],
    () => ['begin', activity()],
    () => ['end', Math.floor(roll() * 10_000)],
    () => ['enter'],
    () => ['navigate', one(['continue', 'previous', 'choice', 'jump', 'exitAll', 'suspendAll', 'abandon', 'resumeAll', 'start']), activity()],
    () => ['navigation'],
    () => ['afterEnd'],
    ...Array<() => Call>(4).fill(() => ['getValue', name()]),
    ...Array<() => Call>(12).fill(() => ['setValue', name(), text()]),
  ];
  const made = Array.from({ length: 120 }, () => one(calls)()).flatMap((call): Call[] => [call, ['getLastError']]);
  return [['enter'], ['initialize', ''], ...made, ['navigation'], ['standing'], ['progress'], ['takeJournal']];
}

test('the run-time answers in WebAssembly as it does natively, whatever is called', async () => {
  test.setTimeout(240_000);
  const words = [...readFileSync(join(seeds, 'api.dict'), 'utf8').matchAll(/^"([^\\]*)"$/gm)].map(([, word]) => word!);
  const manifests = readdirSync(join(seeds, 'manifest')).map((file) => join(seeds, 'manifest', file));
  const scripts = manifests.flatMap((manifest, at) =>
    Array.from({ length: 60 }, (_, seed) => ({ manifest, calls: script(at * 1_000 + seed, words) })),
  );
  const native = JSON.parse(
    execFileSync(answers, {
      input: JSON.stringify(scripts),
      maxBuffer: 2 ** 28,
      encoding: 'utf8',
    }),
  ) as { course: string; answers: unknown[] }[];

  const glue = readFileSync(join(target, 'player-page/stage.js')).toString('base64');
  const { initSync, Stage } = await import(`data:text/javascript;base64,${glue}`);
  initSync({ module: readFileSync(join(root, 'target/site/player/stage_bg.wasm')) });
  for (const [at, { calls, manifest }] of scripts.entries()) {
    const { course, answers } = native[at]!;
    const stage = new Stage(course, 'ada', 'Sequel, Ada', '{}', '{"seed":7}');
    const heard = calls.map(([name, ...given]) => stage[name](...given) ?? null);
    expect(heard, `script ${at} on ${manifest}`).toEqual(answers);
  }
});
