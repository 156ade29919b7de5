// The slides ahead, loaded before they are needed: a change takes no time, nor any network. As a
// slide takes ten seconds at least, thirty of them outlast five minutes without a network.
const AHEAD = 30;
const PAUSE = 3000; // between two windows: the first view must not wait for what comes much later

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export class Slides {
  constructor(dataUrl) {
    this.dataUrl = dataUrl;
    this.pages = new Map();
    this.asked = new Map();
  }

  /** One slide's page; loaded when it is not there yet. Rejects without a network. */
  async get(id, language) {
    const key = `${language}/${id}`;
    if (!this.pages.has(key)) await this.load(id, language);
    return this.pages.get(key);
  }

  /** One slide's page where it is there already. */
  known(id, language) {
    return this.pages.get(`${language}/${id}`);
  }

  /** Load this slide and those after it, window by window; a later call takes over. */
  async prepare(slides, at, language) {
    const turn = (this.turn ?? 0) + 1;
    this.turn = turn;
    let wait = 0;
    for (const { id } of slides.slice(at, at + AHEAD + 1)) {
      if (this.pages.has(`${language}/${id}`)) continue;
      await pause(wait);
      if (this.turn !== turn) return;
      try {
        await this.load(id, language);
      } catch {
        return; // without a network: the next change of slide asks again
      }
      wait = PAUSE;
    }
  }

  /** One request at a time for the same window. */
  load(id, language) {
    const key = `${language}/${id}`;
    if (!this.asked.has(key)) {
      this.asked.set(key, this.fetch(id, language).finally(() => this.asked.delete(key)));
    }
    return this.asked.get(key);
  }

  async fetch(id, language) {
    const address = `${this.dataUrl.replace("SLIDE", id)}?language=${language}`;
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) throw new Error(`slides: ${response.status}`);
    const answer = await response.json();
    for (const page of answer.slides) {
      this.pages.set(`${language}/${page.id}`, page);
      for (const [, source] of page.html.matchAll(/<img src="([^"]+)"/g)) this.keepPicture(source);
    }
  }

  /** Pictures are immutable, so that one load keeps them; the page holds on to them offline. */
  keepPicture(source) {
    const picture = new Image();
    picture.src = source;
    this.pictures = (this.pictures ?? new Map()).set(source, picture);
  }
}
