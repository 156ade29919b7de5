// How long a slide is in sight, and how much of its sound was played.
const IDLE = 600; // seconds without a key, a touch or a scroll: nobody may be reading
const GAP = 5; // a longer pause between two ticks means that the device slept

export class Reading {
  constructor() {
    this.seconds = 0;
    this.last = null;
    this.lastInput = now();
    for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "wheel", "touchstart"]) {
      addEventListener(kind, () => { this.lastInput = now(); }, { passive: true, capture: true });
    }
  }

  /** Count for another slide, of which so much was read before. */
  open(page, seconds) {
    this.page = page;
    this.seconds = seconds;
    this.last = null;
    this.tick();
  }

  tick() {
    const moment = now();
    const isRead = document.visibilityState === "visible" && (moment - this.lastInput < IDLE || this.speed > 0);
    if (this.last !== null && moment - this.last <= GAP) this.seconds += moment - this.last;
    this.last = isRead ? moment : null;
  }

  /** The distinct seconds of the slide's sound that were played since the page was loaded. */
  get heard() {
    return this.sounds.reduce((sum, { played }) => {
      for (let part = 0; part < played.length; part += 1) sum += played.end(part) - played.start(part);
      return sum;
    }, 0);
  }

  /** How fast the sound plays; 0 while it rests. */
  get speed() {
    return this.sounds.find((sound) => !sound.paused)?.playbackRate ?? 0;
  }

  get sounds() {
    return [...(this.page?.querySelectorAll("audio") ?? [])];
  }
}

function now() {
  return performance.now() / 1000;
}
