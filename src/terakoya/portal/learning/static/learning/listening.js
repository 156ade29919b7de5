// Everything about sound in the player: its controls, the captions, what is heard, and going on by
// itself. Slides without a recording show none of it.
import { Captions } from "./captions.js";
import { firstGap, secondsIn, union } from "./reading.js";
import { Sound } from "./sound.js";
import { fill } from "./status.js";

const SHARE = 0.95; // of the distinct seconds: docs/algorithms/progress.md §4
const SLACK = 0.1;
const WAIT = 3; // seconds before the next slide comes by itself
const JUMP = 10;

const find = (selector) => document.querySelector(selector);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export class Listening {
  constructor(player) {
    this.player = player;
    this.sound = new Sound();
    this.captions = new Captions(this.sound);
    this.known = new Map();
    this.sound.addEventListener("change", () => this.draw());
    this.sound.addEventListener("time", () => this.time());
    this.sound.addEventListener("pause", () => player.rest());
    this.sound.addEventListener("end", () => this.countDown());
    this.sound.addEventListener("refused", () => this.note(this.words.soundRefused));
    this.sound.addEventListener("failed", () => this.note(this.words.soundFailed));
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("input", (event) => this.input(event));
    document.addEventListener("terakoya:show", () => this.unveil());
    addEventListener("keydown", (event) => { if (event.key === "Escape") this.stay(); });
    // On a phone the controls stand on the bar below, whose words may take two lines.
    this.sizes = new ResizeObserver(([bar]) => {
      document.documentElement.style.setProperty("--foot", `${bar.target.offsetHeight}px`);
    });
  }

  get words() {
    return this.player.values.words;
  }

  /** What the page knows of this slide and language: from the server, and since then. */
  get place() {
    return `${this.player.values.language}/${this.player.slide}`;
  }

  get keys() {
    const there = (action) => () => { if (this.isReady) action(); };
    return {
      " ": there(() => this.sound.toggle()),
      k: there(() => this.sound.toggle()),
      j: there(() => this.jump(-JUMP)),
      l: there(() => this.jump(JUMP)),
      c: there(() => this.toggleCaptions()),
      m: there(() => this.toggleMute()),
      "<": there(() => this.changeSpeed(-1)),
      ">": there(() => this.changeSpeed(1)),
    };
  }

  /** Whether there is sound and nothing stands before it. */
  get isReady() {
    return this.sound.isThere && !this.isVeiled;
  }

  // -- the slide --------------------------------------------------------------------------------

  /** The sound of the slide that was just put on the stage; goes on if the last one played. */
  open(sheets) {
    const { values, course, slide } = this.player;
    this.stay();
    this.note("");
    this.sizes.disconnect();
    this.sizes.observe(find(".foot"));
    for (const [id, ranges] of Object.entries(values.heard)) {
      const key = `${values.language}/${id}`;
      this.known.set(key, union(this.known.get(key) ?? [], ranges));
    }
    values.heard = {};
    this.isVeiled = Boolean(find("[data-sheet] .s-harsh"));
    const isAnswered = !course.slide(slide).asks || course.answered.has(slide);
    const sheetsOpen = isAnswered ? sheets.length : sheets.filter((one) => one.part === "main").length;
    const goesOn = this.sound.wants && !this.isVeiled;
    this.sound.open(sheets, { sheetsOpen });
    const from = this.kept ? this.sameSentence(this.kept) : this.resume();
    this.kept = null;
    if (from) this.sound.seek(from);
    if (!goesOn) this.sound.wants = false;
    this.applyChoices();
    this.captions.open();
    this.draw();
    if (goesOn) this.sound.play();
  }

  /** The sentence with the first second that was not heard; the start when all was. */
  resume() {
    if (this.player.course.met.has(this.player.slide)) return 0;
    const gap = firstGap(this.known.get(this.place) ?? []);
    if (gap >= this.sound.total - 1) return 0;
    return this.sound.sentences.findLast((one) => one.from <= gap)?.from ?? 0;
  }

  /** Another language follows: its sound begins with the same sentence. */
  keepSentence() {
    const { sentences } = this.sound;
    const at = sentences.findIndex((one) => one.i === this.captions.sentence?.i);
    const isAtStart = this.sound.at < 0.5;
    this.kept = at < 0 || isAtStart ? null : { at, of: sentences.length };
  }

  sameSentence({ at, of }) {
    const { sentences } = this.sound;
    const here = sentences.length === of ? at : Math.round((at / of) * sentences.length);
    return sentences[here]?.from ?? 0;
  }

  unlock() {
    this.sound.unlock();
    this.captions.open();
  }

  /** The announcement of a harsh scene was read, and the scene is wanted. */
  unveil() {
    this.isVeiled = false;
    this.draw();
  }

  /** The page is hidden: what is not counted is not played either. */
  hide() {
    this.stay();
    if (this.sound.isPlaying) this.sound.pause();
  }

  // -- hearing ----------------------------------------------------------------------------------

  /** The seconds heard since the last report, and when that was by the page's own clock. */
  take() {
    const { ranges, moments } = this.sound.take();
    if (ranges.length) this.known.set(this.place, union(this.known.get(this.place) ?? [], ranges));
    return { ranges: union(ranges), moments: union(moments) };
  }

  /** How long until the slide is heard, at the present speed; for ever while nothing plays. */
  secondsLeft(slide) {
    if (slide !== this.player.slide || !this.isReady) return Infinity;
    const { listen } = this.player.course.slide(slide);
    const heard = union(this.known.get(this.place) ?? [], this.sound.fresh);
    const left = SHARE * listen - secondsIn(heard, 0, listen) - SLACK;
    if (left <= 0) return 0;
    return this.sound.isPlaying ? Math.ceil(left / this.sound.rate) : Infinity;
  }

  // -- controls ---------------------------------------------------------------------------------

  click(event) {
    const act = event.target.closest("[data-sound]")?.dataset.sound;
    const actions = {
      play: () => { this.stay(); this.sound.toggle(); },
      back: () => this.jump(-JUMP),
      forward: () => this.jump(JUMP),
      captions: () => this.toggleCaptions(),
      mute: () => this.toggleMute(),
      read: () => this.read(event),
      stay: () => { this.stay(); this.focusPlay(); },
    };
    actions[act]?.();
  }

  input({ target }) {
    if (target.matches("[data-seek]")) {
      this.stay();
      this.sound.seek(Number(target.value));
    } else if (target.matches("[data-speed]")) this.setSpeed(Number(target.value));
    else if (target.matches("[data-volume]")) this.setVolume(Number(target.value) / 100);
    else if (target.matches("[data-auto]")) remember("auto", target.checked);
  }

  /** The button of the wide screen or of the phone, whichever is shown. */
  focusPlay() {
    const buttons = [...document.querySelectorAll('[data-sound="play"]')];
    buttons.find((one) => one.offsetParent)?.focus();
  }

  jump(by) {
    this.stay();
    this.sound.seek(this.sound.at + by);
  }

  read(event) {
    event.preventDefault();
    this.sound.pause();
    this.player.showTranscript();
  }

  get speeds() {
    return [...document.querySelectorAll("[data-speed]")].map((one) => Number(one.value))
      .filter((one) => one <= this.player.values.topSpeed);
  }

  changeSpeed(by) {
    const { speeds } = this;
    const at = speeds.findIndex((one) => one >= this.sound.rate);
    this.setSpeed(speeds[Math.min(Math.max(0, at + by), speeds.length - 1)]);
    this.player.status.say(fill(this.words.speedIs, { speed: this.sound.rate }));
  }

  setSpeed(rate) {
    remember("speed", rate);
    this.applyChoices();
  }

  setVolume(volume) {
    remember("volume", volume);
    remember("muted", false);
    this.applyChoices();
  }

  toggleMute() {
    remember("muted", !this.sound.audio.muted);
    this.applyChoices();
    this.player.status.say(this.sound.audio.muted ? this.words.muted : this.words.unmuted);
  }

  toggleCaptions() {
    remember("captions", !recall("captions", true));
    this.applyChoices();
  }

  /** What the device remembers, within what the course allows. */
  applyChoices() {
    const { speeds, sound } = this;
    const wanted = recall("speed", 1);
    const rate = speeds.includes(wanted) ? wanted : wanted > 1 ? speeds.at(-1) ?? 1 : 1;
    sound.setSpeed(rate);
    sound.audio.muted = recall("muted", false);
    sound.audio.volume = recall("volume", 1);
    const withCaptions = recall("captions", true);
    find("#player").classList.toggle("no-captions", !withCaptions);
    find('[data-sound="captions"]').setAttribute("aria-pressed", String(withCaptions));
    find('[data-sound="mute"]').setAttribute("aria-pressed", String(sound.audio.muted));
    find("[data-volume]").value = Math.round(sound.audio.volume * 100);
    find("[data-auto]").checked = recall("auto", false);
    find("[data-speed-now]").textContent = `${rate}×`;
    for (const one of document.querySelectorAll("[data-speed]")) {
      one.checked = Number(one.value) === rate;
      one.closest("label").hidden = Number(one.value) > this.player.values.topSpeed;
    }
  }

  draw() {
    const { sound, words } = this;
    const player = find("#player");
    player.classList.toggle("has-sound", sound.isThere);
    player.classList.toggle("is-veiled", this.isVeiled);
    for (const button of document.querySelectorAll('[data-sound="play"]')) {
      button.setAttribute("aria-label", sound.isPlaying ? words.pause : words.play);
      button.dataset.state = sound.isPlaying ? "playing" : "paused";
    }
    this.time();
    if (!this.isReady) this.player.phone.close();
    if (!sound.isPlaying) return;
    this.note("");
    this.loadNext();
  }

  /** Why nothing is heard; the captions stay. */
  note(text) {
    const note = find("[data-sound-note]");
    if (text && note.textContent !== text) this.player.status.say(text);
    note.textContent = text;
    note.hidden = !text;
  }

  time() {
    const { sound } = this;
    const seek = find("[data-seek]");
    const [now, total] = [Math.floor(sound.at), Math.floor(sound.total)];
    if (Number(seek.max) !== total) seek.max = total;
    if (document.activeElement !== seek || Number(seek.value) !== now) seek.value = now;
    const spoken = `${this.spoken(now)} / ${this.spoken(total)}`;
    if (seek.getAttribute("aria-valuetext") !== spoken) seek.setAttribute("aria-valuetext", spoken);
    find("[data-now]").textContent = clock(now);
    find("[data-total]").textContent = clock(total);
    this.captions.show();
  }

  spoken(seconds) {
    return fill(this.words.spokenTime, { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  }

  /** The next slide's sound, once this one plays; no more, for it is half a megabyte a minute. */
  async loadNext() {
    const { course, slides, values, slide } = this.player;
    const next = course.neighbour(slide, 1);
    const url = next && slides.known(next.id, values.language)?.sound[0]?.url;
    if (!url || this.loaded === url || navigator.connection?.saveData) return;
    this.loaded = url;
    try {
      await (await fetch(url, { priority: "low" })).arrayBuffer();
    } catch {
      this.loaded = ""; // without a network: asked again with the next change
    }
  }

  // -- going on by itself -----------------------------------------------------------------------

  /** The sound has ended: where wanted the next slide comes, but never past a question. */
  countDown() {
    const { course, slide } = this.player;
    const next = course.neighbour(slide, 1);
    if (!recall("auto", false) || course.slide(slide).asks || !next || !course.isOpen(next.id)) return;
    let left = WAIT;
    const show = () => {
      find("[data-advance-text]").textContent = fill(this.words.advance, { seconds: left });
    };
    show();
    find("[data-advance]").hidden = false;
    this.player.status.say(fill(this.words.advance, { seconds: left }));
    this.timer = setInterval(() => {
      left -= 1;
      if (left > 0) return show();
      this.stay();
      return this.player.step(1);
    }, 1000);
  }

  stay() {
    clearInterval(this.timer);
    find("[data-advance]").hidden = true;
  }
}

// What this device remembers of how somebody likes to listen. Without a memory a choice lasts as
// long as the page.
const MEMORY = "terakoya-player";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) ?? {};
  } catch {
    return {};
  }
}

function recall(key, otherwise) {
  return remembered()[key] ?? otherwise;
}

function remember(key, value) {
  try {
    localStorage.setItem(MEMORY, JSON.stringify({ ...remembered(), [key]: value }));
  } catch { /* private windows and full disks */ }
}
