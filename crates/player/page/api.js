// The object a course looks for: window.API (SCORM 1.2) or window.API_1484_11 (SCORM 2004).
// Courses call it synchronously, with whatever arguments, and want strings back.

const NAMES = {
  initialize: ["LMSInitialize", "Initialize"],
  terminate: ["LMSFinish", "Terminate"],
  getValue: ["LMSGetValue", "GetValue"],
  setValue: ["LMSSetValue", "SetValue"],
  commit: ["LMSCommit", "Commit"],
  getLastError: ["LMSGetLastError", "GetLastError"],
  getErrorString: ["LMSGetErrorString", "GetErrorString"],
  getDiagnostic: ["LMSGetDiagnostic", "GetDiagnostic"],
};

const text = (value) => {
  if (value === undefined || value === null) return "";
  try {
    return String(value);
  } catch {
    return "";
  }
};

/// Puts the API of the course's standard on the window. `heard(call, answer)` is told of every
/// call that may have changed something, the log of every call.
export function expose(stage, standard, log, heard) {
  const is2004 = standard !== "1.2";
  const api = is2004 ? { version: "1.0" } : {};
  for (const [call, names] of Object.entries(NAMES)) {
    const changes = ["initialize", "terminate", "setValue", "commit"].includes(call);
    const [, what] = names;
    api[names[Number(is2004)]] = function (first, second) {
      let answer;
      try {
        answer = stage[call](text(first), text(second));
        log.call(what, text(first), call === "setValue" ? text(second) : "", answer, stage.getLastError());
      } catch (error) {
        console.error(error);
        return changes ? "false" : "";
      }
      if (changes) heard(call, answer);
      return answer;
    };
  }
  window[is2004 ? "API_1484_11" : "API"] = api;
}
