// Events on their way to the server: kept in the browser's database until it has said that they
// are saved (docs/algorithms/progress.md §9). What is sent twice counts once.
import { post, PostFailed, Retry } from "./retry.js";
import { Shelf } from "./shelf.js";

const BATCH = 50;

export const eventShelf = () => new Shelf({
  database: "terakoya-player", version: 2, store: "events", key: "uuid",
});

/** A random version 4 uuid, also where the page is no secure context. */
export function newUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Sends "state" {state, count, at, message, refused}, and "saved" with the server's answer and
 * `asked`, when it was asked for by the page's own clock.
 */
export class Queue extends EventTarget {
  /** `owner` is who learns here; `more` gives what else a batch says. */
  constructor({ owner, enrolment, eventsUrl }, more = () => ({})) {
    super();
    Object.assign(this, { owner, enrolment, url: eventsUrl, more, pending: [], size: BATCH });
    this.retry = new Retry(() => this.next(), (reason) => this.tell(reason));
    this.shelf = eventShelf();
    this.ready = this.load();
  }

  /** What an earlier page has left over. */
  async load() {
    await this.shelf.open();
    const known = new Set(this.pending.map((event) => event.uuid));
    const left = await this.shelf.all("enrolment", this.enrolment);
    this.shelf.put(...this.pending);
    this.pending.unshift(...left.filter((event) => !known.has(event.uuid)));
  }

  get count() {
    return this.pending.length;
  }

  add(...events) {
    const { owner, enrolment, url } = this;
    const kept = events.map((event) => ({ ...event, owner, enrolment, url }));
    this.pending.push(...kept);
    this.shelf.put(...kept);
  }

  /** Send what there is; the promise ends when everything was answered or a post has failed. */
  async flush() {
    await this.ready;
    return this.retry.run();
  }

  /** The same, without waiting for the end of a pause. */
  async again() {
    await this.ready;
    return this.retry.resume();
  }

  /** The page is being hidden: send without waiting for a post that is under way. */
  leave() {
    if (!this.pending.length || this.retry.isToldToWait) return;
    this.tell("saving");
    this.send(BATCH, { keepalive: true }).catch((failure) => this.retry.fail(failure));
  }

  async next() {
    if (!this.pending.length) return false;
    this.tell("saving");
    try {
      await this.send(this.size);
    } catch (failure) {
      if (failure.status !== 413 || this.size === 1) throw failure;
      this.size = Math.ceil(this.size / 2);
    }
    return true;
  }

  /** Post the first events; they must be settled by the answer. */
  async send(size, options = {}) {
    const events = this.pending.slice(0, size)
      .map(({ enrolment: _, owner: __, url: ___, ...event }) => event);
    const asked = performance.now() / 1000;
    const answer = await post(this.url, JSON.stringify({ events, ...this.more() }), options);
    if (!this.settle(answer, asked)) throw new PostFailed(null, "retrying");
  }

  settle(answer, asked) {
    const settled = new Set([...answer.saved, ...answer.refused.map((one) => one.uuid)]);
    this.pending = this.pending.filter((event) => !settled.has(event.uuid));
    this.shelf.remove(...settled);
    const problem = answer.refused[0] ?? answer.notes[0];
    this.tell("saved", {
      at: answer.at, message: problem?.message, refused: answer.refused.length,
    });
    this.dispatchEvent(new CustomEvent("saved", { detail: { ...answer, asked } }));
    return settled.size > 0;
  }

  tell(state, more = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, count: this.count, ...more } }));
  }
}
