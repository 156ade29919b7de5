// Drawing: the slide, the rail, the bar. Reads everything from the course, decides nothing.
import { fill } from "./status.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function setLink(link, url) {
  if (url) link.setAttribute("href", url);
  else link.removeAttribute("href");
}

function setText(name, text) {
  for (const place of all(`[data-fill="${name}"]`)) {
    if (place.textContent !== String(text)) place.textContent = text;
  }
}

export class View {
  constructor(course, values) {
    this.course = course;
    this.translate(values);
  }

  /** Words and addresses of the page as it stands now. */
  translate(values) {
    this.values = values;
    this.words = values.words;
  }

  urlOf(id) {
    return this.values.slideUrl.replace("SLIDE", id);
  }

  /** Put another slide on the stage; the focus goes to its heading when asked. */
  showSlide(page, { focus }) {
    const number = this.course.at(page.id) + 1;
    const heading = fill(this.words.heading, { number, title: page.title });
    document.querySelector("[data-sheet]").innerHTML = page.html;
    document.querySelector("[data-transcript]").innerHTML = page.transcript;
    document.title = document.title.replace(/^[^｜]*/, () => page.title);
    setText("heading", heading);
    setText("place", `${number} / ${this.course.slides.length}`);
    document.querySelector(".stage > .messages")?.remove();
    document.querySelector(".stage").scrollTop = 0;
    document.getElementById("transcript").scrollTop = 0;
    if (!focus) return;
    scrollTo(0, 0);
    document.querySelector('h1[data-fill="heading"]').focus({ preventScroll: true });
  }

  /** Rail, segments, sums. */
  showRail(current) {
    const { course, words } = this;
    for (const item of all(".rail [data-slide]")) {
      const id = item.dataset.slide;
      const state = course.met.has(id) ? "done" : course.isOpen(id) ? "open" : "locked";
      this.showItem(item, state, id === current, this.urlOf(id));
    }
    for (const chapter of all(".rail .chap")) {
      chapter.querySelector("[data-done]").textContent = all('[data-state="done"]', chapter).length;
      if (chapter.querySelector("[aria-current]")) chapter.open = true;
    }
    const test = document.querySelector(".rail [data-test]");
    if (test.dataset.state !== "done") {
      this.showItem(test, course.mayTakeTest ? "open" : "locked", false, this.values.testUrl);
    }
    all(".segs i").forEach((segment, n) => {
      const { id } = course.slides[n];
      segment.className = id === current ? "c" : course.met.has(id) ? "d" : "";
    });
    setText("done", course.met.size);
    const minutes = course.minutesLeft;
    setText("minutes", minutes ? fill(words.minutes, { minutes }) : words.minutesNone);
    const share = Math.floor((course.met.size * 100) / course.slides.length);
    document.querySelector(".rail .bar rect").setAttribute("width", share);
  }

  showItem(item, state, isCurrent, url) {
    const { words } = this;
    const link = item.querySelector("a");
    const symbol = isCurrent && state !== "done" ? "current" : state;
    item.dataset.state = state;
    setLink(link, state === "locked" ? "" : url);
    if (isCurrent) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
    item.querySelector("use").setAttribute("href", `#i-${symbol}`);
    const word = item.hasAttribute("data-test") && state === "open" ? "" : words[state];
    const told = isCurrent ? words.current + (state === "open" ? "" : word) : word;
    if (!item.hasAttribute("data-test") || state === "open") {
      item.querySelector("[data-word]").textContent = told;
    }
  }

  /** The bar below: 前へ, why one may or may not go on, 次へ. */
  showBar(id) {
    const { course, words } = this;
    const [previous, next] = [course.neighbour(id, -1), course.following(id)];
    const [back, forward] = [
      document.querySelector('[data-go="previous"]'),
      document.querySelector('[data-go="next"]'),
    ];
    back.hidden = !previous;
    setLink(back, previous && this.urlOf(previous.id));
    const mayGoOn = next ? course.isOpen(next.id) : course.mayTakeTest;
    setText("next", next ? words.next : words.toTest);
    setLink(forward, mayGoOn && (next ? this.urlOf(next.id) : this.values.testUrl));
    forward.classList.toggle("btn-solid", mayGoOn);
    for (const [name, value] of [["role", "link"], ["aria-disabled", "true"], ["tabindex", "0"]]) {
      if (mayGoOn) forward.removeAttribute(name);
      else forward.setAttribute(name, value);
    }
    this.showGate(id, mayGoOn, Boolean(next));
  }

  showGate(id, mayGoOn, hasNext) {
    const { course, words } = this;
    const [left, lacks] = [course.secondsLeft(id), course.lacksAnswer(id)];
    const missing = !hasNext && !mayGoOn && course.met.has(id) ? course.firstUnmet : null;
    const hears = document.querySelector("#player").classList.contains("has-sound");
    // The cases of gate_words.py, where the sentences stand.
    const gateCase = missing ? "gateMissing"
      : mayGoOn ? (hasNext ? "gateOpen" : "gateTest")
        : left && lacks ? (hears ? "gateHearBoth" : "gateBoth")
          : left ? (hears ? "gateHear" : "gateTime") : "gateAnswer";
    const text = missing || mayGoOn || left || lacks ? words[gateCase] : "";
    const gate = document.querySelector("[data-gate]");
    if (gate.dataset.text !== text + (missing?.id ?? "")) {
      gate.dataset.text = text + (missing?.id ?? "");
      gate.textContent = text;
      if (missing) gate.append(this.linkTo(missing.id));
    }
    const shown = left && !mayGoOn ? fill(words.gateLeft, { time: clock(left) }) : "";
    document.querySelector("[data-left]").textContent = shown;
    document.querySelector("[data-read]").hidden = !shown;
  }

  /** Why the test does not open yet, in the place where one looks. */
  showReason(text) {
    const gate = document.querySelector("[data-gate]");
    gate.dataset.text = "";
    gate.textContent = text;
  }

  linkTo(id) {
    const link = document.createElement("a");
    link.href = this.urlOf(id);
    link.dataset.slideLink = "";
    link.textContent = document.querySelector(`.rail [data-slide="${id}"] [data-title]`).textContent;
    return link;
  }
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
