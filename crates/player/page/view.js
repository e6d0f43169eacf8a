// What the learner sees around the course: bar, contents, notices.

// A course shares the page's origin and can tear the page apart; saving must go on even then.
const $ = (id) => document.getElementById(id) ?? document.createElement("p");

const STATES = { completed: "Done", passed: "Passed", failed: "Failed", incomplete: "Begun" };
const SAVED = { saving: "Saving…", trouble: "Not saved: trying again" };

let saying = null;
let ageing = null;
let shown = "";

/// Puts the course's frame on the stage. It is made here rather than written in the page, as
/// browsers fill a written frame from their history before the run-time stands.
export function stage() {
  const frame = document.createElement("iframe");
  Object.assign(frame, { id: "frame", name: "content", title: "Course content", hidden: true });
  frame.allow = "autoplay; fullscreen";
  $("loading").after(frame);
  return frame;
}

/// Names the course, and says what is special about this launch, if anything is.
export function title(text, special) {
  document.title = text;
  $("title").textContent = text;
  $("frame").title = text;
  $("special").textContent = special;
  $("special").hidden = !special;
}

/// Keeps the course to a size, in pixels; 0 is all there is.
export function size(width, height) {
  if (width) $("frame").style.maxInlineSize = `${width}px`;
  if (height) $("frame").style.maxBlockSize = `${height}px`;
}

/// How a course of one part stands: in a word, and 0–1 if it tells.
export function progress(word, share) {
  const over = ["completed", "passed", "failed"].includes(word);
  const said = share === undefined ? "" : `${Math.round(share * 100)} %`;
  reached(share ?? 0, over ? STATES[word] : said);
}

/// How many of its parts are done.
export const parts = (done, all) => reached(done / all, `${done} of ${all} done`);

function reached(share, words) {
  $("bar").style.setProperty("--done", `${share * 100}%`);
  if ($("progress").textContent !== words) $("progress").textContent = words;
}

/// Seconds until the course is left.
export function timeLeft(seconds) {
  const minutes = Math.ceil(seconds / 60);
  $("time-left").hidden = false;
  $("time-left").textContent = seconds > 90 ? `${minutes} min left` : `${seconds} s left`;
  if (seconds === 60 || seconds === 300) say(`${minutes === 1 ? "One minute is" : "Five minutes are"} left.`);
}

/// Whether what the course reported is saved. Saving is put into words when it takes a while only, and
/// read aloud when something went wrong or right again; the state stands on the element at once.
export function saved(state) {
  clearTimeout(saying);
  $("saved").dataset.state = state;
  const show = () => {
    const saved = $("saved");
    clearInterval(ageing);
    if (state === "saved") age();
    else saved.textContent = SAVED[state];
    saved.toggleAttribute("data-trouble", state === "trouble");
    if (state === "trouble" && shown !== "trouble") say("The connection is lost. Your results are kept and sent again.");
    if (state === "saved" && shown === "trouble") say("Your results are saved.");
    if (state !== "saving") shown = state;
  };
  if (state === "saving" && shown === "trouble") return;
  if (state === "saving") saying = setTimeout(show, 600);
  else show();
}

/// Says how long ago all was saved.
function age() {
  const since = Date.now();
  const tell = () => {
    const seconds = Math.floor((Date.now() - since) / 1_000);
    const ago = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
    $("saved").textContent = seconds < 1 ? "Saved" : `Saved ${ago} ago`;
  };
  tell();
  ageing = setInterval(tell, 1_000);
}

/// Says something to those who listen.
export function say(text) {
  $("said").textContent = text;
}

/// The course has ended itself and may be left.
export function finished(ready) {
  $("exit").toggleAttribute("data-ready", ready);
  $("finished").hidden = !ready;
  if (ready) say("The course has finished. You may leave it with Exit.");
}

/// Nothing is saved any more.
export function unsaved() {
  clearTimeout(saying);
  clearInterval(ageing);
  $("saved").textContent = "";
}

/// Something that takes the place of the course. `again` shows the button to reload.
export function notice(heading, text, { again = false, exitUrl = null, leave = "Leave the course" } = {}) {
  $("loading").hidden = true;
  $("frame").hidden = true;
  $("notice-title").textContent = heading;
  $("notice-text").textContent = text;
  $("notice-again").hidden = !again;
  $("notice-leave").hidden = !exitUrl;
  $("notice-leave").textContent = leave;
  if (exitUrl) $("notice-leave").href = exitUrl;
  $("notice").hidden = false;
  $("notice").focus();
}

/// Gives the stage back to the course.
export function course() {
  $("notice").hidden = true;
  $("frame").hidden = false;
}

export function loading(is) {
  $("loading").hidden = !is;
}

/// Nothing can be pressed any more.
export function closed() {
  finished(false);
  $("exit").disabled = true;
  $("devices").hidden = true;
  $("menu-button").hidden = true;
  menu(false);
}

/// Shows or hides the contents.
export function menu(open) {
  $("menu").hidden = !open;
  $("menu-button").setAttribute("aria-expanded", String(open));
}

const narrow = matchMedia("(width < 48rem)");

const drawn = new Map(); // the lines of the contents, by what they show

/// The contents as they are now: headings and activities in order; what can be chosen changes with what is done. `whole` is
/// the course where it can be chosen as such. Lines stay where they are, so that a hand that is pressing one finds it.
export function outline(entries, flows, choose, whole) {
  const list = $("activities");
  const focused = document.activeElement?.dataset?.activity;
  const lines = entries.filter(({ visible }) => visible).map((item) => {
    // Where a course flows, a heading leads to the first of its parts.
    const leads = item.launchable || (flows && item.selectable);
    const line = drawLine(item, leads && choose);
    line.style.setProperty("--depth", Math.min(item.depth, 6));
    if (!leads) return line;
    const [button] = line.children;
    button.disabled = !item.selectable && !item.current;
    if (item.current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    const state = STATES[item.status] ?? "";
    if (button.lastChild.textContent !== state) button.lastChild.textContent = state;
    return line;
  });
  if (flows && whole) lines.unshift(drawLine(whole, choose));
  for (const line of [...list.children]) if (!lines.includes(line)) line.remove();
  lines.forEach((line, at) => list.children[at] === line || list.insertBefore(line, list.children[at] ?? null));
  if (focused && document.activeElement?.dataset?.activity !== focused) {
    [...list.querySelectorAll("[data-activity]")].find((one) => one.dataset.activity === focused)?.focus();
  }
}

/// The line of an entry: a button where it can be chosen, else a heading.
function drawLine(item, choose) {
  const key = `${choose ? "button" : "heading"} ${item.identifier}`;
  const line = drawn.get(key) ?? document.createElement("li");
  if (!drawn.has(key)) {
    drawn.set(key, line);
    line.append(choose ? choice(item, choose) : Object.assign(document.createElement("p"), { className: "heading", textContent: item.title }));
  }
  return line;
}

/// Shows the contents' button, and opens them where there is room, if they are to be open.
export function offerContents(open) {
  if (!$("menu-button").hidden) return;
  $("menu-button").hidden = false;
  $("menu-button").addEventListener("click", () => menu($("menu").hidden));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("menu").hidden || !narrow.matches) return;
    menu(false);
    $("menu-button").focus();
  });
  menu(open && !narrow.matches);
}

/// Which of the player's own buttons there are, and which of them lead somewhere now.
export function devices(hidden, enabled) {
  $("devices").hidden = false;
  for (const name of ["previous", "continue"]) {
    $(name).hidden = hidden.includes(name);
    $(name).disabled = !enabled.includes(name);
  }
}

function choice(item, choose) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.dataset.activity = item.identifier;
  const name = Object.assign(document.createElement("span"), { textContent: item.title });
  const state = Object.assign(document.createElement("span"), { className: "state" });
  button.append(name, state);
  button.addEventListener("click", () => {
    if (narrow.matches) menu(false);
    choose(item.identifier);
  });
  return button;
}
