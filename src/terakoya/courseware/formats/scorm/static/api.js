// The system's API object: found wherever it is, however late, and called so that nothing it
// answers or throws can stop the player. SCORM 1.2 RTE §3.3, SCORM 2004 RTE §3.2.
const MOST_PARENTS = 500; // the standard's own bound against a ring of frames
const MOST_OPENERS = 3;
const EVERY = 200; // milliseconds between two looks
const ALREADY_INITIALIZED = 103;

export const NAMES = {
  "1.2": {
    object: "API",
    initialize: "LMSInitialize",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    finish: "LMSFinish",
    error: "LMSGetLastError",
  },
  "2004": {
    object: "API_1484_11",
    initialize: "Initialize",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    finish: "Terminate",
    error: "GetLastError",
  },
};

/** Look for the object until `patience` milliseconds are over; null where there is none. */
export async function findApi(object, patience) {
  for (let waited = 0; ; waited += EVERY) {
    const found = look(object);
    if (found || waited >= patience) return found;
    await new Promise((go) => setTimeout(go, EVERY));
  }
}

/** This window and its parents; then those of the window that opened it, and so on. */
function look(object) {
  let start = window;
  for (let openers = 0; start && openers <= MOST_OPENERS; openers += 1) {
    let frame = start;
    for (let parents = 0; parents < MOST_PARENTS; parents += 1) {
      const found = property(frame, object);
      if (found) return found;
      if (!frame.parent || frame.parent === frame) break;
      frame = frame.parent;
    }
    start = property(start, "opener") ?? property(frame, "opener");
  }
  return null;
}

/** A property of another window; of one from another origin nothing may be read. */
function property(other, name) {
  try {
    return other[name] ?? null;
  } catch {
    return null;
  }
}

/** Systems answer "true", "TRUE", true, "1" or 1. */
export function isTrue(answer) {
  return ["true", "1"].includes(String(answer).trim().toLowerCase());
}

/** One session with the system: begun once, ended once. */
export class Session {
  constructor(api, names) {
    this.api = api;
    this.names = names;
    this.isOpen = false;
    this.isEnded = false;
  }

  /** Whether the session is open now. A page that was loaded anew may find it open already. */
  begin() {
    this.isOpen = isTrue(this.call("initialize", "")) || this.lastError() === ALREADY_INITIALIZED;
    return this.isOpen;
  }

  /** A value, or "" where the system has none or does not know the element. */
  get(element) {
    const answer = String(this.call("get", element) ?? "");
    return ["undefined", "null"].includes(answer) ? "" : answer;
  }

  set(element, value) {
    return isTrue(this.call("set", element, String(value)));
  }

  commit() {
    return isTrue(this.call("commit", ""));
  }

  end() {
    if (!this.isOpen || this.isEnded) return;
    this.isEnded = true;
    this.call("finish", "");
  }

  lastError() {
    return Number.parseInt(this.call("error"), 10) || 0;
  }

  call(what, ...values) {
    try {
      return this.api[this.names[what]](...values);
    } catch {
      return "";
    }
  }
}
