// The sound of a slide: its sheets (main, then answer) on one axis of seconds, played by one
// <audio> whose source is swapped, because iOS lets only an element go on by itself that a tap
// has started. Counts what is heard. Knows nothing of the page.
import { ticks } from "./reading.js";

const NEAR = 0.3;
const GAP = 5; // a longer pause between two ticks means that the device slept

const onMilliseconds = (seconds) => Math.round(seconds * 1000) / 1000;

/** Sends "change" (anything to be drawn), "time", "pause", "end", "refused" and "failed". */
export class Sound extends EventTarget {
  constructor() {
    super();
    this.audio = new Audio();
    this.audio.preload = "none";
    this.sheets = [];
    this.openCount = 0;
    this.at = 0;
    this.heard = [];
    this.moments = []; // when each of them was heard, by the page's own clock
    this.piece = null;
    this.span = null;
    this.wants = false; // whether the learner has asked for sound and has not stopped it
    this.rate = 1;
    for (const [kind, action] of Object.entries({
      timeupdate: () => this.tick(),
      playing: () => { this.settle(); this.tick(); this.tell("change"); }, // also after a stall
      pause: () => { this.tick(); this.cut(); this.tell("change"); this.tell("pause"); },
      ended: () => this.ended(),
      seeking: () => this.cut(),
      seeked: () => { this.settle(); this.tick(); },
      loadedmetadata: () => this.settle(),
      error: () => this.fail(),
    })) this.audio.addEventListener(kind, action);
  }

  tell(kind) {
    this.dispatchEvent(new Event(kind));
  }

  /** The sound of another slide; it waits at a second of it. Nothing is loaded before it plays. */
  open(sheets, { at = 0, sheetsOpen = sheets.length } = {}) {
    this.stop();
    this.heard = [];
    this.moments = [];
    let start = 0;
    let first = 0;
    this.sheets = sheets.map((one) => {
      const sheet = { ...one, start, end: start + one.seconds, first };
      start = sheet.end;
      first += one.sentences.length;
      return sheet;
    });
    this.openCount = sheetsOpen;
    this.at = Math.min(at, Math.max(0, this.total - 1));
    this.tell("change");
  }

  get isThere() {
    return this.sheets.length > 0;
  }

  get total() {
    return this.sheets[this.openCount - 1]?.end ?? 0;
  }

  get isPlaying() {
    return !this.audio.paused && !this.audio.ended;
  }

  get sheet() {
    const open = this.sheets.slice(0, this.openCount);
    return open.find((one) => this.at < one.end - 0.01) ?? open.at(-1);
  }

  /** The sentences that may be heard: their number in the transcript, and their seconds. */
  get sentences() {
    return this.sheets.slice(0, this.openCount).flatMap((sheet) => sheet.sentences.map(
      ([from, to], n) => ({ i: sheet.first + n, from: sheet.start + from, to: sheet.start + to }),
    ));
  }

  // -- playing ----------------------------------------------------------------------------------

  /** Play on; from the start when all was heard. */
  async play() {
    if (!this.isThere) return;
    this.wants = true;
    if (this.at >= this.total - NEAR) this.at = 0;
    this.load();
    const asked = this.audio.src;
    try {
      await this.audio.play();
    } catch (error) {
      if (asked !== this.audio.src || error.name === "AbortError") return;
      this.wants = false;
      this.tell(error.name === "NotAllowedError" ? "refused" : "failed");
      this.tell("change");
    }
  }

  pause() {
    this.wants = false;
    this.audio.pause();
    this.tell("change");
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  seek(second) {
    const playing = this.isPlaying || (this.wants && this.audio.ended);
    this.cut();
    this.at = Math.min(Math.max(0, second), Math.max(0, this.total - 0.05));
    if (this.audio.src) this.load();
    if (playing && this.audio.paused) this.play();
    this.tell("change");
    this.tell("time");
  }

  setSpeed(rate) {
    this.rate = rate;
    this.audio.defaultPlaybackRate = rate;
    this.audio.playbackRate = rate;
    this.audio.preservesPitch = true;
  }

  /** The choice is made: the answer may be heard, and is where the sound had come to its end. */
  unlock() {
    if (this.openCount === this.sheets.length) return;
    const start = this.total;
    this.openCount = this.sheets.length;
    if (!this.isPlaying) {
      this.at = start;
      if (this.wants) this.play();
    }
    this.tell("change");
    this.tell("time");
  }

  /** Put the sheet of the present second into the element. */
  load() {
    const { sheet } = this;
    const url = new URL(sheet.url, location.href).href;
    if (this.audio.src !== url) {
      this.cut();
      this.audio.src = url;
      this.setSpeed(this.rate);
    }
    this.goal = this.at - sheet.start;
    this.source = sheet;
    this.audio.currentTime = this.goal;
  }

  /** Some browsers forget a place that was set before they knew the sound. */
  settle() {
    if (this.goal === undefined) return;
    if (Math.abs(this.audio.currentTime - this.goal) > NEAR) this.audio.currentTime = this.goal;
    this.goal = undefined;
  }

  stop() {
    this.tick();
    this.cut();
    this.audio.pause();
    this.source = null;
  }

  ended() {
    this.tick();
    if (this.piece && this.source) this.piece[1] = this.source.end;
    this.cut();
    if (this.source) this.at = this.source.end;
    if (this.wants && this.at < this.total - NEAR) {
      this.play();
      return;
    }
    this.tell("change");
    this.tell("time");
    this.tell("end");
  }

  fail() {
    if (!this.source) return;
    this.cut();
    this.audio.pause();
    this.audio.removeAttribute("src"); // so that the next play asks for it again
    this.wants = false;
    this.tell("failed");
    this.tell("change");
  }

  // -- hearing ----------------------------------------------------------------------------------

  tick() {
    if (!this.source || this.audio.seeking || this.goal !== undefined) return;
    const now = onMilliseconds(Math.min(this.source.start + this.audio.currentTime, this.source.end));
    this.at = now;
    if (this.piece && now >= this.piece[1]) this.goOn(now); // every jump has cut the piece
    else {
      this.cut();
      if (this.isPlaying) this.begin(now);
    }
    this.tell("time");
  }

  begin(second, since = ticks()) {
    this.piece = [second, second];
    this.span = [since, since];
  }

  /** Heard up to a second; after a sleep, right before now, for as long as that takes. */
  goOn(second) {
    const now = ticks();
    const from = this.piece[1];
    if (now - this.span[1] > GAP) {
      const since = Math.max(this.span[1], now - (second - from) / this.rate);
      this.cut();
      this.begin(from, since);
    }
    this.piece[1] = second;
    this.span[1] = now;
  }

  cut() {
    if (this.piece && this.piece[1] > this.piece[0]) {
      this.heard.push(this.piece);
      this.moments.push(this.span);
    }
    this.piece = null;
  }

  /** The seconds heard since the last time, and when that was, to be reported. */
  take() {
    this.tick();
    const goesOn = this.piece && [this.piece[1], this.span[1]];
    this.cut();
    const { heard: ranges, moments } = this;
    this.heard = [];
    this.moments = [];
    if (goesOn) this.begin(...goesOn);
    return { ranges, moments };
  }

  /** What take() would give now. */
  get fresh() {
    return this.piece && this.piece[1] > this.piece[0] ? [...this.heard, this.piece] : this.heard;
  }
}
