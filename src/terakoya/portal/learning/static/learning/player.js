// The player: changes slides in place, counts what is read, and sends it. Without this script the
// page works with its links and the button 読みました.
import { Course } from "./course.js";
import { Listening } from "./listening.js";
import { listenToKeys, showSingleKeys } from "./keys.js";
import { Notepad } from "./notepad.js";
import { Phone } from "./phone.js";
import { newUuid, Queue } from "./queue.js";
import { Clock, Reading, ticks } from "./reading.js";
import { Review } from "./review.js";
import { Session } from "./session.js";
import { Slides } from "./slides.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { View } from "./view.js";

const EVERY = 30; // seconds between two batches while a slide is read
const find = (selector) => document.querySelector(selector);
const pageValues = (root) => JSON.parse(root.getElementById("player-values").textContent);

class Player {
  constructor() {
    const values = pageValues(document);
    this.values = values;
    this.slide = values.slide;
    this.sequence = 0;
    this.clock = new Clock(values.now);
    this.reading = new Reading(values.countsHidden);
    this.course = new Course(values, this.reading);
    this.review = new Review(values, this.course);
    this.course.review = this.review;
    this.slides = new Slides(values.dataUrl);
    this.status = new Status(values.words);
    this.view = new View(this.course, values);
    this.session = new Session(values.enrolment);
    this.queue = new Queue(values, () => this.session.said);
    this.phone = new Phone(values.words); // before what listens to taps in its sheet
    this.listening = new Listening(this);
    this.course.hearing = this.listening;
    this.tabs = new Tabs();
    this.notepad = new Notepad(this);
    this.listen();
    this.begin(values.sound);
  }

  listen() {
    this.queue.addEventListener("state", (event) => this.status.show(event.detail));
    this.queue.addEventListener("saved", (event) => this.heed(event.detail));
    this.session.addEventListener("pause", () => this.pause());
    this.listening.sound.addEventListener("change", () => {
      if (this.session.isPaused && this.listening.sound.isPlaying) this.takeOver({ focus: false });
    });
    document.addEventListener("terakoya:answer", (event) => this.answer(event.detail));
    document.addEventListener("terakoya:skip", (event) => this.skip(event));
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => this.turn());
    addEventListener("pagehide", () => this.leave());
    addEventListener("popstate", () => this.follow(location.pathname, { push: false }));
    addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.rail(false);
    });
    setInterval(() => this.tick(), 1000);
    listenToKeys({
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      t: () => this.toggleTranscript(),
      f: () => this.phone.toggleFullscreen(),
      "?": () => find("#player-keys").showModal(),
      ...this.listening.keys,
      ...this.notepad.keys,
    });
  }

  // -- reading and reporting --------------------------------------------------------------------

  /** Start to read the slide that is on the stage. */
  begin(sound) {
    this.reading.open(this.slide);
    this.listening.open(sound);
    this.phone.show(this.values.words);
    this.notepad.show(this.slide);
    this.queue.add(this.event("seen"));
    this.course.seen.add(this.slide);
    this.send();
    this.draw();
    const at = this.course.at(this.slide);
    setTimeout(() => this.slides.prepare(this.course.slides, at, this.values.language), 200);
  }

  event(kind, more = {}) {
    return {
      uuid: newUuid(),
      slide: this.slide,
      slide_hash: this.course.slide(this.slide).hash,
      language: this.values.language,
      kind,
      ranges: [],
      answer: "",
      seq: this.sequence++,
      client_time: this.clock.iso(),
      ...more,
    };
  }

  /** Put what was read and heard since the last time into the queue. */
  report() {
    this.reading.tick();
    const read = this.clock.ranges(this.reading.take());
    if (read.length) this.queue.add(this.event("read", { ranges: read }));
    const { ranges, moments } = this.listening.take();
    if (ranges.length) {
      this.queue.add(this.event("heard", { ranges, moments: this.clock.ranges(moments) }));
    }
  }

  /** The sound has come to a rest. */
  rest() {
    this.report();
    this.send();
  }

  send() {
    this.sentAt = ticks();
    return this.queue.flush();
  }

  tick() {
    this.reading.tick();
    if (this.course.judge(this.slide)) this.opened();
    this.showReview();
    this.view.showBar(this.slide);
    if (ticks() - this.sentAt < EVERY || !this.reading.isShown) return;
    this.report();
    this.send();
  }

  /** The slide has just been done: say so once, and leave the focus where it is. */
  opened() {
    const { words } = this.values;
    const hasNext = this.course.following(this.slide);
    if (hasNext || this.course.mayTakeTest) this.status.say(hasNext ? words.gateOpen : words.gateTest);
    this.draw();
  }

  /** What is to be looked at again; once a slide was, it is said, and the focus stays. */
  showReview() {
    if (this.review.show(this.slide)) this.status.say(find("[data-review] p").textContent);
  }

  heed(answer) {
    this.clock.heed(Date.parse(answer.at) / 1000, answer.asked);
    this.session.heed(answer);
    this.course.heed(answer);
    this.draw();
  }

  /** Another screen has taken over: send what was read here, then count no more. */
  pause() {
    this.reading.stop();
    this.listening.hide();
    this.report();
    this.send();
    this.status.say(this.values.words.second);
    this.draw();
  }

  /** Count here again; playing the sound says that too, and then the focus stays. */
  takeOver({ focus }) {
    this.session.takeOver();
    this.reading.goOn();
    this.queue.add(this.event("seen"));
    this.send();
    this.draw();
    this.status.say(this.values.words.takenOver);
    if (focus) find('h1[data-fill="heading"]').focus();
  }

  turn() {
    if (document.visibilityState === "hidden") this.leave();
    else this.tick();
  }

  leave() {
    if (!this.reading.countsHidden) this.listening.hide();
    this.report();
    this.queue.leave();
    this.notepad.leave();
  }

  answer({ slide, choice }) {
    if (slide !== this.slide) return;
    this.report();
    this.queue.add(this.event("answered", { answer: choice }));
    this.course.answered.add(slide);
    const told = find('[data-transcript] [data-part="answer"]');
    if (told) told.open = true;
    this.listening.unlock();
    if (this.course.judge(slide)) this.opened();
    this.draw();
    this.send();
  }

  skip(event) {
    event.preventDefault();
    this.queue.add(this.event("skipped"));
    this.course.met.add(this.slide);
    this.review.skip(this.slide);
    this.step(1);
  }

  draw() {
    find("[data-second]").hidden = !this.session.isPaused;
    this.view.showRail(this.slide);
    this.showReview();
    this.view.showBar(this.slide);
  }

  // -- going ------------------------------------------------------------------------------------

  step(by) {
    const { course, slide } = this;
    const target = by > 0 ? course.following(slide) : course.neighbour(slide, by);
    if (target) return this.go(target.id, { push: true });
    return by > 0 ? this.toTest() : null;
  }

  follow(path, options) {
    const known = this.course.slides.find((slide) => this.view.urlOf(slide.id) === path);
    if (known) this.go(known.id, options);
  }

  async go(id, { push }) {
    if (id === this.coming) return; // a key pressed twice asks for the same slide
    if (!this.course.isOpen(id)) return this.status.say(find("#gate").textContent);
    this.coming = id;
    const page = id === this.slide ? null : await this.load(id);
    if (this.coming !== id) return; // another one was asked for meanwhile
    this.coming = null;
    if (!page) return;
    this.report();
    this.slide = id;
    if (push) history.pushState(null, "", this.view.urlOf(id));
    this.rail(false);
    this.view.showSlide(page, { focus: true });
    this.begin(page.sound);
  }

  /** The slide's page, or nothing: then the browser loads it, or the notice says why it cannot. */
  async load(id) {
    const waiting = setTimeout(() => find("#player").classList.add("is-loading"), 300);
    try {
      return await this.slides.get(id, this.values.language);
    } catch {
      if (this.coming !== id) return null;
      this.report();
      if (navigator.onLine) location.assign(this.view.urlOf(id));
      else this.status.notice(this.values.words.loadFailed);
      return null;
    } finally {
      clearTimeout(waiting);
      find("#player").classList.remove("is-loading");
    }
  }

  /** The test opens by what the server knows, so everything is sent before. */
  async toTest() {
    if (!this.course.mayTakeTest) return this.status.say(find("#gate").textContent);
    const { words } = this.values;
    this.report();
    this.view.showReason(words.gateSending);
    await this.queue.again();
    if (!this.queue.count) return location.assign(this.values.testUrl);
    this.view.showReason(words.gateUnsent);
    return this.status.say(words.gateUnsent);
  }

  // -- controls ---------------------------------------------------------------------------------

  click(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = event.target.closest("[data-act]")?.dataset.act;
    const link = event.target.closest("[data-go], [data-slide-link], [data-test] a");
    if (act) this.act(act, event);
    if (!link) return;
    event.preventDefault();
    if (link.dataset.go) this.step(link.dataset.go === "next" ? 1 : -1);
    else if (!link.hasAttribute("href")) return;
    else if (link.closest("[data-test]")) this.toTest();
    else this.follow(new URL(link.href).pathname, { push: true });
  }

  act(name, event) {
    const actions = {
      furigana: () => this.toggleFurigana(),
      fullscreen: () => this.phone.toggleFullscreen(),
      keys: () => find("#player-keys").showModal(),
      "take-over": () => this.takeOver({ focus: true }),
      rail: () => this.rail(true),
      "rail-close": () => this.rail(false),
      sound: () => this.phone.open(),
      transcript: () => this.showTranscript(),
    };
    event.preventDefault();
    actions[name]();
  }

  rail(open) {
    const rail = find("#rail");
    if (open === rail.classList.contains("is-open")) return;
    rail.classList.toggle("is-open", open);
    for (const other of [find("#main"), find("#player-top")]) other.inert = open;
    find(open ? '[data-act="rail-close"]' : '[data-act="rail"]').focus();
  }

  toggleTranscript() {
    const hidden = find("#player").classList.toggle("no-panel");
    if (!hidden) find("#transcript").scrollIntoView({ block: "nearest" });
  }

  showTranscript() {
    find("#player").classList.remove("no-panel");
    this.tabs.choose("tab-script");
    find("#transcript").focus();
  }

  toggleFurigana() {
    const on = !find("#player").classList.toggle("no-ruby");
    document.cookie = `furigana=${on ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
    const { words } = this.values;
    for (const button of document.querySelectorAll('[data-act="furigana"]')) {
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? words.furiganaOn : words.furiganaOff;
    }
  }

  // -- another language -------------------------------------------------------------------------

  /** The menu's form would load the page anew; the same is fetched and put in place instead. */
  submit(event) {
    const form = event.target.closest("form[data-keep-place]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    this.translate(form, event.submitter.value);
  }

  async translate(form, language) {
    const body = new URLSearchParams({ language, next: location.pathname });
    this.report();
    this.listening.keepSentence();
    try {
      const response = await fetch(form.action, { method: "POST", body });
      const other = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || !other.getElementById("player-values")) throw new Error("no player");
      this.put(other);
    } catch {
      this.status.notice(this.values.words.languageFailed);
    }
  }

  put(other) {
    const withoutPanel = find("#player").classList.contains("no-panel");
    this.rail(false);
    for (const id of ["player-top", "player", "player-keys", "help-drawer"]) {
      document.getElementById(id).replaceChildren(...other.getElementById(id).childNodes);
    }
    find("#player").className = other.getElementById("player").className;
    find("#player").classList.toggle("no-panel", withoutPanel);
    document.documentElement.lang = other.documentElement.lang;
    document.title = other.title;
    this.values = pageValues(document);
    this.course.translate(this.values);
    this.review.translate(this.values);
    this.view.translate(this.values);
    this.status.translate(this.values.words);
    this.notepad.translate(this.values);
    showSingleKeys();
    this.begin(this.values.sound);
    find("#player-top details.menu summary")?.focus();
  }
}

new Player();
