// What the learner sees around the course: bar, contents, notices.

// A course shares the page's origin and can tear the page apart; saving must go on even then.
const $ = (id) => document.getElementById(id) ?? document.createElement("p");

const STATES = { completed: "Done", passed: "Passed", failed: "Failed", incomplete: "Begun" };
const SAVED = { saved: "Saved", saving: "Saving…", trouble: "Not saved: trying again" };

let saying = null;
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

/// Names the course and says whether this is a mere try-out.
export function title(text, tryOut) {
  document.title = text;
  $("title").textContent = text;
  $("frame").title = text;
  $("try-out").hidden = !tryOut;
}

/// Whether what the course reported is saved. Saving is shown when it takes a while only, and
/// read aloud when something went wrong or right again.
export function saved(state) {
  clearTimeout(saying);
  const show = () => {
    const saved = $("saved");
    saved.textContent = SAVED[state];
    saved.toggleAttribute("data-trouble", state === "trouble");
    if (state === "trouble" && shown !== "trouble") say("The connection is lost. Your results are kept and sent again.");
    if (state === "saved" && shown === "trouble") say("Your results are saved.");
    if (state !== "saving") shown = state;
  };
  if (state === "saving" && shown === "trouble") return;
  if (state === "saving") saying = setTimeout(show, 600);
  else show();
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
  $("menu-button").hidden = true;
  menu(false);
}

/// Shows or hides the contents.
export function menu(open) {
  $("menu").hidden = !open;
  $("menu-button").setAttribute("aria-expanded", String(open));
}

const narrow = matchMedia("(width < 48rem)");

/// Builds the contents: headings and activities as the manifest orders them.
export function contents(items, choose) {
  const list = $("activities");
  const add = (items, depth) => {
    for (const item of items) {
      if (item.visible !== false) list.append(entry(item, depth, choose));
      add(item.children ?? [], depth + 1);
    }
  };
  add(items, 0);
  $("menu-button").hidden = false;
  $("menu-button").addEventListener("click", () => menu($("menu").hidden));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("menu").hidden || !narrow.matches) return;
    menu(false);
    $("menu-button").focus();
  });
  menu(!narrow.matches);
}

function entry(item, depth, choose) {
  const line = document.createElement("li");
  line.style.setProperty("--depth", Math.min(depth, 6));
  if (!item.launch) {
    line.append(Object.assign(document.createElement("p"), { className: "heading", textContent: item.title }));
    return line;
  }
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.dataset.activity = item.identifier;
  const name = Object.assign(document.createElement("span"), { textContent: item.title });
  const state = Object.assign(document.createElement("span"), { className: "state" });
  button.append(name, state);
  button.addEventListener("click", () => {
    if (narrow.matches) menu(false);
    choose(item.identifier);
  });
  line.append(button);
  return line;
}

/// Marks the open activity and how far each is.
export function progress(active, status) {
  for (const button of document.querySelectorAll("[data-activity]")) {
    const { activity } = button.dataset;
    if (activity === active) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    button.querySelector(".state").textContent = STATES[status(activity)] ?? "";
  }
}
