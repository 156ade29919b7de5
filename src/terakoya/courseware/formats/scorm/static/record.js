// What the system is told and asked, in the words of either data model. Nothing is ever taken
// back: a status that says done stays, a score only rises.
import { findApi, NAMES, Session } from "./api.js";
import { FIELDS, MOST } from "./interactions.js";
import { clockSeconds, clockTime, periodSeconds, periodTime } from "./times.js";

const DONE = ["passed", "completed"];
const INTERACTIONS = "cmi.interactions";

// `must` elements every system has; of the others one that is refused is not tried again.
const MODELS = {
  "1.2": {
    must: ["cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.lesson_location", "cmi.suspend_data", "cmi.core.session_time", "cmi.core.exit"],
    mode: "cmi.core.lesson_mode",
    place: "cmi.core.lesson_location",
    time: ["cmi.core.session_time", clockTime],
    total: (session) => clockSeconds(session.get("cmi.core.total_time") || clockTime(0)),
    exit: "cmi.core.exit",
    isFirst: () => false, // what was never set reads as ""
    isDone: (session) => DONE.includes(session.get("cmi.core.lesson_status")),
    isFailed: (session) => session.get("cmi.core.lesson_status") === "failed",
    passMark: (session) => Number(session.get("cmi.student_data.mastery_score")),
    best: (session) => session.get("cmi.core.score.raw"),
    onTheWay: () => [["cmi.core.lesson_status", "incomplete"]],
    score: (percent) => [
      ["cmi.core.score.min", 0],
      ["cmi.core.score.max", 100],
      ["cmi.core.score.raw", percent],
    ],
    done: (isTested) => [["cmi.core.lesson_status", isTested ? "passed" : "completed"]],
    failed: [["cmi.core.lesson_status", "failed"]],
    share: () => [],
  },
  "2004": {
    must: ["cmi.completion_status", "cmi.success_status", "cmi.score.scaled", "cmi.location", "cmi.suspend_data", "cmi.session_time", "cmi.exit"],
    mode: "cmi.mode",
    place: "cmi.location",
    time: ["cmi.session_time", periodTime],
    total: (session) => periodSeconds(session.get("cmi.total_time") || periodTime(0)),
    exit: "cmi.exit",
    isFirst,
    isDone: (session) => session.get("cmi.completion_status") === "completed",
    isFailed: (session) => session.get("cmi.success_status") === "failed",
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
    failed: [["cmi.success_status", "failed"]], // and still on the way to its completion
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
    return session.begin() ? new Record(session, MODELS[model], FIELDS[model]) : null;
  }

  constructor(session, model, fieldsOf) {
    this.session = session;
    this.model = model;
    this.fieldsOf = fieldsOf;
    this.carried = 0;
    this.begun = performance.now();
    this.written = new Map();
    this.refused = new Set();
    const isFirst = model.isFirst(session);
    this.isDone = !isFirst && model.isDone(session);
    this.isFailed = !isFirst && !this.isDone && model.isFailed(session);
    // Some systems open a failed course for review alone, and keep what is written all the same:
    // it is not over before it is passed.
    const mode = session.get(model.mode);
    this.isReview = mode === "browse" || (mode === "review" && !this.isFailed);
    this.best = isFirst ? -1 : whole(model.best(session));
    this.passMark = mark(model.passMark(session));
    this.place = isFirst ? "" : session.get(model.place);
    this.suspended = isFirst ? "" : session.get("cmi.suspend_data");
    this.total = isFirst ? 0 : model.total(session);
    if (this.isReview) return;
    // At once, so that a window that is closed in any way is never "not attempted" or given up.
    this.put(model.exit, "suspend");
    if (!this.isDone && !this.isFailed) this.putAll(model.onTheWay());
    this.session.commit();
  }

  /**
   * Tell the system how things stand and let it keep that; whether it did. `best` is −1 before
   * the first attempt; `isFailed` says that no attempt so far was passed; `share` is how much of
   * the slides is done, 0 to 1.
   */
  keep({ suspended, place, best, isDone, isFailed, isTested, share }) {
    if (this.isReview || this.session.isEnded) return true;
    this.isDone ||= isDone;
    this.best = Math.max(this.best, best);
    const values = [["cmi.suspend_data", suspended], [this.model.place, place]];
    if (this.best >= 0) values.push(...this.model.score(this.best));
    values.push(...this.model.share(share));
    if (isDone) values.push(...this.model.done(isTested));
    else if (isFailed && !this.isDone) values.push(...this.model.failed);
    values.push([this.model.time[0], this.model.time[1](this.seconds)]);
    const isTaken = this.putAll(values);
    return this.session.commit() && isTaken;
  }

  /**
   * Tell the system what was answered in an attempt; the next `keep` lets it keep that. It is an
   * optional part: a system that counts no interactions is told of none.
   */
  answered(answers) {
    if (this.isReview || this.session.isEnded || this.refused.has(INTERACTIONS)) return;
    this.next ??= whole(this.session.get(`${INTERACTIONS}._count`), Infinity);
    if (this.next < 0) this.refused.add(INTERACTIONS);
    if (this.next < 0 || this.next + answers.length > MOST) return;
    for (const answer of answers) {
      if (!this.tell(this.fieldsOf(answer))) return;
      this.next += 1;
    }
  }

  /** Set the fields of one interaction; false where not even its id is taken. */
  tell([first, ...others]) {
    const place = `${INTERACTIONS}.${this.next}`;
    if (!this.session.set(`${place}.${first[0]}`, first[1])) {
      this.refused.add(INTERACTIONS);
      return false;
    }
    for (const [field, value] of others) {
      const kind = `${INTERACTIONS}.${field}`;
      if (!this.refused.has(kind) && !this.session.set(`${place}.${field}`, value)) this.refused.add(kind);
    }
    return true;
  }

  /**
   * Add the time of a session that was cut off: most systems add a session's time when it ends.
   * It took `spent` seconds and began when they had counted `since`; where they count more by
   * now, it is in there.
   */
  carry(spent, since) {
    if (this.total !== null && this.total === since) this.carried = spent;
  }

  end() {
    this.session.end();
  }

  get seconds() {
    return this.carried + (performance.now() - this.begun) / 1000;
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

function whole(text, most = 100) {
  const value = Math.floor(Number(text));
  return text !== "" && value >= 0 && value <= most ? value : -1;
}
