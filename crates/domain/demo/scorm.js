// The course's side of SCORM 1.2: finds the run-time API and speaks to it. Without an API every call
// answers as a fresh attempt would, so that the course can be looked at from a folder.
(() => {
  'use strict';

  const FARTHEST_PARENT = 500;
  const opened = Date.now();

  // Upwards through the frames, as the standard has it ("API discovery", SCORM 1.2 RTE section 3.3.6).
  function search(from) {
    let place = from;
    for (let steps = 0; steps < FARTHEST_PARENT; steps += 1) {
      try {
        if (place.API) return place.API;
        if (!place.parent || place.parent === place) return null;
        place = place.parent;
      } catch {
        return null; // A page of someone else's: there is nothing for us.
      }
    }
    return null;
  }

  const api = search(window) || (window.opener ? search(window.opener) : null);
  const connected = Boolean(api) && String(api.LMSInitialize('')) === 'true';
  let finished = false;

  // HHHH:MM:SS.SS since the course was opened.
  function sessionTime() {
    const hundredths = Math.floor((Date.now() - opened) / 10);
    const pad = (number, width) => String(Math.floor(number)).padStart(width, '0');
    return (
      `${pad(hundredths / 360000, 4)}:${pad((hundredths / 6000) % 60, 2)}` +
      `:${pad((hundredths / 100) % 60, 2)}.${pad(hundredths % 100, 2)}`
    );
  }

  window.scorm = {
    connected,

    get(element) {
      return connected && !finished ? String(api.LMSGetValue(element)) : '';
    },

    set(element, value) {
      return connected && !finished && String(api.LMSSetValue(element, String(value))) === 'true';
    },

    // Keeps everything said so far, with the time spent.
    save() {
      if (!connected || finished) return;
      this.set('cmi.core.session_time', sessionTime());
      api.LMSCommit('');
    },

    // The time of day as HH:MM:SS, for interactions.
    clock() {
      return new Date().toTimeString().slice(0, 8);
    },

    // Says goodbye once; the learner comes back to the same page.
    finish() {
      if (!connected || finished) return;
      this.set('cmi.core.exit', 'suspend');
      this.save();
      finished = true;
      api.LMSFinish('');
    },
  };

  window.addEventListener('pagehide', () => window.scorm.finish());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') window.scorm.save();
  });
  // A page that comes back from the browser's memory has said goodbye already.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload();
  });
})();
