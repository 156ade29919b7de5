// Events on their way to the server: kept in the browser's database until it has said that they
// are saved (docs/algorithms/progress.md §9). What is sent twice counts once.

const STORE = "events";
const BATCH = 50;
const LONGEST_WAIT = 60;

/** The browser's database; where there is none, events live as long as the page. */
export class Shelf {
  async open() {
    this.database = await new Promise((resolve) => {
      try {
        const asked = indexedDB.open("terakoya-player", 2);
        asked.onupgradeneeded = () => {
          if (asked.result.objectStoreNames.contains(STORE)) asked.result.deleteObjectStore(STORE);
          const store = asked.result.createObjectStore(STORE, { keyPath: "uuid" });
          store.createIndex("enrolment", "enrolment");
          store.createIndex("owner", "owner");
        };
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve(null);
        asked.onblocked = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
  }

  async all(index, value) {
    if (!this.database) return [];
    const store = this.database.transaction(STORE).objectStore(STORE);
    return new Promise((resolve) => {
      const asked = store.index(index).getAll(value);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve([]);
    });
  }

  put(events) {
    this.change((store) => { for (const event of events) store.put(event); });
  }

  remove(uuids) {
    this.change((store) => { for (const uuid of uuids) store.delete(uuid); });
  }

  change(action) {
    if (!this.database) return;
    try {
      const transaction = this.database.transaction(STORE, "readwrite");
      action(transaction.objectStore(STORE));
      transaction.commit(); // at once, for the page may be about to close
    } catch { /* a full or closing database: the events are still in memory */ }
  }
}

/** A random version 4 uuid, also where the page is no secure context. */
export function newUuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sends "state" {state, count, at, message, refused}, and "saved" with the server's answer. */
export class Queue extends EventTarget {
  /** `owner` is who learns here; `more` gives what else a batch says. */
  constructor({ owner, enrolment, eventsUrl }, more = () => ({})) {
    super();
    Object.assign(this, { owner, enrolment, url: eventsUrl, more });
    Object.assign(this, { pending: [], tries: 0, size: BATCH, sending: null });
    this.shelf = new Shelf();
    this.ready = this.load();
    addEventListener("online", () => this.again());
  }

  /** What an earlier page has left over. */
  async load() {
    await this.shelf.open();
    const known = new Set(this.pending.map((event) => event.uuid));
    const left = await this.shelf.all("enrolment", this.enrolment);
    this.shelf.put(this.pending);
    this.pending.unshift(...left.filter((event) => !known.has(event.uuid)));
  }

  get count() {
    return this.pending.length;
  }

  add(...events) {
    const { owner, enrolment, url } = this;
    const kept = events.map((event) => ({ ...event, owner, enrolment, url }));
    this.pending.push(...kept);
    this.shelf.put(kept);
  }

  /** Send what there is; the promise ends when everything was answered or a post has failed. */
  async flush() {
    await this.ready;
    this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  /** The page is being hidden: send without waiting for a post that is under way. */
  leave() {
    if (!this.pending.length) return;
    this.tell("saving");
    this.send(this.pending.slice(0, BATCH), { keepalive: true });
  }

  again() {
    clearTimeout(this.timer);
    this.tries = 0;
    return this.flush();
  }

  async sendAll() {
    clearTimeout(this.timer);
    while (this.pending.length) {
      this.tell("saving");
      if (!(await this.send(this.pending.slice(0, this.size)))) return;
    }
  }

  /** Post one batch; whether the next may follow. */
  async send(batch, options = {}) {
    let response;
    try {
      const events = batch.map(({ enrolment: _, owner: __, url: ___, ...event }) => event);
      response = await postJson(this.url, { events, ...this.more() }, options);
      if (response.ok) return this.settle(await response.json());
    } catch { /* no network, or an answer that is none */ }
    return this.fail(response);
  }

  settle(answer) {
    const settled = new Set([...answer.saved, ...answer.refused.map((one) => one.uuid)]);
    this.pending = this.pending.filter((event) => !settled.has(event.uuid));
    this.shelf.remove([...settled]);
    this.tries = 0;
    const problem = answer.refused[0] ?? answer.notes[0];
    this.tell("saved", {
      at: answer.at, message: problem?.message, refused: answer.refused.length,
    });
    this.dispatchEvent(new CustomEvent("saved", { detail: answer }));
    return settled.size > 0;
  }

  async fail(response) {
    if (response?.status === 413 && this.size > 1) {
      this.size = Math.ceil(this.size / 2);
      return true;
    }
    const wait = Math.min(LONGEST_WAIT, 2 ** ++this.tries);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait * 1000);
    this.tell(reasonOf(response));
    return false;
  }

  tell(state, more = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, count: this.count, ...more } }));
  }
}

// Posting JSON to our own server, and why a post has failed.
const PATIENCE = 15_000;

function csrfToken() {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Rejects without a network. */
export function postJson(url, content, options = {}) {
  return fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": csrfToken(),
    },
    body: JSON.stringify(content),
    signal: AbortSignal.timeout(PATIENCE),
    ...options,
  });
}

/** What has to be done: sign in, sign in as somebody else, wait for the network, or just wait. */
export function reasonOf(response) {
  if (!response) return "offline";
  if (response.status === 404) return "stranger"; // signed in, but not as whoever learned here
  return [401, 403].includes(response.status) || response.redirected ? "signin" : "retrying";
}
