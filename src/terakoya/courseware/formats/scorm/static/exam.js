// The confirmation test: one question at a time, marked here, explained at once. The attempts
// were drawn when the package was made; the first one is chosen by chance, then they follow.
import { markAttempt, pointsNeeded } from "./marking.js";

const VIEWS = ["intro", "run", "finish", "result"];

export class Exam {
  /**
   * `host` is told by `changed()` of every answer and by `submitted(answers)` of every result, and
   * says by `completion()` whether the completion is recorded.
   */
  constructor(page, values, words, progress, passMark, host) {
    this.page = page;
    this.values = values;
    this.words = words;
    this.progress = progress;
    this.passMark = passMark;
    this.host = host;
    this.timing = new Timing();
    this.find = (selector) => page.querySelector(selector);
    page.addEventListener("click", (event) => this.click(event));
    page.addEventListener("change", (event) => this.answer(event));
    page.addEventListener("keydown", (event) => this.enter(event));
    this.find("[data-run]").addEventListener("submit", (event) => event.preventDefault());
    if (progress.draw >= values.draws.length) Object.assign(progress, { draw: -1, isRunning: false });
  }

  /** The page is shown: go on with the attempt that is running, or tell what comes. */
  open(missing) {
    this.missing = missing;
    if (this.progress.isRunning) this.run(this.firstOpen);
    else if (this.progress.draw < 0 || missing.length) this.introduce();
    else this.tell();
  }

  get drawn() {
    return this.values.draws[this.progress.draw];
  }

  get needed() {
    return pointsNeeded(this.passMark, this.values.draws[0].length);
  }

  show(view) {
    for (const name of VIEWS) this.find(`[data-view="${name}"]`).hidden = name !== view;
    this.view = view;
  }

  focus(element) {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  click(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    const actions = {
      start: () => this.start(),
      back: () => this.step(-1),
      forward: () => this.step(1),
      review: () => this.run(this.drawn.length - 1),
      submit: () => this.submit(),
    };
    actions[act]?.();
    const asked = event.target.closest("[data-question-link]");
    if (asked) this.run(Number(asked.dataset.questionLink), true);
  }

  /** Enter goes on to the next question, as in a form of one page each. */
  enter(event) {
    if (event.key !== "Enter" || !event.target.matches(".tq input")) return;
    event.preventDefault();
    this.step(1);
  }

  // -- before ----------------------------------------------------------------------------------

  introduce() {
    this.show("intro");
    const isShut = this.missing.length > 0;
    this.find("[data-missing]").hidden = !isShut;
    this.find('[data-act="start"]').hidden = isShut;
    if (isShut) this.find("[data-missing-first]").href = this.missing[0];
    this.find("[data-missing-count]").textContent = this.words.missing.replace("{n}", this.missing.length);
  }

  start() {
    const { draws } = this.values;
    const { progress } = this;
    progress.draw = progress.draw < 0 ? Math.floor(Math.random() * draws.length) : (progress.draw + 1) % draws.length;
    progress.chosen = this.drawn.map(() => 0);
    progress.isRunning = true;
    this.timing = new Timing();
    this.host.changed();
    this.run(0, true);
  }

  // -- during ----------------------------------------------------------------------------------

  get firstOpen() {
    const open = this.progress.chosen.indexOf(0);
    return open < 0 ? this.drawn.length : open;
  }

  run(at, movesFocus = false) {
    if (at >= this.drawn.length) return this.lookBack(movesFocus);
    this.at = at;
    this.timing.open(at);
    this.show("run");
    const question = this.question(at);
    this.find("[data-place]").replaceChildren(question);
    this.find("[data-count]").textContent = this.words.count.replace("{n}", at + 1).replace("{total}", this.drawn.length);
    this.find('[data-act="back"]').hidden = at === 0;
    this.find('[data-act="forward"] span').textContent = at + 1 < this.drawn.length ? this.words.next : this.words.last;
    this.segments();
    if (movesFocus) this.focus(question);
    return null;
  }

  step(by) {
    if (this.view === "run") this.run(this.at + by, true);
  }

  /** A question with its choices in the order drawn, and what was chosen so far. */
  question(at) {
    const [number, places] = this.drawn[at];
    const made = copyOf(`question-${number}`);
    const choices = new Map([...made.querySelectorAll("[data-choice]")].map((one) => [one.dataset.choice, one]));
    for (const place of places) {
      const choice = choices.get(place);
      choice.querySelector("input").checked = Boolean(this.progress.chosen[at] & (1 << Number(place)));
      choice.parentNode.append(choice);
    }
    return made;
  }

  answer(event) {
    if (this.view !== "run" || !event.target.matches(".tq input")) return;
    const inputs = [...this.page.querySelectorAll(".tq input:checked")];
    this.progress.chosen[this.at] = inputs.reduce((sum, input) => sum + (1 << Number(input.value)), 0);
    this.segments();
    this.host.changed();
  }

  segments() {
    this.find("[data-segments]").replaceChildren(...this.drawn.map((_, at) => {
      const segment = document.createElement("i");
      segment.className = at === this.at && this.view === "run" ? "c" : this.progress.chosen[at] ? "d" : "";
      return segment;
    }));
  }

  lookBack(movesFocus) {
    this.timing.close();
    this.show("finish");
    const open = this.progress.chosen.map((chosen, at) => [chosen, at]).filter(([chosen]) => !chosen);
    this.find("[data-open]").hidden = open.length === 0;
    this.find("[data-all]").hidden = open.length > 0;
    this.find("[data-open] ul").replaceChildren(...open.map(([, at]) => {
      const item = document.createElement("li");
      const button = item.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", className: "link", textContent: this.words.question.replace("{n}", at + 1) });
      button.dataset.questionLink = at;
      return item;
    }));
    if (movesFocus) this.focus(this.find('[data-view="finish"] h3'));
  }

  // -- after -----------------------------------------------------------------------------------

  submit() {
    const { progress } = this;
    const result = this.mark();
    progress.isRunning = false;
    progress.attempts += 1;
    progress.best = Math.max(progress.best, result.score);
    progress.isPassed ||= result.isPassed;
    this.host.submitted(this.answers(result));
    this.tell();
    this.focus(this.find("[data-headline]"));
  }

  mark() {
    return markAttempt(this.drawn, this.progress.chosen, this.values.right, this.passMark, this.values.must);
  }

  /** What was answered, question by question (`interactions.js`). */
  answers(result) {
    this.timing.close();
    return this.drawn.map(([question], at) => ({
      ...this.values.questions[question],
      text: document.getElementById(`explained-${question}`).content.firstElementChild.dataset.short,
      language: document.documentElement.lang,
      right: this.values.right[question],
      chosen: this.progress.chosen[at],
      isRight: result.isRight[at],
      ...this.timing.of(at),
    }));
  }

  /** The result of the attempt taken last, with what explains it. */
  tell() {
    this.show("result");
    const { words } = this;
    const result = this.mark();
    this.find("[data-passed]").hidden = !result.isPassed;
    this.find("[data-again]").hidden = result.isPassed;
    this.find("[data-headline]").textContent = result.isPassed ? words.passed : this.lacking(result);
    this.find("[data-points]").textContent = result.points;
    this.find("[data-total]").textContent = words.total.replace("{n}", this.drawn.length);
    this.find("[data-needed]").textContent = words.needed.replace("{n}", this.needed);
    this.tellRules(result);
    this.find("[data-advice]").textContent = this.progress.isPassed ? this.host.completion() : words.advice;
    this.list("[data-review]", words.review, result.isRight.map((right) => !right), false);
    this.list("[data-known]", words.known, result.isRight, true);
  }

  /** What was missing; a rule of passing may be left though there are enough right answers. */
  lacking(result) {
    const { words } = this;
    const lacking = this.needed - result.points;
    if (lacking <= 0) return words.ruleLeft;
    return (this.values.must.length ? words.alsoLacking : words.lacking).replace("{n}", lacking);
  }

  /** The rules of passing that were not met, with the numbers of the questions that were wrong. */
  tellRules(result) {
    const unmet = result.isPassed ? [] : result.unmet;
    this.find("[data-rules]").hidden = unmet.length === 0;
    for (const line of this.page.querySelectorAll("[data-unmet]")) {
      const rule = unmet.find((one) => one.place === Number(line.dataset.unmet));
      line.hidden = !rule;
      if (!rule) continue;
      const numbers = rule.wrong.map((at) => this.words.question.replace("{n}", at + 1));
      line.querySelector("[data-wrong]").textContent = this.words.seeAgain.replace("{questions}", numbers.join(this.words.comma));
    }
  }

  list(selector, title, isListed, isFolded) {
    const section = this.find(selector);
    const listed = this.drawn.map((_, at) => at).filter((at) => isListed[at]);
    section.hidden = listed.length === 0;
    section.querySelector("h3").textContent = title.replace("{n}", listed.length);
    section.querySelector("[data-list]").replaceChildren(...listed.map((at) => this.explained(at, isFolded)));
  }

  explained(at, isFolded) {
    const made = copyOf(`explained-${this.drawn[at][0]}`);
    const chosen = this.progress.chosen[at];
    const yours = made.querySelector("[data-yours]");
    for (const choice of made.querySelectorAll(".whys [data-choice]")) {
      const isChosen = Boolean(chosen & (1 << Number(choice.dataset.choice)));
      choice.querySelector("[data-chosen]").hidden = !isChosen;
      if (!isChosen) continue;
      const line = yours.appendChild(document.createElement("dd"));
      line.append(...choice.querySelector("[data-text]").cloneNode(true).childNodes);
    }
    yours.querySelector("[data-none]").hidden = chosen !== 0;
    const number = this.words.question.replace("{n}", at + 1);
    const numbered = made.querySelector("[data-number]");
    numbered.textContent = number;
    if (!isFolded) return made;
    numbered.remove(); // the summary says it
    const folded = document.createElement("details");
    const summary = folded.appendChild(document.createElement("summary"));
    summary.textContent = `${number} ${made.dataset.short}`;
    folded.className = "res";
    folded.append(made);
    return folded;
  }
}

/** When each question was shown first in this launch, and how long it was shown. */
class Timing {
  constructor() {
    this.begun = [];
    this.seconds = [];
  }

  open(at) {
    this.close();
    this.at = at;
    this.since = performance.now();
    this.begun[at] ??= new Date();
  }

  close() {
    if (this.at === undefined) return;
    this.seconds[this.at] = (this.seconds[this.at] ?? 0) + (performance.now() - this.since) / 1000;
    this.at = undefined;
  }

  of(at) {
    return { begun: this.begun[at] ?? new Date(), seconds: this.seconds[at] ?? 0 };
  }
}

function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
