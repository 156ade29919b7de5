// The slides ahead, loaded before they are needed: a change takes no time, nor any network.
const AHEAD = 4;

export class Slides {
  constructor(dataUrl) {
    this.dataUrl = dataUrl;
    this.pages = new Map();
  }

  /** One slide's page; loaded when it is not there yet. Rejects without a network. */
  async get(id, language) {
    const key = `${language}/${id}`;
    if (!this.pages.has(key)) await this.load(id, language);
    return this.pages.get(key);
  }

  /** Load the slides after this one, unless the next few are there. */
  async prepare(slides, at, language) {
    const ahead = slides.slice(at, at + AHEAD + 1);
    const missing = ahead.find((slide) => !this.pages.has(`${language}/${slide.id}`));
    if (missing) await this.load(missing.id, language).catch(() => {});
  }

  async load(id, language) {
    const address = `${this.dataUrl.replace("SLIDE", id)}?language=${language}`;
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) throw new Error(`slides: ${response.status}`);
    const answer = await response.json();
    for (const page of answer.slides) {
      this.pages.set(`${language}/${page.id}`, page);
      for (const [, source] of page.html.matchAll(/<img src="([^"]+)"/g)) new Image().src = source;
    }
  }
}
