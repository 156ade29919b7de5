// What the learner has done of the course, as far as the page knows; the server has the last word.
const SLACK = 0.1;

export class Course {
  constructor(values, reading) {
    this.reading = reading;
    this.free = values.free;
    this.testMinutes = values.testMinutes;
    this.statedMinutes = values.statedMinutes; // of all slides, as somebody typed them; or null
    this.slides = values.slides;
    this.seen = new Set(values.seen);
    this.met = new Set(values.met);
    this.answered = new Set(values.answered);
    this.known = values.read;
  }

  /** The same course in another language. */
  translate(values) {
    this.slides = values.slides;
  }

  at(id) {
    return this.slides.findIndex((slide) => slide.id === id);
  }

  slide(id) {
    return this.slides[this.at(id)];
  }

  neighbour(id, step) {
    return this.slides[this.at(id) + step];
  }

  /** Where 次へ leads; nothing where the test follows. */
  following(id) {
    if (this.review.isOver(id)) return undefined;
    return this.review.following(id) ?? this.neighbour(id, 1);
  }

  get firstUnmet() {
    return this.slides.find((slide) => !this.met.has(slide.id));
  }

  get mayTakeTest() {
    return this.free || !this.firstUnmet;
  }

  isOpen(id) {
    if (this.free || this.seen.has(id)) return true;
    const first = this.firstUnmet;
    return !first || this.at(id) <= this.at(first.id);
  }

  secondsLeft(id) {
    const read = (this.known[id] ?? 0) + this.reading.seconds(id);
    const left = Math.max(0, Math.ceil(this.slide(id).read - read - SLACK));
    return Math.min(left, this.hearing?.secondsLeft(id) ?? left);
  }

  lacksAnswer(id) {
    return this.slide(id).asks && !this.answered.has(id);
  }

  /** What the server knows may be more: from another page, another device, an earlier queue. */
  heed({ met, read }) {
    for (const id of met) this.met.add(id);
    for (const [id, seconds] of Object.entries(read)) {
      const here = this.reading.seconds(id);
      this.known[id] = Math.max(this.known[id] ?? 0, seconds - here);
    }
  }

  /** Judge a slide as the server will; whether it has just been done. */
  judge(id) {
    if (this.met.has(id) || this.secondsLeft(id) || this.lacksAnswer(id)) return false;
    this.met.add(id);
    return true;
  }

  get minutesLeft() {
    const sumOf = (slides) => slides.reduce((sum, slide) => sum + slide.seconds, 0);
    const seconds = sumOf(this.slides.filter((slide) => !this.met.has(slide.id)));
    if (this.testMinutes === null) return 0; // completed
    const minutes =
      this.statedMinutes === null
        ? seconds / 60
        : (this.statedMinutes * seconds) / sumOf(this.slides);
    return Math.max(1, Math.round(minutes) + this.testMinutes);
  }
}
