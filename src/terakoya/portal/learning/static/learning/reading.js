// How long a slide is visible, by a clock that no setting of the device can move: seconds since the
// page was loaded. What is reported are seconds since 1970 by the server's clock.
const GAP = 5; // a longer pause between two ticks means that the device slept
const HIDDEN_GAP = 90; // browsers wake a hidden page once a minute
const LATE = 15; // seconds that the clock may be behind the server's, as after a short sleep
const AHEAD = 2; // … and before it; the server takes moments up to five seconds ahead
const IDLE = 600; // without a key, a touch or a scroll nobody may be reading

/** Seconds of the page's own clock. It may stand still while the device sleeps; it never jumps. */
export const ticks = () => performance.now() / 1000;

/** The server's time, counted on from what the page was told last. */
export class Clock {
  constructor(serverNow) {
    this.offset = serverNow - ticks();
  }

  /** The server's time at a moment of the page's own clock, on milliseconds. */
  at(tick) {
    return Math.floor((this.offset + tick) * 1000) / 1000;
  }

  now() {
    return this.at(ticks());
  }

  iso() {
    return new Date(this.now() * 1000).toISOString();
  }

  /**
   * The server told its time between when it was asked and now. Small differences stay: each
   * correction would report some moments twice or not at all.
   */
  heed(told, asked) {
    const earliest = told - ticks();
    const latest = told - asked;
    if (this.offset < earliest - LATE) this.offset = earliest;
    if (this.offset > latest + AHEAD) this.offset = latest;
  }

  /** Ranges of the page's own clock, as the server may know them. */
  ranges(ranges) {
    return ranges.map((one) => one.map((tick) => this.at(tick))).filter(([from, to]) => to > from);
  }
}

export class Reading {
  /** `countsHidden`: the officer lets the time in a hidden tab count as well. */
  constructor(countsHidden = false) {
    this.countsHidden = countsHidden;
    this.totals = new Map();
    this.pieces = [];
    this.piece = null;
    this.lastInput = ticks();
    for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "wheel", "touchstart"]) {
      addEventListener(kind, () => { this.lastInput = ticks(); }, { passive: true, capture: true });
    }
  }

  /** Count for another slide from now on. */
  open(slide) {
    this.close();
    this.slide = slide;
    this.tick();
  }

  /** Another screen counts now; what was read until here stays. */
  stop() {
    this.tick();
    this.isStopped = true;
    this.close();
  }

  goOn() {
    this.isStopped = false;
    this.tick();
  }

  /** Whether the page is in sight, as far as that matters. */
  get isShown() {
    return this.countsHidden || document.visibilityState === "visible";
  }

  /** Called every second, and whenever the page is shown or hidden. */
  tick() {
    const now = ticks();
    const isRead = this.isShown && !this.isStopped && now - this.lastInput < IDLE;
    const gap = document.visibilityState === "visible" ? GAP : HIDDEN_GAP;
    if (this.piece && now - this.piece[1] <= gap) {
      this.totals.set(this.slide, (this.totals.get(this.slide) ?? 0) + now - this.piece[1]);
      this.piece[1] = now;
    } else {
      this.close();
      if (isRead) this.piece = [now, now];
    }
    if (!isRead) this.close();
  }

  /** The ranges since the last time, to be reported; the next one begins where they end. */
  take() {
    const goesOn = this.piece?.[1];
    this.close();
    const ranges = this.pieces;
    this.pieces = [];
    if (goesOn !== undefined) this.piece = [goesOn, goesOn];
    return ranges;
  }

  /** How long a slide was visible since the page was loaded. */
  seconds(slide) {
    return this.totals.get(slide) ?? 0;
  }

  close() {
    if (this.piece && this.piece[1] > this.piece[0]) this.pieces.push(this.piece);
    this.piece = null;
  }
}

// Sets of seconds as sorted, joined ranges [from, to): the same laws as on the server
// (docs/algorithms/progress.md §3).
export function union(...groups) {
  const joined = [];
  for (const [from, to] of groups.flat().toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

export function secondsIn(ranges, from, to) {
  return ranges.reduce((sum, one) => sum + Math.max(0, Math.min(to, one[1]) - Math.max(from, one[0])), 0);
}

/** The first second that is in none of the ranges. */
export function firstGap(ranges) {
  return ranges.length && ranges[0][0] < 0.5 ? ranges[0][1] : 0;
}
