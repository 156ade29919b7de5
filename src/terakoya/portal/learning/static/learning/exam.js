// The confirmation test, one question a page. Without this script all questions stand on one
// page, and answers are saved by a button. The server decides; nothing is scored here.
const RETRY_FIRST = 4000;
const RETRY_LONGEST = 60000;

/** Keeps answers on the server as they are chosen, one request at a time, until they arrive. */
class AnswerKeeper {
  constructor(form) {
    this.form = form;
    this.words = form.querySelector("[data-messages]").dataset;
    this.status = form.querySelector("[data-saved]");
    this.waiting = new Map();
    this.isSending = false;
    this.delay = RETRY_FIRST;
    addEventListener("online", () => this.send());
    addEventListener("pagehide", () => this.leave());
  }

  keep(question, choices) {
    this.waiting.set(question, choices);
    this.send();
  }

  async send() {
    if (this.isSending || this.waiting.size === 0) return;
    this.isSending = true;
    const sent = new Map(this.waiting);
    this.say(this.words.saving);
    try {
      await this.deal(await fetch(this.form.dataset.save, this.request(sent)), sent);
    } catch {
      this.say(this.words.unsaved, "warn");
      setTimeout(() => this.send(), this.delay);
      this.delay = Math.min(this.delay * 2, RETRY_LONGEST);
    }
    this.isSending = false;
    if (this.isFresh) this.send();
  }

  async deal(response, sent) {
    if (response.status >= 500) throw new Error(response.statusText);
    const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
    this.isFresh = response.ok;
    if (response.ok) {
      for (const [question, choices] of sent) {
        if (this.waiting.get(question) === choices) this.waiting.delete(question);
      }
      this.isFresh = this.waiting.size > 0;
      this.delay = RETRY_FIRST;
      this.say(answer.message, "ok");
    } else if (response.status === 401) {
      this.say(this.words.signedOut, "warn", answer.url);
    } else if (response.status === 409) {
      this.say(answer.error.message, "warn", this.form.dataset.result);
    } else {
      this.say(answer.error?.message ?? this.words.failed, "warn");
    }
  }

  request(answers) {
    const body = new URLSearchParams();
    for (const [question, choices] of answers) {
      if (choices.length === 0) body.append("clear", question);
      for (const choice of choices) body.append(`q-${question}`, choice);
    }
    const headers = { Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    return { method: "POST", body, headers };
  }

  /** What is still waiting when the page goes is sent along; the browser finishes it. */
  leave() {
    if (this.waiting.size > 0 && !this.form.dataset.sending) {
      fetch(this.form.dataset.save, { ...this.request(this.waiting), keepalive: true });
    }
  }

  say(words, tone = "", url = "") {
    this.status.dataset.tone = tone;
    if (!url) { this.status.textContent = words; return; }
    const link = document.createElement("a");
    Object.assign(link, { href: url, textContent: words });
    this.status.replaceChildren(link);
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
    const open = this.questions.findIndex((question) => chosen(question).length === 0);
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

for (const form of document.querySelectorAll("form[data-exam]")) {
  const keeper = new AnswerKeeper(form);
  const steps = new Steps(form);
  steps.start();
  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    if (!question) return;
    keeper.keep(question.dataset.question, chosen(question));
    steps.markDone();
  });
}
