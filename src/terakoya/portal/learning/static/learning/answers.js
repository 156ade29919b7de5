// Answers of the confirmation test on their way to the server: kept on the device until they are
// saved, the last one of a question alone (docs/algorithms/sending.md). Decides nothing of looks.
import { post, Retry } from "./retry.js";
import { Shelf } from "./shelf.js";

const NEVER_TAKEN = [400, 413, 422]; // sent again, they would be refused again
const CLOSED = 409;

export const answerShelf = () => new Shelf({
  database: "terakoya-test", version: 1, store: "answers", key: "key",
});

const isSame = (one, other) => one.at === other.at && String(one.choices) === String(other.choices);

/** Sends "state" {state, count, message}: saving, saved, refused, closed, or why it has failed. */
export class Answers extends EventTarget {
  /** `owner` is who takes the test; `url` belongs to one attempt. */
  constructor({ owner, enrolment, url }) {
    super();
    Object.assign(this, { owner, enrolment, url, waiting: new Map(), most: Infinity });
    this.retry = new Retry(() => this.next(), (reason) => this.tell(reason));
    this.shelf = answerShelf();
    this.ready = this.load();
  }

  /** What an earlier page could not save. */
  async load() {
    await this.shelf.open();
    const newer = this.waiting;
    const left = (await this.shelf.all("enrolment", this.enrolment)).filter((row) => this.owns(row));
    left.sort((one, other) => one.at - other.at);
    this.waiting = new Map(left.map((row) => [row.question, row]));
    for (const row of newer.values()) this.put(row);
    this.shelf.put(...newer.values());
    return left;
  }

  owns({ owner, url }) {
    return owner === this.owner && url === this.url;
  }

  /** Forget what waits for the attempts before, which are closed. */
  async forgetOthers() {
    await this.ready;
    const rows = await this.shelf.all("enrolment", this.enrolment);
    const others = rows.filter((row) => row.owner === this.owner && row.url !== this.url);
    this.shelf.remove(...others.map((row) => row.key));
  }

  get count() {
    return this.waiting.size;
  }

  /** What was chosen last; an earlier choice that still waits is not sent any more. */
  keep(question, choices) {
    const { owner, enrolment, url } = this;
    const row = { key: `${url} ${question}`, owner, enrolment, url, question, choices, at: Date.now() };
    this.put(row);
    this.shelf.put(row);
    this.send();
  }

  put(row) {
    this.waiting.delete(row.question); // the order is that of the last choices
    this.waiting.set(row.question, row);
  }

  async send() {
    await this.ready;
    return this.retry.run();
  }

  /** The page goes: send along what waits; the browser finishes it. */
  leave() {
    if (!this.count || this.retry.isToldToWait) return;
    const rows = [...this.waiting.values()];
    this.post(rows, { keepalive: true })
      .then(() => this.settle(rows), (failure) => this.retry.fail(failure));
  }

  async next() {
    if (!this.count) return false;
    this.tell("saving");
    const rows = [...this.waiting.values()].slice(0, this.most);
    try {
      const { message } = await this.post(rows);
      this.settle(rows);
      this.tell("saved", { message });
    } catch (failure) {
      await this.give(rows, failure);
    }
    return true;
  }

  post(rows, options) {
    const body = new URLSearchParams();
    for (const { question, choices } of rows) {
      if (choices.length === 0) body.append("clear", question);
      for (const choice of choices) body.append(`q-${question}`, choice);
    }
    return post(this.url, body, options);
  }

  /** Give up what can never be saved, one by one; any other failure is one to try again. */
  async give(rows, failure) {
    const isClosed = failure.status === CLOSED;
    if (!isClosed && !NEVER_TAKEN.includes(failure.status)) throw failure;
    if (!isClosed && rows.length > 1) {
      this.most = 1; // one of them is refused, not all
      return;
    }
    const message = await failure.sentence();
    this.settle(isClosed ? [...this.waiting.values()] : rows);
    this.tell(isClosed ? "closed" : "refused", { message });
  }

  /** These need not be sent any more; what was chosen anew meanwhile still waits. */
  settle(rows) {
    for (const row of rows) {
      if (this.waiting.get(row.question) === row) this.waiting.delete(row.question);
      this.shelf.removeSame(row, isSame);
    }
    if (!this.count) this.most = Infinity;
  }

  tell(state, more = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, count: this.count, ...more } }));
  }
}
