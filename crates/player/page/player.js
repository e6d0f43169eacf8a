// The player: asks the server for the course, puts the run-time on the window, opens the
// activities in the frame, and sends what they report. The address carries the ticket.

import init, { Stage } from "./stage.js";
import { expose } from "./api.js";
import { Courier, Refused, post } from "./courier.js";
import { watch } from "./idle.js";
import * as view from "./view.js";

const ticket = location.pathname.split("/")[2] ?? "";
const base = `/play/${ticket}/`;
const frame = view.stage();
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

let stage, course, courier, exitUrl;
let several = false;
let opened = 0; // when the open activity was opened
let busy = false; // an activity is being opened or left
let leaving = false;

const launchable = (items) =>
  items.flatMap((item) => [...(item.launch ? [item] : []), ...launchable(item.children ?? [])]);

async function start() {
  courier = new Courier(base, ticket, () => stage?.takeJournal() ?? [], { state: view.saved, refused });
  const [begun] = await Promise.all([patiently(begin), init()]);
  ({ course, exit_url: exitUrl } = begun);
  view.title(begun.title, begun.try_out);
  courier.seq = begun.seq;
  stage = new Stage(JSON.stringify(course), JSON.stringify(begun.learner), JSON.stringify(begun.states));
  expose(stage, course.standard, heard);

  const items = course.organizations[0]?.items ?? [];
  several = launchable(items).length > 1;
  if (several) view.contents(items, (identifier) => go(identifier));
  const first = stage.entryPoint();
  if (!first) return view.notice("Nothing to show", "This course has nothing that can be opened.", { exitUrl });
  if (begun.kiosk) watch(frame, () => leave("?alone"), () => leaving || gone);
  await go(first);
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

/// Opens an activity, after leaving the one that is open.
async function go(identifier) {
  if (busy || leaving) return;
  busy = true;
  try {
    await close();
    const wrong = stage.begin(identifier);
    if (wrong) return view.notice("This part cannot be opened", wrong, { again: true, exitUrl });
    opened = performance.now();
    courier.soon();
    view.finished(false);
    const { launch, title } = launchable(course.organizations[0].items).find((item) => item.identifier === identifier);
    const file = launch.file.split("/").map(encodeURIComponent).join("/");
    frame.title = title || document.title;
    view.course();
    load(`${base}c/${file}${launch.suffix}`, 15_000);
    progress();
  } finally {
    busy = false;
  }
}

/// Leaves the open activity: the frame gets a blank page, so that the course notices and can
/// say its last words.
async function close() {
  if (!stage.active()) return;
  await load(`${base}blank`, 2_000);
  stage.end(performance.now() / 10 - opened / 10);
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
  if (answer !== "true" || gone) return;
  if (call === "commit" || call === "terminate") courier.now();
  else courier.soon();
  if (call === "terminate") setTimeout(after);
}

/// What the course wants next, once it has terminated by itself.
function after() {
  if (busy || leaving || !stage.terminated()) return;
  const next = stage.afterEnd();
  progress();
  if (next === "exit") leave();
  else if (next.startsWith("go:")) go(next.slice(3));
  else if (next === "menu") {
    view.menu(true);
    view.say("This part has finished. Choose the next one from the contents.");
  } else view.finished(true);
}

function progress() {
  if (several) view.progress(stage.active(), (identifier) => stage.status(identifier));
}

/// Exit: the course ends, everything is saved, and the browser goes back where it came from. Takes what the address
/// there says about how it was left.
async function leave(how = "") {
  if (leaving || !stage) return;
  leaving = true;
  view.closed();
  await close();
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
  const url = error.exitUrl ?? exitUrl;
  if (error.kind === "replaced") {
    view.notice("Opened somewhere else", "This course was opened again in another window or on another device. It goes on there; you can close this page.", { exitUrl: url });
  } else if (error.kind === "ended") {
    view.notice("This session has ended", "Your results are saved. To go on, open the course again from your invitation.", { exitUrl: url });
  } else if (error.status === 404) {
    view.notice("This link is no longer valid", "Open the course again from your invitation.", { exitUrl: url });
  } else {
    view.notice("Your results could not be saved", error.message, { again: true, exitUrl: url });
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

// A page from the browser's memory has a course without a frame: start anew.
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && courier?.hide());
addEventListener("beforeunload", (event) => {
  if (!gone && courier?.failures > 1 && courier.pending) event.preventDefault();
});
document.getElementById("exit").addEventListener("click", () => leave());
document.getElementById("notice-again").addEventListener("click", () => location.reload());

start().catch((error) => {
  if (error instanceof Refused) return refused(error);
  console.error(error);
  view.notice("The course could not be started", "Reload the page. If that does not help, try another browser.", { again: true });
});
