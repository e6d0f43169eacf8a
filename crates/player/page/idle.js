// On a computer that many use: a player left alone is left for good, after a question.

const QUIET = 5 * 60; // seconds without a hand on the page
const COUNTDOWN = 30;
const HANDS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"];

const $ = (id) => document.getElementById(id);

/// Calls `away` once nobody has moved for so long and nobody has answered. A film or a sound that plays counts as a
/// hand. `over()` tells that the course is being left anyhow.
export function watch(frame, away, over) {
  const dialog = $("idle");
  const seen = new WeakSet();
  let last = Date.now();
  const here = () => {
    last = Date.now();
    if (dialog?.open) dialog.close();
  };
  const moved = () => {
    if (!dialog?.open) last = Date.now();
  };
  const listen = (place) => {
    if (seen.has(place)) return;
    seen.add(place);
    for (const hand of HANDS) place.addEventListener(hand, moved, { capture: true, passive: true });
  };
  listen(document);
  $("idle-here")?.addEventListener("click", here);
  dialog?.addEventListener("cancel", here);
  const timer = setInterval(() => {
    if (over()) {
      clearInterval(timer);
      dialog?.close();
      return;
    }
    for (const place of documents(frame.contentWindow)) {
      listen(place);
      if (plays(place)) here();
    }
    const left = QUIET + COUNTDOWN - Math.floor((Date.now() - last) / 1_000);
    if (left <= 0) {
      clearInterval(timer);
      dialog?.close();
      away();
    } else if (left <= COUNTDOWN && dialog) {
      $("idle-left").textContent = `${left} s`;
      if (!dialog.open) dialog.showModal();
    }
  }, 1_000);
}

/// The documents of a window and of the frames in it, as far as they may be looked into.
function documents(window, found = []) {
  try {
    found.push(window.document);
    for (let at = 0; at < window.frames.length; at += 1) documents(window.frames[at], found);
  } catch {
    // A frame from elsewhere.
  }
  return found;
}

const plays = (place) => [...place.querySelectorAll("video, audio")].some((media) => !media.paused && !media.ended);
