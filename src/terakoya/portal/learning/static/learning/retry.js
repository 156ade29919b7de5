// Posting to our own server, and trying again: one post after another, and after a failure a pause
// that grows. Events, notes and answers all go this way (docs/algorithms/sending.md).

const PATIENCE = 15_000; // milliseconds that a post may take
const FIRST_PAUSE = 2; // seconds; every further failure doubles it
const LONGEST_PAUSE = 60;
const LONGEST_TOLD = 3600; // what the server may ask for
const SPREAD = 0.25; // a share by chance, so that not all pages come back in one moment

/** What came instead of the answer that was hoped for; without a network no response at all. */
export class PostFailed extends Error {
  constructor(response, reason = reasonOf(response)) {
    super(reason);
    Object.assign(this, { response, reason });
  }

  get status() {
    return this.response?.status;
  }

  /** What the server says of it; empty where it says nothing. */
  async sentence() {
    try {
      return (await this.response.json()).error.message;
    } catch {
      return "";
    }
  }

  /** How many seconds the server asks us to wait: a number, or a date. */
  get told() {
    const text = this.response?.headers.get("Retry-After") ?? "";
    const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
    return Math.min(LONGEST_TOLD, Math.max(0, seconds || 0));
  }
}

/** What has to be done: sign in, sign in as somebody else, wait for the network, or just wait. */
function reasonOf(response) {
  if (!response) return "offline";
  if (response.status === 404) return "stranger"; // signed in, but not as whoever learned here
  return [401, 403].includes(response.status) || response.redirected ? "signin" : "retrying";
}

function csrfToken() {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Post text as JSON, or the fields of a form; the answer as JSON, or else PostFailed is thrown. */
export async function post(url, body, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(PATIENCE);
  let response = null;
  try {
    response = await fetch(url, { method: "POST", headers, body, signal, ...options });
    if (response.ok && !response.redirected) return await response.json();
  } catch { /* no network, or an answer that is none */ }
  throw new PostFailed(response);
}

/** Sends what waits, and never again at once what has just failed. */
export class Retry {
  /**
   * `next` posts what comes first; it resolves to false when nothing is left, and throws PostFailed.
   * `tell` is given the reason of a failure, also when there is more to send while a pause lasts.
   */
  constructor(next, tell) {
    Object.assign(this, { next, tell, failures: 0, running: null, timer: null, toldUntil: 0 });
    addEventListener("online", () => this.resume());
    document.addEventListener("visibilitychange", () => this.lookAgain());
  }

  /** Send until nothing is left, or until a post fails; while a pause lasts, nothing is sent. */
  run() {
    this.isWanted = true;
    if (this.timer) {
      this.tell(this.failure.reason);
      return Promise.resolve();
    }
    this.running ??= this.sendAll();
    return this.running;
  }

  /** Try now, for something has changed; but not before the time that the server has named. */
  resume() {
    if (this.isToldToWait) return this.run();
    clearTimeout(this.timer);
    Object.assign(this, { failures: 0, timer: null });
    return this.run();
  }

  get isToldToWait() {
    return performance.now() < this.toldUntil;
  }

  async sendAll() {
    await null; // so that `running` is set before it can be taken back
    try {
      while (this.isWanted) {
        this.isWanted = false;
        while (await this.next()) this.failures = 0;
      }
    } catch (failure) {
      this.fail(failure);
    } finally {
      this.running = null;
    }
  }

  /** A post has failed, one of `next` or one that was sent beside it. */
  fail(failure) {
    if (!(failure instanceof PostFailed)) throw failure; // a mistake of ours
    this.failure = failure;
    this.tell(failure.reason);
    if (this.timer) return;
    const grown = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    const pause = Math.max(failure.told, grown) * (1 + SPREAD * Math.random());
    this.toldUntil = performance.now() + failure.told * 1000;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.run();
    }, pause * 1000);
  }

  /** Somebody comes back to the page, perhaps from signing in elsewhere. */
  lookAgain() {
    const isBack = document.visibilityState === "visible" && this.timer;
    if (isBack && ["signin", "stranger"].includes(this.failure.reason)) this.resume();
  }
}
