// Slides to look at again before another attempt: how long each is still to be seen, and where to
// go next. The server decides (docs/algorithms/attempts.md §3); this counts along.
import { fill } from "./status.js";

const SLACK = 0.1;

export class Review {
  /** Without slides to look at again `review` is null, and nothing is shown. */
  constructor({ review, words, testUrl }, course) {
    Object.assign(this, { course, words, testUrl });
    this.left = review && new Map(Object.entries(review));
  }

  /** Words of another language; what was seen meanwhile still counts. */
  translate({ words }) {
    this.words = words;
    this.shown = null;
  }

  secondsLeft(id) {
    const left = (this.left.get(id) ?? 0) - this.course.reading.seconds(id);
    return Math.max(0, Math.ceil(left - SLACK));
  }

  /** Where 次へ leads: the next slide behind this one to look at again, or else the first. */
  following(id) {
    if (!this.left) return undefined;
    const { slides } = this.course;
    const at = this.course.at(id);
    const around = [...slides.slice(at + 1), ...slides.slice(0, at)];
    return around.find((slide) => this.secondsLeft(slide.id));
  }

  /** Whether all was looked at again, so that the test is next. */
  isOver(id) {
    return Boolean(this.left) && !this.secondsLeft(id) && !this.following(id);
  }

  /** A scene that is skipped need not be looked at. */
  skip(id) {
    this.left?.delete(id);
  }

  /** Show what is left at a slide; whether looking at it has just come to its end. */
  show(id) {
    if (!this.left) return false;
    const seconds = this.secondsLeft(id);
    const next = seconds ? null : this.following(id);
    const hasEnded = this.waited === id && !seconds;
    this.waited = seconds ? id : null;
    const shown = `${id} ${seconds} ${next?.id}`;
    if (shown !== this.shown) this.draw(seconds, next);
    this.shown = shown;
    return hasEnded;
  }

  draw(seconds, next) {
    const { reviewHere, reviewNext, reviewOver, toTest } = this.words;
    const line = document.querySelector("[data-review] p");
    line.replaceChildren(seconds ? fill(reviewHere, { seconds }) : next ? reviewNext : reviewOver);
    if (!seconds) line.append(" ", next ? this.linkTo(next.id) : this.linkToTest(toTest));
    line.parentNode.hidden = false;
  }

  linkTo(id) {
    const item = document.querySelector(`.rail [data-slide="${id}"]`);
    const link = linkTo(item.querySelector("a").href, item.querySelector("[data-title]").textContent);
    link.dataset.slideLink = "";
    return link;
  }

  /** The player sends everything before it follows a link to the test. */
  linkToTest(words) {
    const place = document.createElement("span");
    place.dataset.test = "";
    place.append(linkTo(this.testUrl, words));
    return place;
  }
}

function linkTo(href, textContent) {
  return Object.assign(document.createElement("a"), { href, textContent });
}
