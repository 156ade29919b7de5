// The confirmation test, one question a page. Without this script all questions stand on one
// page, and answers are saved by a button. The server decides; nothing is scored here.
import { Answers } from "./answers.js";
import { fill } from "./status.js";

/** One line beside the questions: whether the answers are saved, and what to do where they are not. */
class SavedLine {
  constructor(form) {
    this.line = form.querySelector("[data-saved]");
    this.words = form.querySelector("[data-messages]").dataset;
    this.result = form.dataset.result;
  }

  show({ state, count, message }) {
    const { words } = this;
    if (state === "saved") return this.say(message, "ok");
    if (state === "saving") return this.say(words.saving);
    if (state === "refused") return this.say(message || words.failed, "warn");
    if (state === "closed") return this.say("", "warn", { url: this.result, words: message });
    const signIn = { url: `/sign-in/?next=${encodeURIComponent(location.pathname)}`, words: words.signinLink };
    return this.say(fill(words[state], { count }), "warn", state === "signin" ? signIn : null);
  }

  say(words, tone = "", link = null) {
    this.line.dataset.tone = tone;
    this.line.textContent = words;
    if (!link) return;
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: link.url, textContent: link.words });
    this.line.append(" ", anchor);
  }
}

/** Shows one step at a time: the questions, then the last look before handing in. */
class Steps {
  constructor(form) {
    this.form = form;
    this.questions = [...form.querySelectorAll("[data-question]")];
    this.finish = form.querySelector("#finish");
    this.steps = [...this.questions, this.finish];
    this.rail = [...form.querySelectorAll("[data-rail] a")];
    this.doneWord = form.querySelector("[data-rail]").dataset.done;
    this.segments = [...form.querySelectorAll("[data-segments] i")];
    this.place = `terakoya-exam ${form.dataset.result}`;
    this.forward = form.querySelector("[data-forward]");
    this.back = form.querySelector("[data-back]");
    this.forwardWords = form.querySelector("[data-moves] > [data-words]").dataset;
  }

  start() {
    this.form.dataset.stepped = "";
    for (const part of ["[data-rail]", "[data-segments]", "[data-moves]"]) this.form.querySelector(part).hidden = false;
    this.form.querySelector("[data-plain]").hidden = true;
    this.forward.addEventListener("click", () => this.show(this.current + 1, true));
    this.back.addEventListener("click", () => this.show(this.current - 1, true));
    addEventListener("hashchange", () => {
      const named = this.named(location.hash);
      if (named >= 0) this.show(named, true);
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("[data-question] input")) return;
      event.preventDefault();
      this.show(this.current + 1, true);
    });
    this.show(this.first(), false);
  }

  named(hash) {
    return this.steps.findIndex((step) => `#${step.id}` === hash);
  }

  first() {
    const open = this.questions.findIndex((question) => !wasAnswered(question));
    const firstOpen = open < 0 ? this.questions.length : open;
    if (document.querySelector("[data-error-summary]")) return firstOpen;
    const wanted = this.named(location.hash || sessionStorage.getItem(this.place) || "");
    return wanted < 0 ? firstOpen : wanted;
  }

  show(step, movesFocus) {
    this.current = Math.max(0, Math.min(step, this.steps.length - 1));
    const now = this.steps[this.current];
    this.steps.forEach((one) => { one.hidden = one !== now; });
    this.form.querySelector(".exam-questions").hidden = now === this.finish;
    sessionStorage.setItem(this.place, `#${now.id}`);
    this.mark();
    if (!movesFocus) return;
    history.replaceState(null, "", `#${now.id}`);
    scrollTo(0, 0);
    now.focus({ preventScroll: true });
  }

  mark() {
    const last = this.questions.length;
    const count = this.form.querySelector("[data-count]");
    count.textContent = this.current === last
      ? count.dataset.last
      : count.dataset.words.replace("{n}", this.current + 1).replace("{total}", last);
    this.back.hidden = this.current === 0;
    this.forward.hidden = this.current === last;
    this.forward.querySelector("span").textContent = this.current === last - 1 ? this.forwardWords.last : this.forwardWords.words;
    this.form.querySelector("[data-moves]").dataset.only = this.back.hidden || this.forward.hidden ? "one" : "two";
    this.markDone();
  }

  markDone() {
    const done = this.questions.map((question) => chosen(question).length > 0);
    this.segments.forEach((segment, n) => {
      segment.className = n === this.current ? "c" : done[n] ? "d" : "";
    });
    this.rail.forEach((link, n) => {
      if (n === this.current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      link.classList.toggle("done", done[n] === true);
      if (link.dataset.label) link.setAttribute("aria-label", done[n] ? `${link.dataset.label} ${this.doneWord}` : link.dataset.label);
    });
    this.lookBack(done);
  }

  /** Before handing in: which questions are open, each with its link. */
  lookBack(done) {
    const open = this.rail.filter((_, n) => done[n] === false);
    const list = this.finish.querySelector("[data-open]");
    list.hidden = open.length === 0;
    list.querySelector("ul").replaceChildren(...open.map((link) => {
      const item = document.createElement("li");
      const copy = item.appendChild(document.createElement("a"));
      Object.assign(copy, { href: link.hash, textContent: link.dataset.label });
      return item;
    }));
    this.finish.querySelector("[data-all]").hidden = open.length > 0;
    this.form.querySelector("[data-accept]")?.remove();
    if (open.length === 0) return;
    const accept = document.createElement("input");
    Object.assign(accept, { type: "hidden", name: "accept_unanswered", value: "yes" });
    accept.dataset.accept = "";
    this.finish.append(accept);
  }
}

function chosen(question) {
  return [...question.querySelectorAll("input:checked")].map((input) => input.value);
}

/** Whether the server knew an answer when it made the page. */
function wasAnswered(question) {
  return [...question.querySelectorAll("input")].some((input) => input.defaultChecked);
}

/** Whether another answer has been chosen since then. */
function isChanged(question) {
  return [...question.querySelectorAll("input")].some((input) => input.checked !== input.defaultChecked);
}

/** Tick what was chosen on this device and is not saved yet; what was chosen meanwhile is newer. */
function restore(questions, rows) {
  const left = new Map(rows.map(({ question, choices }) => [question, choices]));
  for (const question of questions.filter((one) => left.has(one.dataset.question) && !isChanged(one))) {
    const choices = left.get(question.dataset.question);
    for (const input of question.querySelectorAll("input")) input.checked = choices.includes(input.value);
  }
}

async function begin(form) {
  const { owner, enrolment, save: url } = form.dataset;
  const answers = new Answers({ owner, enrolment, url });
  const line = new SavedLine(form);
  const steps = new Steps(form);
  steps.start();
  answers.addEventListener("state", (event) => line.show(event.detail));
  addEventListener("pagehide", () => { if (!form.dataset.sending) answers.leave(); });
  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    if (!question) return;
    answers.keep(question.dataset.question, chosen(question));
    steps.markDone();
  });
  const early = steps.questions.filter(isChanged); // chosen before this script ran
  for (const question of early) answers.keep(question.dataset.question, chosen(question));
  restore(steps.questions, await answers.ready);
  steps.markDone();
  answers.send();
  answers.forgetOthers();
}

for (const form of document.querySelectorAll("form[data-exam]")) begin(form);
