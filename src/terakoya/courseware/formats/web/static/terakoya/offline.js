// The offline player: one slide at a time, by buttons, links and keys; remembers the place.
// Runs in the head, so that the long page never flashes up. Without it the page is all slides.
//
// A page with `data-hosted` is kept by somebody else (a learning management system, `scorm/`):
// it waits for `terakoya:begin`, whose detail is the state to go on from; nothing stays on the
// device; every change of the state is told by `terakoya:kept`; the host marks what is done with.
// Before a page is turned the cancelable `terakoya:turn` with {from, to} is sent, hosted or not.
{
  const root = document.documentElement;
  const isHosted = root.hasAttribute("data-hosted");
  root.classList.add("is-player");
  const store = {
    key: root.dataset.course,
    state: { at: "", seen: [], ruby: true, letters: true, narration: true },
    read() {
      if (isHosted) return;
      try {
        Object.assign(this.state, JSON.parse(localStorage.getItem(this.key)) ?? {});
      } catch { /* private windows and some browsers keep nothing for file: pages */ }
    },
    keep(changes) {
      Object.assign(this.state, changes);
      if (isHosted) return tell("terakoya:kept", { ...this.state });
      try {
        localStorage.setItem(this.key, JSON.stringify(this.state));
      } catch { /* the player works without a memory */ }
    },
  };

  function tell(name, detail) {
    return document.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }));
  }

  class Player {
    constructor() {
      this.pages = [...document.querySelectorAll(".page")];
      this.links = new Map(
        [...document.querySelectorAll(".rail a")].map((link) => [link.hash.slice(1), link]),
      );
      this.title = document.title;
      this.dialog = document.getElementById("keys");
      this.listen();
      this.apply();
      this.open();
    }

    listen() {
      addEventListener("hashchange", () => this.go(location.hash.slice(1), true));
      addEventListener("keydown", (event) => this.key(event));
      addEventListener("beforeprint", () => this.unfold());
      document.addEventListener("terakoya:skip", (event) => {
        event.preventDefault();
        this.step(1);
      });
      document.addEventListener("terakoya:answer", (event) => {
        const answer = event.target.closest(".page").querySelector('[data-part="answer"]');
        if (answer) answer.open = true;
      });
      this.on("[data-toggle-ruby]", () => this.set({ ruby: !store.state.ruby }));
      this.on("[data-toggle-narration]", () => this.set({ narration: !store.state.narration }));
      this.on("[data-open-keys]", () => this.dialog.showModal());
      this.on("[data-open-rail]", () => this.rail(!root.classList.contains("has-rail")));
      const letters = document.querySelector("[data-letters]");
      letters.checked = store.state.letters;
      letters.onchange = () => this.set({ letters: letters.checked });
      this.on(".rail", () => this.rail(false));
    }

    on(selector, action) {
      for (const element of document.querySelectorAll(selector)) {
        element.addEventListener("click", action);
      }
    }

    set(changes) {
      store.keep(changes);
      this.apply();
    }

    apply() {
      root.classList.toggle("no-ruby", !store.state.ruby);
      root.classList.toggle("no-narration", !store.state.narration);
      for (const [name, on] of [["ruby", store.state.ruby], ["narration", store.state.narration]]) {
        for (const button of document.querySelectorAll(`[data-toggle-${name}]`)) {
          button.setAttribute("aria-pressed", String(on));
        }
      }
    }

    open() {
      const asked = location.hash.slice(1);
      const kept = store.state.at;
      const known = (id) => this.pages.some((page) => page.id === id);
      if (known(asked)) return this.go(asked, false);
      if (known(kept) && kept !== this.pages[0].id) {
        this.go(kept, false);
        document.querySelector(".resumed").hidden = false;
        return history.replaceState(null, "", `#${kept}`);
      }
      return this.go(this.pages[0].id, false);
    }

    go(id, focus) {
      const page = this.pages.find((one) => one.id === id);
      if (!page) return;
      const from = this.current?.id ?? "";
      if (from !== id && !tell("terakoya:turn", { from, to: id })) return this.stay(from);
      for (const sound of document.querySelectorAll("audio")) sound.pause();
      for (const one of this.pages) one.classList.toggle("is-current", one === page);
      for (const [link, element] of this.links) {
        if (link === id) element.setAttribute("aria-current", "step");
        else element.removeAttribute("aria-current");
      }
      this.current = page;
      this.note(id);
      const heading = page.querySelector("h2");
      document.title = `${heading.dataset.title ?? page.dataset.title} – ${this.title}`;
      if (!focus) return;
      document.querySelector(".resumed").hidden = true;
      // Of a scene that is announced first, the announcement alone is in sight.
      const start = heading.getClientRects().length ? heading : page.querySelector(".s-harsh");
      start.tabIndex = -1;
      start.focus({ preventScroll: true });
      scrollTo(0, 0);
    }

    /** The page that was asked for stays shut: the address goes back to the one that is shown. */
    stay(from) {
      if (from) history.replaceState(null, "", `#${from}`);
      else this.go(this.pages[0].id, false);
    }

    note(id) {
      const slides = this.pages.filter((page) => page.dataset.number);
      const where = document.querySelector(".where");
      where.textContent = `${this.current.dataset.number ?? slides.length} / ${slides.length}`;
      store.keep({ at: id, seen: [...new Set([...store.state.seen, id])] });
      if (!isHosted) this.mark(slides); // what is done with, a host knows better
    }

    mark(slides) {
      const seen = new Set(store.state.seen);
      for (const [link, element] of this.links) element.classList.toggle("is-seen", seen.has(link));
      const done = slides.filter((page) => seen.has(page.id)).length;
      for (const bar of document.querySelectorAll(".done")) bar.value = done;
    }

    step(by) {
      const next = this.pages[this.pages.indexOf(this.current) + by];
      if (!next) return;
      this.go(next.id, true);
      // At once, since keys may come faster than hashchange.
      if (this.current === next) history.pushState(null, "", `#${next.id}`);
    }

    rail(open) {
      root.classList.toggle("has-rail", open);
      document.querySelector("[data-open-rail]").setAttribute("aria-expanded", String(open));
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || this.dialog.open) return;
      if (event.target.closest("input, select, textarea, [contenteditable]")) return;
      const letter = event.key.length === 1;
      if (letter && !store.state.letters) return;
      const action = {
        ArrowRight: () => this.step(1),
        ArrowLeft: () => this.step(-1),
        n: () => this.step(1),
        b: () => this.step(-1),
        t: () => this.set({ narration: !store.state.narration }),
        r: () => this.set({ ruby: !store.state.ruby }),
        "?": () => this.dialog.showModal(),
      }[letter ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    }

    unfold() {
      for (const answer of document.querySelectorAll("details")) answer.open = true;
    }
  }

  store.read();
  if (isHosted) {
    document.addEventListener("terakoya:begin", (event) => {
      Object.assign(store.state, event.detail);
      new Player();
    }, { once: true });
  } else {
    document.addEventListener("DOMContentLoaded", () => new Player());
  }
}
