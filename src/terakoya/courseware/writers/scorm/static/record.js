// What the system is told and asked, in the words of either data model. Nothing is ever taken
// back: a status that says done stays, a score only rises.
import { findApi, NAMES, Session } from "./api.js";

const DONE = ["passed", "completed"];

// `must` elements every system has; of the others one that is refused is not tried again.
const MODELS = {
  "1.2": {
    must: ["cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.lesson_location", "cmi.suspend_data", "cmi.core.session_time", "cmi.core.exit"],
    mode: "cmi.core.lesson_mode",
    place: "cmi.core.lesson_location",
    time: ["cmi.core.session_time", clockTime],
    exit: "cmi.core.exit",
    isFirst: () => false, // what was never set reads as ""
    isDone: (session) => DONE.includes(session.get("cmi.core.lesson_status")),
    passMark: (session) => Number(session.get("cmi.student_data.mastery_score")),
    best: (session) => session.get("cmi.core.score.raw"),
    onTheWay: () => [["cmi.core.lesson_status", "incomplete"]],
    score: (percent) => [
      ["cmi.core.score.min", 0],
      ["cmi.core.score.max", 100],
      ["cmi.core.score.raw", percent],
    ],
    done: (isTested) => [["cmi.core.lesson_status", isTested ? "passed" : "completed"]],
    share: () => [],
  },
  "2004": {
    must: ["cmi.completion_status", "cmi.success_status", "cmi.score.scaled", "cmi.location", "cmi.suspend_data", "cmi.session_time", "cmi.exit"],
    mode: "cmi.mode",
    place: "cmi.location",
    time: ["cmi.session_time", periodTime],
    exit: "cmi.exit",
    isFirst,
    isDone: (session) => session.get("cmi.completion_status") === "completed",
    passMark: () => 0,
    best: (session) => (session.get("cmi.success_status") === "passed" ? session.get("cmi.score.raw") : ""),
    onTheWay: () => [["cmi.completion_status", "incomplete"]],
    score: (percent) => [
      ["cmi.score.min", 0],
      ["cmi.score.max", 100],
      ["cmi.score.raw", percent],
      ["cmi.score.scaled", percent / 100],
    ],
    done: () => [["cmi.completion_status", "completed"], ["cmi.success_status", "passed"]],
    share: (share) => [["cmi.progress_measure", Math.round(share * 1000) / 1000]],
  },
};

/**
 * Whether nothing was kept before. Reading a value that was never set is an error in SCORM 2004,
 * and not every system says "ab-initio"; a status is set by the first session in any case.
 */
function isFirst(session) {
  const entry = session.get("cmi.entry");
  const hasStatus = ["incomplete", ...DONE].includes(session.get("cmi.completion_status"));
  return entry === "ab-initio" || (entry !== "resume" && !hasStatus);
}

/** The learner's record in the system, opened once it was found. */
export class Record {
  /** The record, or null where no system answers in time. */
  static async open(model, patience) {
    const api = await findApi(NAMES[model].object, patience);
    if (!api) return null;
    const session = new Session(api, NAMES[model]);
    return session.begin() ? new Record(session, MODELS[model]) : null;
  }

  constructor(session, model) {
    this.session = session;
    this.model = model;
    this.begun = performance.now();
    this.written = new Map();
    this.refused = new Set();
    this.isReview = ["review", "browse"].includes(session.get(model.mode));
    const isFirst = model.isFirst(session);
    this.isDone = !isFirst && model.isDone(session);
    this.best = isFirst ? -1 : whole(model.best(session));
    this.passMark = mark(model.passMark(session));
    this.place = isFirst ? "" : session.get(model.place);
    this.suspended = isFirst ? "" : session.get("cmi.suspend_data");
    if (this.isReview) return;
    // At once, so that a window that is closed in any way is never "not attempted" or given up.
    this.put(model.exit, "suspend");
    if (!this.isDone) this.putAll(model.onTheWay());
    this.session.commit();
  }

  /**
   * Tell the system how things stand and let it keep that; whether it did. `best` is −1 before
   * the first attempt; `share` is how much of the slides is done, 0 to 1.
   */
  keep({ suspended, place, best, isDone, isTested, share }) {
    if (this.isReview || this.session.isEnded) return true;
    this.isDone ||= isDone;
    this.best = Math.max(this.best, best);
    const values = [["cmi.suspend_data", suspended], [this.model.place, place]];
    if (this.best >= 0) values.push(...this.model.score(this.best));
    values.push(...this.model.share(share));
    if (isDone) values.push(...this.model.done(isTested));
    values.push([this.model.time[0], this.model.time[1](this.seconds)]);
    const isTaken = this.putAll(values);
    return this.session.commit() && isTaken;
  }

  end() {
    this.session.end();
  }

  get seconds() {
    return (performance.now() - this.begun) / 1000;
  }

  /** Whether all that had to be taken was taken. */
  putAll(values) {
    return values.map(([element, value]) => this.put(element, value)).every(Boolean);
  }

  put(element, value) {
    if (this.refused.has(element) || this.written.get(element) === String(value)) return true;
    if (this.session.set(element, value)) {
      this.written.set(element, String(value));
      return true;
    }
    if (this.model.must.includes(element)) return false;
    this.refused.add(element);
    return true;
  }
}

/** A pass mark that somebody set in the system; one that is empty or 0 is none. */
function mark(value) {
  return value > 0 && value <= 100 ? Math.ceil(value) : 0;
}

function whole(text) {
  const value = Math.floor(Number(text));
  return text !== "" && value >= 0 && value <= 100 ? value : -1;
}

const two = (number) => String(number).padStart(2, "0");

function parts(seconds) {
  const all = Math.floor(seconds);
  return [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
}

/** HHHH:MM:SS of SCORM 1.2. */
export function clockTime(seconds) {
  const [hours, minutes, rest] = parts(seconds);
  return `${String(Math.min(hours, 9999)).padStart(4, "0")}:${two(minutes)}:${two(rest)}`;
}

/** The period of SCORM 2004 (ISO 8601). */
export function periodTime(seconds) {
  const [hours, minutes, rest] = parts(seconds);
  return `PT${hours}H${minutes}M${rest}S`;
}
