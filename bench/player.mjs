// How long a course waits for the run-time: the player's own scripts and WebAssembly in V8, without a page around them.
// node player.mjs FOLDER WASM ADDRESS, with the folder of the player's scripts before they are bundled, its WebAssembly as
// it is served, and the address of a launch; prints p50 and p99 of a call, in microseconds.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, wasm, address] = process.argv.slice(2);
// Node takes scripts for modules where a package says so.
const modules = mkdtempSync(join(tmpdir(), 'player-'));
cpSync(folder, modules, { recursive: true });
writeFileSync(join(modules, 'package.json'), '{ "type": "module" }');
const module = (name) => import(pathToFileURL(join(modules, name)));
const [{ initSync, Stage }, { expose }, { Log }] = await Promise.all(['stage.js', 'api.js', 'log.js'].map(module));
rmSync(modules, { recursive: true });
initSync({ module: readFileSync(wasm) });

const begun = await (await fetch(`${address}begin`, { method: 'POST', body: '{}' })).json();
const { course, learner, states, course_state: kept, terms } = begun;
const stage = new Stage(JSON.stringify(course), learner.id, learner.name, JSON.stringify(states), JSON.stringify(kept));
stage.on(terms.mode, terms.status_over_mastery, terms.time_limit ?? undefined);
const log = new Log();
globalThis.window = globalThis;
expose(stage, course.standard, log, () => {});
stage.enter();
if (stage.active() === undefined) stage.begin(stage.entryPoint());

const api = globalThis.API;
const took = [];
const timed = (name, ...values) => {
  const begun = process.hrtime.bigint();
  const answer = api[name](...values);
  took.push(Number(process.hrtime.bigint() - begun) / 1e3);
  if (answer === 'false') throw new Error(`${name}(${values}): ${api.LMSGetLastError()}`);
};

timed('LMSInitialize', '');
const suspend = 'x'.repeat(1_000);
for (let round = 0; round < 5_000; round += 1) {
  timed('LMSGetValue', 'cmi.core.lesson_location');
  timed('LMSSetValue', 'cmi.core.lesson_location', `page ${round}`);
  timed('LMSSetValue', 'cmi.core.score.raw', String(round % 100));
  timed('LMSSetValue', 'cmi.core.lesson_status', 'incomplete');
  timed('LMSSetValue', 'cmi.suspend_data', `${suspend}${round}`);
  timed('LMSGetValue', 'cmi.suspend_data');
  timed('LMSGetLastError');
  timed('LMSCommit', '');
  // As the courier takes them away.
  stage.takeJournal();
  log.take(60_000);
}
took.sort((a, b) => a - b);
const part = (share) => took[Math.floor(took.length * share)];
console.log(part(0.5), part(0.99));
