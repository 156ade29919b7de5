// Signing out on a device that others use, too: what was not saved yet is not thrown away unseen,
// and nothing of it stays behind (docs/algorithms/progress.md §9).
import { Answers, answerShelf } from "./answers.js";
import { Notebook, noteShelf } from "./notebook.js";
import { eventShelf, Queue } from "./queue.js";
import { fill } from "./status.js";

const PATIENCE = 3000; // to send what is left before asking; a page that closes leaves some

/** Everything on this device that belongs to a person. */
class Leftovers {
  constructor(owner) {
    this.owner = owner;
  }

  async open() {
    const shelves = [eventShelf(), noteShelf(), answerShelf()];
    this.shelves = await Promise.all(shelves.map((shelf) => shelf.open()));
    return this;
  }

  async read() {
    this.rows = await Promise.all(this.shelves.map((shelf) => shelf.all("owner", this.owner)));
    return this.rows.flat().length;
  }

  /** Send what there is, each to its own address. */
  async send() {
    await this.read();
    const [events, changes, answers] = this.rows.map(oneOfEach);
    await Promise.all([
      ...events.map((one) => new Queue({ ...one, eventsUrl: one.url }).flush()),
      ...changes.map((one) => new Notebook({ ...one, notesUrl: one.url, notes: [], bookmarks: [] }).send()),
      ...answers.map((one) => new Answers(one).send()),
    ]);
    return this.read();
  }

  async clear() {
    await Promise.all(this.shelves.map((shelf) => shelf.clear(this.owner)));
  }
}

const oneOfEach = (rows) => [...new Map(rows.map((row) => [row.url, row])).values()];

class Leaving {
  constructor() {
    document.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => {
      const act = event.target.closest("[data-leaving]")?.dataset.leaving;
      if (act) this.act(act);
    });
  }

  get dialog() {
    return document.getElementById("leaving");
  }

  submit(event) {
    const form = event.target.closest("form[data-owner]");
    if (!form || event.defaultPrevented || !this.dialog || !("indexedDB" in window)) return;
    event.preventDefault();
    this.form = form;
    this.ask();
  }

  async ask() {
    this.left = await new Leftovers(this.form.dataset.owner).open();
    await Promise.race([this.left.send(), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
    const count = await this.left.read();
    if (!count) return this.form.submit();
    this.say("", count);
    this.dialog.showModal();
  }

  say(text, count) {
    const line = this.dialog.querySelector("[data-leaving-count]");
    line.textContent = fill(line.dataset.text, { count });
    this.dialog.querySelector("[data-leaving-state]").textContent = text;
  }

  async act(act) {
    if (act === "stay") return this.dialog.close();
    if (act === "send") {
      this.say(this.dialog.dataset.sending, await this.left.read());
      const count = await this.left.send();
      if (count) return this.say(this.dialog.dataset.failed, count);
    }
    await this.left.clear();
    this.form.submit();
  }
}

new Leaving();
