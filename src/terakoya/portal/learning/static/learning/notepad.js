// How notes and bookmarks look in the player, and what N and B do.
import { Notebook } from "./notebook.js";
import { fill, timeOfDay } from "./status.js";

const find = (selector) => document.querySelector(selector);

export class Notepad {
  constructor({ values, clock, status, tabs }) {
    Object.assign(this, { values, status, tabs });
    this.book = new Notebook(values, clock);
    this.book.addEventListener("change", () => this.draw());
    this.book.addEventListener("state", (event) => this.say(event.detail));
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("input", (event) => this.input(event));
    document.addEventListener("focusout", (event) => this.left(event));
    document.addEventListener("keydown", (event) => this.key(event));
    this.keys = { n: () => this.open(), b: () => this.toggle() };
  }

  /** Another slide is on the stage. */
  show(slide) {
    this.slide = slide;
    this.undo = null;
    this.draw();
  }

  translate(values) {
    this.values = values;
    this.book.adopt(values);
    this.tabs.choose(this.tabs.chosen);
    if (this.last) this.say(this.last);
  }

  leave() {
    this.book.leave();
  }

  // -- drawing ----------------------------------------------------------------------------------

  draw() {
    const notes = this.book.on(this.slide);
    const list = find("[data-notes]");
    const known = new Map([...list.children].map((item) => [item.dataset.note, item]));
    for (const [uuid, item] of known) {
      if (!notes.some((note) => note.uuid === uuid)) item.remove();
    }
    notes.forEach((note, n) => this.drawNote(list, known.get(note.uuid), note, n));
    const written = notes.filter((note) => note.text).length;
    find("#tab-notes").textContent = written
      ? fill(this.values.words.notesCounted, { count: written }) : this.values.words.notes;
    find("[data-notes-undo]").hidden = !this.undo;
    const isMarked = this.book.isMarked(this.slide);
    for (const button of document.querySelectorAll('[data-note-act="mark"]')) {
      button.setAttribute("aria-pressed", String(isMarked));
    }
  }

  drawNote(list, known, note, n) {
    const item = known ?? find("#note-template").content.firstElementChild.cloneNode(true);
    const field = item.querySelector("textarea");
    if (!known) {
      item.dataset.note = note.uuid;
      field.id = `note-${note.uuid}`;
      item.querySelector("label").htmlFor = field.id;
    }
    if (field.value !== note.text) field.value = note.text;
    const name = fill(this.values.words.noteNumbered, { number: n + 1 });
    item.querySelector("label").textContent = name;
    item.querySelector("[data-note-name]").textContent = `（${name}）`;
    item.querySelector("[data-note-copy]").hidden = !note.copy;
    if (list.children[n] !== item) list.insertBefore(item, list.children[n] ?? null);
  }

  /** One line below the notes. */
  say({ state, count, at, message }) {
    this.last = { state, count, at, message };
    const { words } = this.values;
    const text = {
      saved: () => fill(words.saved, { time: timeOfDay(at) }),
      saving: () => words.saving,
      refused: () => message,
    }[state] ?? (() => fill(words.notesUnsent, { count }));
    const line = find("[data-notes-state]");
    line.dataset.state = ["saved", "saving"].includes(state) ? state : "unsent";
    line.textContent = text();
  }

  // -- doing ------------------------------------------------------------------------------------

  click(event) {
    const act = event.target.closest("[data-note-act]");
    if (!act) return;
    event.preventDefault();
    ({
      open: () => this.open(),
      add: () => this.write(),
      mark: () => this.toggle(),
      remove: () => this.remove(act.closest("[data-note]").dataset.note),
      undo: () => this.bringBack(),
    })[act.dataset.noteAct]();
  }

  /** Show the notes; on a slide without any a new one is begun. */
  open() {
    find("#player").classList.remove("no-panel");
    this.tabs.choose("tab-notes");
    this.write();
  }

  write() {
    const note = this.book.add(this.slide);
    const field = document.getElementById(`note-${note.uuid}`);
    field.focus();
    field.scrollIntoView({ block: "nearest" });
  }

  input(event) {
    const item = event.target.closest("[data-note]");
    if (item) this.book.write(item.dataset.note, event.target.value);
  }

  /** Who leaves a field has written what they wanted. */
  left(event) {
    const item = event.target.closest?.("[data-note]");
    if (!item || event.target.localName !== "textarea") return;
    if (this.book.unsaved.length) this.book.send();
  }

  key(event) {
    if (event.key !== "Escape" || !event.target.closest?.("[data-note] textarea")) return;
    find('[data-note-act="add"]').focus();
  }

  remove(uuid) {
    const { words } = this.values;
    const wasWritten = this.book.notes.get(uuid).text;
    const bringBack = this.book.remove(uuid);
    this.undo = wasWritten ? bringBack : null;
    this.draw();
    this.status.say(words.noteDeleted);
    find(this.undo ? '[data-note-act="undo"]' : '[data-note-act="add"]').focus();
  }

  bringBack() {
    const bringBack = this.undo;
    this.undo = null;
    bringBack();
    this.status.say(this.values.words.noteBack);
    find('[data-note-act="add"]').focus();
  }

  toggle() {
    const { words } = this.values;
    const on = !this.book.isMarked(this.slide);
    this.book.mark(this.slide, on);
    this.status.say(on ? words.marked : words.unmarked);
  }
}
