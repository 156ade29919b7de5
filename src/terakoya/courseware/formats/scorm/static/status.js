// What the page says of the connection to the system, and what it says aloud.
export class Status {
  constructor(words) {
    this.words = words;
    this.saved = document.querySelector("[data-saved]");
    this.notice = document.querySelector("[data-notice]");
    this.voice = document.querySelector("[data-voice]");
  }

  waiting() {
    this.tell(this.words.waiting);
  }

  connected() {
    this.tell("");
  }

  /** No system was found: the course can be seen, and whoever sees it knows what that means. */
  alone() {
    this.tell(this.words.alone, "warn");
  }

  kept(isKept, isReview) {
    if (isReview) {
      this.saved.textContent = this.words.reviewing;
      return;
    }
    this.saved.dataset.tone = isKept ? "ok" : "warn";
    this.saved.textContent = isKept ? `${this.words.kept} ${clock()}` : this.words.unkept;
    this.tell(isKept ? "" : this.words.keepOpen, "warn");
  }

  ownMark(percent) {
    const line = document.querySelector("[data-own-mark]");
    line.hidden = false;
    line.textContent = this.words.ownMark.replace("{n}", percent);
  }

  /** Say a line to whoever listens to the page, also when it is the same as before. */
  say(line) {
    this.voice.textContent = "";
    setTimeout(() => { this.voice.textContent = line; }, 50);
  }

  tell(line, tone = "") {
    if (this.notice.textContent === line) return;
    this.notice.hidden = line === "";
    this.notice.dataset.tone = tone;
    this.notice.textContent = line;
  }
}

function clock() {
  const now = new Date();
  return `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
}
