// Captions under the slide, and the transcript in which a sentence leads to its second. Both show
// the sentences of the page itself, readings included.
const find = (selector) => document.querySelector(selector);

export class Captions {
  constructor(sound) {
    this.sound = sound;
    document.addEventListener("click", (event) => this.pick(event));
    document.addEventListener("keydown", (event) => this.key(event));
  }

  get spans() {
    return [...document.querySelectorAll("[data-transcript] .s[data-i]")];
  }

  /** Another slide, or more of this one that may be heard. */
  open() {
    const heard = new Set(this.sound.sentences.map((one) => one.i));
    for (const span of this.spans) {
      if (heard.has(Number(span.dataset.i))) {
        span.setAttribute("role", "button");
        span.tabIndex = -1;
      } else {
        span.removeAttribute("role");
        span.removeAttribute("tabindex");
      }
      span.removeAttribute("aria-current");
    }
    this.current = null;
    this.show();
  }

  /** The sentence that is said now. */
  get sentence() {
    const { sentences, at } = this.sound;
    return sentences.findLast((one) => one.from <= at + 0.05) ?? sentences[0] ?? null;
  }

  show() {
    const i = this.sentence?.i ?? null;
    if (i === this.current) return;
    this.current = i;
    const old = find('[data-transcript] .s[aria-current]');
    if (old) {
      old.removeAttribute("aria-current");
      if (old.tabIndex === 0 && old !== document.activeElement) old.tabIndex = -1;
    }
    const span = i === null ? null : find(`[data-transcript] .s[data-i="${i}"]`);
    const caption = find("[data-caption]");
    const words = document.createElement("span"); // one box, whatever readings stand in it
    if (span) words.append(...span.cloneNode(true).childNodes);
    caption.replaceChildren(words);
    if (!span) return;
    caption.lang = span.closest("[lang]").lang;
    span.setAttribute("aria-current", "true");
    for (const one of this.spans) if (one.tabIndex === 0) one.tabIndex = -1;
    span.tabIndex = 0;
    this.keepInView(span);
  }

  /** Within the panel only: the page itself never moves by itself. */
  keepInView(span) {
    const panel = find("#transcript");
    if (getComputedStyle(panel).overflowY !== "auto" || panel.contains(document.activeElement)) return;
    const [box, line] = [panel.getBoundingClientRect(), span.getBoundingClientRect()];
    if (line.height && (line.top < box.top + 48 || line.bottom > box.bottom - 48)) {
      panel.scrollTop += line.top - box.top - box.height / 3;
    }
  }

  // -- to a sentence ----------------------------------------------------------------------------

  pick(event) {
    const span = event.target.closest?.('[data-transcript] .s[role="button"]');
    if (!span || String(getSelection())) return;
    this.seek(span);
  }

  seek(span) {
    const one = this.sound.sentences.find((sentence) => sentence.i === Number(span.dataset.i));
    if (!one) return;
    this.sound.seek(one.from);
    if (!this.sound.isPlaying) this.sound.play();
  }

  /** One stop of the tab key for the whole text; the arrows go from sentence to sentence. */
  key(event) {
    const span = event.target.closest?.('[data-transcript] .s[role="button"]');
    if (!span || event.ctrlKey || event.metaKey || event.altKey) return;
    const spans = this.spans.filter((one) => one.hasAttribute("role"));
    const at = spans.indexOf(span);
    const target = {
      ArrowDown: spans[at + 1], ArrowUp: spans[at - 1], Home: spans[0], End: spans.at(-1),
    }[event.key];
    if (target) {
      event.preventDefault();
      span.tabIndex = -1;
      target.tabIndex = 0;
      target.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.seek(span);
    }
  }
}
