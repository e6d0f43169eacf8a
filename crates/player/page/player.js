// The player: asks the server for the course, puts the run-time on the window, opens the
// activities in the frame, and sends what they report. The address carries the ticket.

import init, { Stage } from "./stage.js";
import { expose } from "./api.js";
import { Courier, Refused, post } from "./courier.js";
import { watch } from "./idle.js";
import { Log } from "./log.js";
import * as view from "./view.js";

const ticket = location.pathname.split("/")[2] ?? "";
const base = `/play/${ticket}/`;
const frame = view.stage();
const log = new Log();
const DONE = ["completed", "passed"];
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

let stage, course, courier, exitUrl;
let several = false;
let flows = false; // it leads from one activity to the next
let looking = null; // a look at what can be chosen, soon
let opened = 0; // when the open activity was opened
let busy = false; // an activity is being opened or left
let leaving = false;
let options; // how the course is offered
let counts = true; // what is reported is kept

const launchable = (items) =>
  items.flatMap((item) => [...(item.launch ? [item] : []), ...launchable(item.children ?? [])]);

async function start() {
  courier = new Courier(base, ticket, collect, log, { state: view.saved, refused });
  const [begun] = await Promise.all([patiently(begin), init()]);
  ({ course, options, exit_url: exitUrl } = begun);
  const { mode, status_over_mastery: lenient, time_limit: limit } = begun.terms;
  counts = mode === "normal";
  view.title(begun.title, begun.try_out ? "Try-out" : counts ? "" : "Looking back: nothing is changed");
  view.size(Number(options.width), Number(options.height));
  courier.seq = begun.seq;
  const { id, name } = begun.learner;
  stage = new Stage(JSON.stringify(course), id, name, JSON.stringify(begun.states), JSON.stringify(begun.course_state));
  stage.on(mode, lenient, limit ?? undefined);
  expose(stage, course.standard, log, heard);

  const items = launchable(course.organizations[0]?.items ?? []);
  if (items.length === 0) return view.notice("Nothing to show", "This course has nothing that can be opened.", { exitUrl });
  several = items.length > 1;
  flows = several && leads(course.organizations[0]);
  if (several && options.contents !== "none") view.offerContents(options.contents === "auto");
  if (begun.kiosk) watch(frame, () => leave("?alone"), () => leaving || gone);
  if (begun.time_left !== null) expire(performance.now() + begun.time_left * 10);
  log.request("start");
  const entered = stage.enter();
  // Where the learner would have to choose, the first part that is open is chosen.
  const first = entered === "nothing" ? stage.entryPoint() : undefined;
  if (first && !stage.begin(first)) return show(first);
  await follow(entered);
}

/// What is to be sent: nothing, where nothing counts.
function collect() {
  const entries = stage?.takeJournal() ?? [];
  return counts ? entries : [];
}

/// Shows the time that is left until `end`, and leaves the course then.
function expire(end) {
  if (leaving || gone) return;
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1_000));
  view.timeLeft(left);
  if (left === 0) return leave("?time");
  setTimeout(() => expire(end), left > 90 ? 15_000 : 1_000);
}

async function begin() {
  await courier.resend();
  return post(`${base}begin`, "{}");
}

/// Tries until the server answers; says so when that takes long.
async function patiently(ask) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask();
      if (tries > 0) view.course();
      return answer;
    } catch (error) {
      if (error instanceof Refused) throw error;
      view.notice("No connection", "The course cannot be reached at the moment. Trying again…");
      await pause(Math.min(15_000, 1_000 * 2 ** tries));
    }
  }
}

/// Whether an organization or one of its items leads from one activity to the next.
const leads = (node) => Boolean(node.sequencing?.control?.flow) || (node.items ?? node.children ?? []).some(leads);

/// Hundredths of a second since the open activity was opened.
const wall = () => performance.now() / 10 - opened / 10;

/// Asks the sequencing for something, as the learner: the open activity is told first, so that it can say its last words.
async function ask(name, target) {
  if (busy || leaving) return;
  busy = true;
  try {
    await close();
    await follow(request(name, target));
  } finally {
    busy = false;
  }
}

function request(name, target) {
  log.request(name, target);
  return stage.navigate(name, target);
}

/// Does what came of a navigation request.
async function follow(outcome) {
  courier.now();
  const [what, ...rest] = outcome.split(":");
  const about = rest.join(":");
  if (what === "deliver") return show(about);
  progress();
  if (what === "ended") return leave();
  contents();
  const refused = what === "refused" ? about : "";
  if (refused) console.info(refused);
  const choices = now().contents.some(({ selectable }) => selectable);
  const text = choices ? "Choose what comes next from the contents." : "Nothing else can be opened now. You may leave the course with Exit.";
  view.notice("This part has finished", text);
}

/// Opens the contents, for there the learner has to choose.
function contents() {
  if (options.contents === "none") view.offerContents(true);
  view.menu(true);
}

/// Opens what the learner chose, after leaving the one that is open.
async function go(identifier) {
  if (busy || leaving) return;
  busy = true;
  try {
    await close();
    const { launchable } = now().contents.find((item) => item.identifier === identifier) ?? {};
    const outcome = course.standard === "1.2" ? log.request("choice", identifier) : request("choice", identifier);
    if (outcome && !(launchable && outcome.startsWith("refused:"))) return follow(outcome);
    // What no request leads to may be opened still: what is open already, and the parts of SCORM 1.2.
    const wrong = stage.begin(identifier);
    if (wrong) return view.notice("This part cannot be opened", wrong, { again: true, exitUrl });
    show(identifier);
  } finally {
    busy = false;
  }
}

/// What may be offered now: contents, and which requests lead somewhere.
const now = () => JSON.parse(stage.navigation());

/// Puts an activity that was opened before the learner.
function show(identifier) {
  opened = performance.now();
  courier.soon();
  view.finished(false);
  const { launch, title } = launchable(course.organizations[0].items).find((item) => item.identifier === identifier);
  const file = launch.file.split("/").map(encodeURIComponent).join("/");
  frame.title = title || document.title;
  view.course();
  load(`${base}c/${file}${launch.suffix}`, 15_000);
  progress();
}

/// Leaves the open activity: the frame gets a blank page, so that the course notices and can
/// say its last words.
async function close() {
  if (!stage.active()) return;
  if (!stage.terminated()) await load(`${base}blank`, 2_000);
  stage.end(wall());
  progress();
}

/// Gives the frame an address without leaving a trace in the history; waits until the page
/// stands, or as long as said.
function load(address, longest) {
  view.loading(true);
  return new Promise((done) => {
    const ready = () => {
      clearTimeout(timer);
      frame.removeEventListener("load", ready);
      view.loading(false);
      done();
    };
    const timer = setTimeout(ready, longest);
    frame.addEventListener("load", ready);
    frame.contentWindow.location.replace(address);
  });
}

/// The course called the run-time.
function heard(call, answer) {
  if (!gone) courier.logged();
  if (answer !== "true" || gone) return;
  if (call === "commit" || call === "terminate") courier.now();
  else courier.soon();
  if (call === "terminate") setTimeout(after);
  looking ??= setTimeout(progress, 300);
}

/// What the course wants next, once it has terminated by itself.
function after() {
  if (busy || leaving || !stage.terminated()) return;
  const next = stage.afterEnd();
  progress();
  if (next.startsWith("do:")) {
    const [, name, ...target] = next.split(":");
    return perform(name, target.join(":") || undefined);
  }
  if (next === "menu") {
    contents();
    view.say("This part has finished. Choose the next one from the contents.");
  } else if (options.finish === "leave" || (options.finish === "leave-done" && DONE.includes(stage.standing()))) {
    leave();
  } else view.finished(true);
}

/// Performs what the course asked for when it terminated.
async function perform(name, target) {
  busy = true;
  try {
    stage.end(wall());
    await follow(request(name, target));
  } finally {
    busy = false;
  }
}

function progress() {
  clearTimeout(looking);
  looking = null;
  if (!several) return view.progress(stage.standing(), stage.progress());
  const { contents, hidden, enabled, rootSelectable } = now();
  const parts = contents.filter(({ launchable }) => launchable);
  view.parts(parts.filter(({ status }) => DONE.includes(status)).length, parts.length);
  const [{ identifier, title }] = course.organizations;
  view.outline(contents, flows, go, rootSelectable && { identifier, title: title || document.title });
  if (flows && options.buttons !== "none") view.devices(hidden, enabled);
}

/// Exit: the course ends, everything is saved, and the browser goes back where it came from. Takes what the address
/// there says about how it was left, and what the sequencing is asked before, if anything.
async function leave(how = "", last = null) {
  if (leaving || !stage) return;
  leaving = true;
  log.request({ "?alone": "leave: nobody there", "?time": "leave: the time is up" }[how] ?? "leave");
  view.closed();
  await close();
  if (last) request(last);
  view.notice("Saving your results…", "This takes a moment.");
  const slow = setTimeout(() => {
    view.notice("Your results are not saved yet", "The connection is lost. Keep this page open: they are sent as soon as it is back.", { exitUrl, leave: "Leave without saving" });
  }, 6_000);
  await courier.finish();
  clearTimeout(slow);
  if (courier.error) return;
  away(exitUrl + how);
}

function away(address) {
  gone = true;
  location.replace(address);
}

/// The server will not have it: this launch is over or something is wrong with it.
function refused(error) {
  courier.error = error;
  leaving = true;
  view.closed();
  view.unsaved();
  frame.contentWindow?.location.replace(`${base}blank`);
  exitUrl = error.exitUrl ?? exitUrl;
  if (error.kind === "replaced") {
    view.notice("Opened somewhere else", "This course was opened again in another window or on another device. It goes on there; you can close this page.", { exitUrl });
  } else if (error.kind === "ended") {
    view.notice("This session has ended", "Your results are saved. To go on, open the course again from your invitation.", { exitUrl });
  } else if (error.status === 404) {
    view.notice("This link is no longer valid", "Open the course again from your invitation.", { exitUrl });
  } else {
    view.notice("Your results could not be saved", error.message, { again: true, exitUrl });
  }
}

// The page goes: by taking the frame out, the course is told first and its last words are
// heard; then everything is sent.
let gone = false;
addEventListener("pagehide", () => {
  if (gone || !stage) return;
  frame.remove();
  gone = true;
  courier.leave();
});

// A course can press links that it puts on this page. They lead nowhere: the page reloads, or is left for its closing
// page. The learner's own steps, by address or by the browser's buttons, are not asked about.
window.navigation?.addEventListener("navigate", (event) => {
  const { url } = event.destination;
  const ours = url === location.href || (exitUrl && url.startsWith(exitUrl));
  if (event.cancelable && event.navigationType !== "traverse" && !ours) event.preventDefault();
});

// A page from the browser's memory has a course without a frame: start anew.
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && courier?.hide());
addEventListener("beforeunload", (event) => {
  if (!gone && courier?.failures > 1 && courier.pending) event.preventDefault();
});
document.getElementById("previous").addEventListener("click", () => ask("previous"));
document.getElementById("continue").addEventListener("click", () => ask("continue"));
document.getElementById("exit").addEventListener("click", () => {
  const ends = several && options.exit === "end" && course.standard !== "1.2";
  leave("", ends ? "exitAll" : null);
});
document.getElementById("notice-again").addEventListener("click", () => location.reload());

start().catch((error) => {
  if (error instanceof Refused) return refused(error);
  console.error(error);
  view.notice("The course could not be started", "Reload the page. If that does not help, try another browser.", { again: true });
});
