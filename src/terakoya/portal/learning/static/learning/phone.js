// What a small screen needs besides: the sheet with the controls of the sound, a cue that the slide
// goes on below, and the whole screen.
const find = (selector) => document.querySelector(selector);
const LEAVING = ["[data-note-act=open]", "[data-act=fullscreen]", "[data-act=transcript]"];
const SLACK = 24; // so little of a slide is its own edge and nothing to read

export class Phone {
  constructor(words) {
    this.words = words;
    this.sizes = new ResizeObserver(() => this.cue());
    for (const moves of ["scroll", "resize"]) {
      addEventListener(moves, () => this.cue(), { passive: true });
    }
    document.addEventListener("click", ({ target }) => this.click(target));
    document.addEventListener("close", ({ target }) => this.closed(target), true);
    document.addEventListener("fullscreenchange", () => this.nameFullscreen());
  }

  /** Another slide, or the page in another language, is on the stage. */
  show(words) {
    this.words = words;
    this.sizes.disconnect();
    for (const one of ["[data-sheet]", "[data-soundbox]", ".foot"]) this.sizes.observe(find(one));
    this.nameFullscreen();
  }

  // -- the sheet --------------------------------------------------------------------------------

  /** The controls stand below the slide on a wide screen; here they come when asked. */
  open() {
    const sheet = find("#sound-sheet");
    sheet.append(find("#controls"));
    this.unfold(true);
    sheet.showModal();
  }

  close() {
    find("#sound-sheet").close();
  }

  /** The browser tells this some time later, when the sheet may be open again. */
  closed(dialog) {
    if (dialog.id !== "sound-sheet" || dialog.open) return;
    this.unfold(false);
    find("[data-soundbox]").append(find("#controls"));
  }

  /** Speed and volume are a menu beside the slide, and lie open in the sheet. */
  unfold(open) {
    const settings = find("#controls details");
    settings.classList.toggle("menu", !open);
    settings.open = open;
  }

  /** What leads away from the sheet, and a tap beside it, closes it first. */
  click(target) {
    const leaves = LEAVING.map((one) => `#sound-sheet ${one}`).join();
    if (target.id === "sound-sheet" || target.closest(leaves)) this.close();
  }

  // -- the cue ----------------------------------------------------------------------------------

  /** Where caption or bar begin the slide ends to the eye; the cue stands there while more follows. */
  cue() {
    const [end, sound, bar] = ["[data-sheet]", "[data-soundbox]", ".foot"]
      .map((one) => find(one).getBoundingClientRect());
    const edge = sound.height ? Math.min(sound.top, bar.top) : bar.top;
    const more = find("[data-more]");
    more.hidden = end.bottom < edge + SLACK;
    more.style.top = `${edge}px`;
  }

  // -- the whole screen -------------------------------------------------------------------------

  /** A wide screen shows the slide alone. A small one keeps the bar, for there are no keys to go on. */
  toggleFullscreen() {
    if (document.fullscreenElement) return document.exitFullscreen();
    const isSmall = matchMedia("(max-width: 900px)").matches;
    return (isSmall ? document.documentElement : find("#stage")).requestFullscreen?.();
  }

  nameFullscreen() {
    const name = document.fullscreenElement ? this.words.wholeOff : this.words.wholeOn;
    for (const button of document.querySelectorAll('[data-act="fullscreen"]')) {
      button.hidden = !document.fullscreenEnabled;
      button.setAttribute("aria-label", name);
    }
  }
}
