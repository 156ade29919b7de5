// Notes and bookmarks: kept on the device until they are saved, united with other devices' by the
// server (docs/algorithms/notes.md). Decides nothing of how they look.
import { newUuid } from "./queue.js";
import { post, Retry } from "./retry.js";
import { Shelf } from "./shelf.js";

const AFTER_TYPING = 1000;
const MOST = 100;

export const noteShelf = () => new Shelf({
  database: "terakoya-notes", version: 1, store: "changes", key: "key",
});

const stamp = ({ at, clock, text, on }) => JSON.stringify([at, clock, text, on]);
const isSame = (one, other) => stamp(one) === stamp(other);
const knows = (one, other) => Object.entries(other).every(([page, n]) => (one[page] ?? 0) >= n);

/** Sends "change" when there is something else to show, and "state" {state, count, message}. */
export class Notebook extends EventTarget {
  constructor({ owner, enrolment, notesUrl, notes, bookmarks }, clock) {
    super();
    Object.assign(this, { owner, enrolment, url: notesUrl, clock });
    this.retry = new Retry(() => this.next(), (reason) => this.say(reason));
    this.page = newUuid().replaceAll("-", "").slice(0, 12);
    this.notes = new Map();
    this.marks = new Map();
    this.adopt({ notes, bookmarks });
    this.shelf = noteShelf();
    this.ready = this.load();
  }

  /** What an earlier page could not save. */
  async load() {
    await this.shelf.open();
    const left = (await this.shelf.all("enrolment", this.enrolment))
      .filter((change) => change.owner === this.owner);
    for (const change of left) {
      if (change.key.startsWith("mark:")) {
        if (!this.marks.get(change.slide)?.isNew) this.marks.set(change.slide, change);
        continue;
      }
      const known = this.notes.get(change.uuid);
      if (known?.isNew || (known && knows(known.clock, change.clock))) this.shelf.removeSame(change, isSame);
      else this.notes.set(change.uuid, change);
    }
    if (left.length) {
      this.tell();
      this.send();
    }
  }

  /** What the server has; a change of ours that it has not seen stays. */
  adopt({ notes, bookmarks }) {
    const there = new Set(notes.map((note) => note.uuid));
    for (const [uuid, note] of this.notes) {
      if (!note.isNew && !there.has(uuid) && note.text) this.notes.delete(uuid);
    }
    for (const note of notes) {
      if (!this.notes.get(note.uuid)?.isNew) this.notes.set(note.uuid, note);
    }
    for (const [slide, mark] of this.marks) if (!mark.isNew) this.marks.delete(slide);
    for (const slide of bookmarks) {
      if (!this.marks.get(slide)?.isNew) this.marks.set(slide, { slide, on: true });
    }
  }

  on(slide) {
    return [...this.notes.values()].filter((note) => note.slide === slide && !note.deleted);
  }

  isMarked(slide) {
    return Boolean(this.marks.get(slide)?.on);
  }

  get unsaved() {
    return [...this.notes.values(), ...this.marks.values()].filter((one) => one.isNew && !one.refused);
  }

  /** An empty note, which is nothing until something is written. */
  add(slide) {
    const empty = this.on(slide).find((note) => !note.text);
    if (empty) return empty;
    const note = { uuid: newUuid(), slide, text: "", at: this.clock.iso(), clock: {} };
    this.notes.set(note.uuid, note);
    this.tell();
    return note;
  }

  /** Every letter is kept on the device; a note without any is deleted. */
  write(uuid, text) {
    const note = this.notes.get(uuid);
    if (!note || note.text === text) return;
    note.clock = { ...note.clock, [this.page]: (note.clock[this.page] ?? 0) + 1 };
    Object.assign(note, { text, deleted: !text.trim(), at: this.clock.iso() });
    this.keep(note, `note:${uuid}`);
  }

  /** Take a note away; what is returned brings it back. */
  remove(uuid) {
    const note = this.notes.get(uuid);
    const { text } = note;
    this.write(uuid, "");
    note.deleted = true;
    this.tell();
    return () => {
      this.notes.set(uuid, note); // it is gone from here once the deletion is saved
      this.write(uuid, text);
      this.tell();
    };
  }

  mark(slide, on) {
    const mark = { slide, on, at: this.clock.iso() };
    this.marks.set(slide, mark);
    this.keep(mark, `mark:${this.enrolment}:${slide}`);
    this.tell();
  }

  keep(change, key) {
    const { owner, enrolment, url } = this;
    Object.assign(change, { key, owner, enrolment, url, isNew: true });
    delete change.refused;
    this.shelf.put({ ...change });
    this.say("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), AFTER_TYPING);
  }

  /** The page is being hidden: send without waiting for an answer. */
  leave() {
    const changes = this.unsaved.slice(0, MOST);
    if (!changes.length || this.retry.isToldToWait) return;
    this.post(changes, { keepalive: true }).catch((failure) => this.retry.fail(failure));
  }

  async send() {
    await this.ready;
    clearTimeout(this.timer);
    return this.retry.run();
  }

  async next() {
    if (!this.unsaved.length) return false;
    this.say("saving");
    const changes = this.unsaved.slice(0, MOST).map((change) => ({ ...change }));
    this.settle(changes, await this.post(changes));
    return true;
  }

  post(changes, options) {
    const isMark = ({ key }) => key.startsWith("mark:");
    const notes = changes.filter((change) => !isMark(change));
    return post(this.url, JSON.stringify({
      notes: notes.map(({ uuid, slide, text, at, clock, deleted }) => (
        { uuid, slide, text, at, clock, deleted: Boolean(deleted) }
      )),
      bookmarks: changes.filter(isMark).map(({ slide, on, at }) => ({ slide, on, at })),
    }), options);
  }

  settle(changes, answer) {
    const refused = new Map(answer.refused.map((one) => [one.uuid, one.message]));
    for (const change of changes) {
      const now = change.uuid ? this.notes.get(change.uuid) : this.marks.get(change.slide);
      const message = refused.get(change.uuid ?? change.slide);
      if (!isSame(now, change)) continue; // written again meanwhile: it goes with the next
      if (message) {
        now.refused = message;
        continue;
      }
      this.shelf.removeSame(change, isSame);
      now.isNew = false;
      if (now.deleted) this.notes.delete(now.uuid);
    }
    this.adopt(answer);
    const message = answer.refused[0]?.message;
    this.say(message ? "refused" : "saved", { at: answer.at, message });
    this.tell();
  }

  tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }

  say(state, more = {}) {
    const detail = { state, count: this.unsaved.length, ...more };
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}
