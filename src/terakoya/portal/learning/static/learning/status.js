// What the page says about saving: one line in the bar, and a notice when somebody must act.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export class Status {
  constructor(words) {
    this.words = words;
  }

  /** One polite announcement. */
  say(text) {
    document.querySelector("[data-say]").textContent = text;
  }

  show({ state, count, at, message, refused }) {
    const { words } = this;
    this.last = { state, count, at, message, refused };
    if (state === "saved") {
      this.line("saved", fill(words.saved, { time: timeOfDay(at) }));
      if (refused) this.notice(fill(words.refused, { count: refused, message }));
      else this.notice(message);
    } else if (state === "saving") {
      this.line("saving", words.saving);
    } else {
      this.line("unsent", fill(words.unsent, { count }));
      const link = state === "signin" ? { text: words.signinLink, url: signInUrl() } : null;
      this.notice(fill(words[state], { count }), link);
    }
  }

  translate(words) {
    this.words = words;
    if (this.last) this.show(this.last);
  }

  line(state, text) {
    for (const line of document.querySelectorAll("[data-saved]")) {
      line.dataset.state = state;
      line.textContent = text;
    }
  }

  notice(text, link) {
    const box = document.querySelector("[data-notice]");
    const line = box.querySelector("p");
    if (text && line.dataset.text !== text) this.say(text);
    line.dataset.text = text ?? "";
    line.textContent = text ?? "";
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link.url;
      anchor.textContent = link.text;
      line.append(" ", anchor);
    }
    box.hidden = !text;
  }
}

function signInUrl() {
  return `/sign-in/?next=${encodeURIComponent(location.pathname)}`;
}

/** Hours and minutes in Japan. */
export function timeOfDay(at) {
  return new Intl.DateTimeFormat("ja", {
    hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo",
  }).format(new Date(at));
}
