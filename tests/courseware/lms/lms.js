// A learning management system for tests: scorm-again, or a bare one that knows the mandatory
// elements alone. Every call is kept with its answer and its error; every commit goes to the server.
const wanted = new URLSearchParams(location.search);
const is2004 = wanted.get("model") === "2004";
const names = is2004
  ? ["Initialize", "GetValue", "SetValue", "Commit", "Terminate"]
  : ["LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish"];
const errorName = is2004 ? "GetLastError" : "LMSGetLastError";
window.calls = [];

function ask(path, body) {
  const request = new XMLHttpRequest();
  request.open(body === undefined ? "GET" : "POST", path, false);
  request.send(body);
  return request.responseText ? JSON.parse(request.responseText) : null;
}

function kept(object) {
  const wrapped = {};
  for (const name of names) {
    wrapped[name] = (...values) => {
      const answer = object[name](...values);
      const error = Number(object[errorName]());
      window.calls.push({ name: name.replace("LMS", ""), values, answer, error });
      return answer;
    };
  }
  wrapped[errorName] = () => object[errorName]();
  return wrapped;
}

// -- scorm-again --------------------------------------------------------------------------------

function again() {
  const Made = is2004 ? window.Scorm2004API : window.Scorm12API;
  const object = new Made({
    autocommit: false,
    logLevel: 5,
    sendFullCommit: true,
    mastery_override: wanted.has("override"),
  });
  const stored = ask("/stored");
  if (stored) object.loadFromJSON(stored);
  else if (is2004 && !wanted.has("silent")) object.cmi.entry = "ab-initio";
  if (wanted.has("mark")) object.cmi.student_data.mastery_score = wanted.get("mark");
  if (wanted.has("mode")) (is2004 ? object.cmi : object.cmi.core)[is2004 ? "mode" : "lesson_mode"] = wanted.get("mode");
  object.on(is2004 ? "Commit" : "LMSCommit", () => ask("/commit", JSON.stringify(state(object))));
  object.on(is2004 ? "Terminate" : "LMSFinish", () => { window.finished = state(object); });
  window.made = object;
  return object;
}

/** What such a system keeps of a record. */
function state(object) {
  const { cmi } = object;
  if (is2004) {
    const { scaled, raw, min, max } = cmi.score;
    return {
      location: cmi.location, suspend_data: cmi.suspend_data, entry: "resume",
      completion_status: cmi.completion_status, success_status: cmi.success_status,
      score: { scaled, raw, min, max },
    };
  }
  const { raw, min, max } = cmi.core.score;
  return {
    suspend_data: cmi.suspend_data,
    core: { lesson_location: cmi.core.lesson_location, lesson_status: cmi.core.lesson_status, entry: "resume", score: { raw, min, max } },
  };
}

// -- a bare system ------------------------------------------------------------------------------

const MANDATORY = is2004
  ? ["cmi.completion_status", "cmi.success_status", "cmi.score.scaled", "cmi.location", "cmi.suspend_data", "cmi.session_time", "cmi.exit", "cmi.entry"]
  : ["cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.lesson_location", "cmi.suspend_data", "cmi.core.session_time", "cmi.core.exit", "cmi.core.entry"];

function bare() {
  const yes = { boolean: true, number: 1, text: "true" }[wanted.get("yes") ?? "text"];
  const no = { boolean: false, number: 0, text: "false" }[wanted.get("yes") ?? "text"];
  const data = ask("/stored") ?? {};
  let error = 0;
  let isOpen = false;
  const act = (code, answer) => { error = code; return answer; };
  const methods = [
    () => {
      if (wanted.has("closed")) return act(101, no);
      return isOpen ? act(is2004 ? 103 : 101, no) : act(0, (isOpen = true) && yes);
    },
    (element) => {
      if (!MANDATORY.includes(element)) return act(401, wanted.has("throws") ? null : "");
      return act(0, data[element] ?? "");
    },
    (element, value) => {
      if (!MANDATORY.includes(element)) {
        if (wanted.has("throws")) throw new Error("not implemented");
        return act(401, no);
      }
      data[element] = value;
      return act(0, yes);
    },
    () => {
      if (window.refusesCommit) return act(391, no);
      ask("/commit", JSON.stringify(data));
      return act(0, yes);
    },
    () => act(0, yes),
  ];
  const object = Object.fromEntries(names.map((name, at) => [name, methods[at]]));
  object[errorName] = () => String(error);
  return object;
}

// -- where and when -----------------------------------------------------------------------------

function place() {
  const object = kept(wanted.get("system") === "bare" ? bare() : again());
  window[is2004 ? "API_1484_11" : "API"] = object;
}

const late = Number(wanted.get("late") ?? 0);
if (wanted.get("system") !== "none") {
  if (late) setTimeout(place, late);
  else place();
}
const shape = wanted.get("window");
if (shape.startsWith("opener")) {
  window.open(shape === "opener" ? "/package/index.html" : "/frame.html", "sco");
} else {
  const frame = document.createElement("iframe");
  frame.name = "sco";
  frame.title = "Course";
  const start = `${wanted.get("from") ?? ""}/package/index.html`;
  frame.src = shape === "deep" ? "/frame.html" : start;
  document.body.append(frame);
}
