// Holds a package together: finds the learner's record, lets the player begin where it was left,
// counts what is read and heard, and tells the system at once of everything that was earned.
import { Exam } from "./exam.js";
import { Gate } from "./gate.js";
import { Reading } from "./reading.js";
import { Record } from "./record.js";
import { Status } from "./status.js";
import { decode, encode, newProgress } from "./suspended.js";

const PATIENCE = 10000; // milliseconds to wait for a system's API object
const TRY_AGAIN = 5000;
const LONGEST_WAIT = 60000;
const KEEP_EVERY = 30000; // so that a window that is cut off loses no more of its time
const REASON_STANDS = 6000; // milliseconds in which the page says why it did not turn
const LAST = "page-last";

class Package {
  constructor(values) {
    this.values = values;
    this.pages = values.needs.map((need) => document.getElementById(need.page));
    this.links = new Map([...document.querySelectorAll(".rail a")].map((link) => [link.hash.slice(1), link]));
    this.status = new Status(values.words);
    this.wait = TRY_AGAIN;
    this.open();
  }

  async open() {
    const { values } = this;
    this.status.waiting();
    this.record = await Record.open(values.model, PATIENCE);
    this.progress = decode(this.record?.suspended ?? "", values.shape, this.pages.length) ?? this.fromPlace();
    this.record?.carry(this.progress.spent, this.progress.since);
    this.gate = new Gate(values.needs, this.progress);
    this.reading = new Reading();
    this.useRights();
    if (values.exam) this.exam = this.makeExam();
    this.listen();
    if (this.record) this.status.connected();
    else this.status.alone();
    this.begin();
  }

  /** Where a system keeps the place alone, the slides up to it are open again. */
  fromPlace() {
    const progress = newProgress(this.pages.length);
    const at = this.pages.findIndex((page) => page.id === this.record?.place);
    if (at > 0) progress.opened.fill(true, 0, at + 1);
    progress.at = Math.max(at, 0);
    return progress;
  }

  useRights() {
    this.gate.isFree = this.isCompleted || Boolean(this.record?.isReview);
  }

  makeExam() {
    const { exam, words } = this.values;
    const passMark = this.record?.passMark || exam.passMark;
    if (passMark !== exam.passMark) this.status.ownMark(passMark);
    return new Exam(document.getElementById(LAST), exam, words, this.progress, passMark, {
      changed: () => this.keep(),
      submitted: (answers) => this.earned(answers),
      completion: () => this.completion,
    });
  }

  listen() {
    document.addEventListener("terakoya:turn", (event) => this.turn(event));
    document.addEventListener("terakoya:kept", ({ detail }) => this.kept(detail));
    document.addEventListener("terakoya:answer", ({ detail }) => this.answer(detail));
    // Before the player itself hears of it, since then the page is turned.
    document.addEventListener("terakoya:skip", ({ detail }) => this.skip(detail.slide), { capture: true });
    document.addEventListener("visibilitychange", () => this.rest());
    addEventListener("pagehide", () => this.leave());
    // A page that comes back from the browser's memory has an ended session: begin anew.
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    for (const sound of document.querySelectorAll("audio")) {
      sound.addEventListener("pause", () => this.tick());
    }
    setInterval(() => this.tick(), 1000);
  }

  begin() {
    const { ruby, letters, narration, at } = this.progress;
    const page = this.pages[at]?.id ?? LAST;
    document.dispatchEvent(new CustomEvent("terakoya:begin", { detail: { at: page, ruby, letters, narration } }));
    this.repeatAnswers();
  }

  /** Show the choices that were made before as made. */
  repeatAnswers() {
    this.isRepeating = true;
    this.progress.answers.forEach((answer, at) => {
      const choice = this.values.needs[at].choices[answer - 1];
      const quiz = this.pages[at].querySelector("terakoya-quiz");
      const item = quiz?.querySelector(`[data-choice="${choice}"]`);
      if (item) quiz.choose(item);
    });
    this.isRepeating = false;
  }

  // -- going -----------------------------------------------------------------------------------

  get at() {
    return this.progress.at;
  }

  get need() {
    return this.values.needs[this.at];
  }

  place(page) {
    const at = this.pages.findIndex((one) => one.id === page);
    return at < 0 ? this.pages.length : at;
  }

  turn(event) {
    this.tick();
    const { from, to } = event.detail;
    const at = this.place(to);
    // The page of the test tells itself what is missing before it.
    if (to === LAST || this.gate.isOpen(at)) return;
    event.preventDefault();
    if (!from) return;
    this.refusedAt = performance.now();
    this.status.say(this.values.words.locked);
    this.drawGate();
  }

  /** The player has turned a page or changed how it shows them. */
  kept({ at, ruby, letters, narration }) {
    const place = this.place(at);
    const isNew = !this.shown || place !== this.at;
    Object.assign(this.progress, { ruby, letters, narration });
    if (isNew) this.show(place);
    this.keep();
  }

  show(place) {
    const { progress } = this;
    const seconds = place === progress.at ? progress.seconds : 0;
    progress.at = place;
    if (place < this.pages.length) progress.opened[place] = true;
    this.shown = this.pages[place] ?? document.getElementById(LAST);
    this.reading.open(this.shown, seconds);
    if (place === this.pages.length) this.exam?.open(this.missingLinks());
    this.tick();
    this.draw();
  }

  /** The addresses of the slides that are not done, in order. */
  missingLinks() {
    return this.gate.missing.map((at) => `#${this.pages[at].id}`);
  }

  // -- earning ---------------------------------------------------------------------------------

  tick() {
    if (!this.shown) return;
    this.reading.tick();
    if (this.isKept && performance.now() - this.keptAt >= KEEP_EVERY) this.keep();
    if (this.at >= this.pages.length) return;
    this.progress.seconds = this.reading.seconds;
    const wasMet = this.progress.met[this.at];
    if (!wasMet && this.gate.judge(this.at, this.reading.seconds, this.reading.heard)) this.met();
    this.drawGate();
  }

  met() {
    this.status.say(this.values.words.open);
    this.useRights();
    this.draw();
    this.keep();
  }

  answer({ slide, choice }) {
    if (this.isRepeating) return;
    const at = this.place(`slide-${slide}`);
    this.progress.answers[at] = this.values.needs[at].choices.indexOf(choice) + 1;
    this.tick();
    this.keep();
  }

  skip(slide) {
    this.progress.met[this.place(`slide-${slide}`)] = true;
    this.met();
  }

  /** An attempt was handed in, with these answers. */
  earned(answers) {
    this.record?.answered(answers);
    this.useRights();
    this.keep();
    this.draw();
  }

  /** The course is completed by passing its test; one without a test by its last slide. */
  get isDone() {
    return this.values.exam ? this.progress.isPassed : this.progress.met.every(Boolean);
  }

  /** Whether the test was taken, and never passed. */
  get isFailed() {
    return this.values.exam !== null && this.progress.attempts > 0 && !this.progress.isPassed;
  }

  /** Whether it is done, or the system says so: it may know of an earlier time. */
  get isCompleted() {
    return this.isDone || Boolean(this.record?.isDone);
  }

  /** What the page says of a completion: it is recorded, or it is not. */
  get completion() {
    const { words } = this.values;
    return this.record && this.isKept ? words.completed : words.unrecorded;
  }

  // -- keeping ---------------------------------------------------------------------------------

  /** Tell the system how things stand; `isLast` as the session ends, whose time is counted then. */
  keep(isLast = false) {
    clearTimeout(this.trying);
    if (!this.record) return;
    const wasKept = this.isKept;
    this.keptAt = performance.now();
    this.progress.spent = isLast ? 0 : this.record.seconds;
    this.progress.since = this.record.total ?? 0;
    this.isKept = this.record.keep({
      suspended: encode(this.progress, this.values.shape),
      place: this.pages[this.at]?.id ?? LAST,
      best: this.progress.best,
      isDone: this.isDone,
      isFailed: this.isFailed,
      isTested: this.values.exam !== null,
      share: this.gate.share,
    });
    this.status.kept(this.isKept, this.record.isReview);
    if (this.isKept !== wasKept) this.drawCompletion();
    if (this.isKept) {
      this.wait = TRY_AGAIN;
    } else {
      this.trying = setTimeout(() => this.keep(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
  }

  rest() {
    this.tick();
    if (document.visibilityState === "hidden") this.keep();
  }

  leave() {
    this.tick();
    this.keep(true);
    clearTimeout(this.trying);
    this.record?.end();
  }

  // -- showing ---------------------------------------------------------------------------------

  draw() {
    const { met } = this.progress;
    this.pages.forEach((page, at) => {
      const link = this.links.get(page.id);
      link.classList.toggle("is-seen", met[at]);
      lock(link, !this.gate.isOpen(at), this.values.words.shut);
    });
    const last = this.links.get(LAST);
    last.classList.toggle("is-seen", this.isCompleted);
    lock(last, this.gate.missing.length > 0, this.values.words.shut);
    for (const bar of document.querySelectorAll(".done")) bar.value = met.filter(Boolean).length;
    this.drawGate();
    this.drawCompletion();
  }

  /** Beside 次へ: why it does not lead on yet, and for how long. */
  drawGate() {
    const told = this.shown?.querySelector("[data-gate]");
    if (!told) return;
    const { words } = this.values;
    const isShut = !this.gate.isFree && !this.progress.met[this.at];
    const next = this.shown.querySelector(".steps .button--solid");
    next.setAttribute("aria-disabled", String(isShut));
    const left = Math.ceil(this.gate.left(this.at, this.reading.seconds, this.reading.heard, this.reading.speed));
    const lines = [];
    if (performance.now() - this.refusedAt < REASON_STANDS) lines.push(words.locked);
    if (isShut && left > 0) lines.push(words.left.replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`));
    if (isShut && this.gate.lacksAnswer(this.at)) lines.push(words.answer);
    told.textContent = lines.join(words.space);
  }

  /** What the last page says beside the result. */
  drawCompletion() {
    const end = document.querySelector(this.exam ? "[data-advice]" : "[data-end]");
    if (this.isCompleted) end.textContent = this.completion;
    else if (!this.exam) end.textContent = this.values.words.missing.replace("{n}", this.gate.missing.length);
  }
}

function lock(link, isShut, word) {
  link.classList.toggle("is-shut", isShut);
  link.querySelector(".shut")?.remove();
  if (!isShut) return;
  const told = link.appendChild(document.createElement("span"));
  told.className = "shut visually-hidden";
  told.textContent = word;
}

// Cases and checks come to life by the same event, and before this.
document.addEventListener("DOMContentLoaded", () => {
  new Package(JSON.parse(document.getElementById("package-values").textContent));
});
