// Cases and checks: choose, read why, choose again. Shared by the portal (as a module) and the
// offline player (joined into one classic script), so it neither imports nor exports.
// Without it the choices are a list and the answer is a <details> that opens by itself.
{
  class Quiz extends HTMLElement {
    connectedCallback() {
      if (document.readyState === "loading") {
        // A script in the head runs before the parser has reached the children.
        document.addEventListener("DOMContentLoaded", () => this.start(), { once: true });
      } else {
        this.start();
      }
    }

    start() {
      this.reveal = this.querySelector("details");
      this.result = this.querySelector(".s-result");
      this.hint = this.result.querySelector(".s-hint");
      this.retry = this.querySelector("[data-retry]");
      for (const choice of this.querySelectorAll(".s-choice")) this.makeButton(choice);
      this.retry.hidden = false;
      this.retry.onclick = () => this.again();
      this.classList.add("is-live");
      this.setAttribute("role", "group");
      this.setAttribute("aria-labelledby", this.querySelector(".s-choices").getAttribute("aria-labelledby"));
    }

    makeButton(choice) {
      let button = choice.querySelector(".s-pick");
      if (button.tagName !== "BUTTON") {
        const made = document.createElement("button");
        made.type = "button";
        made.className = button.className;
        made.append(...button.childNodes);
        button.replaceWith(made);
        button = made;
      }
      button.setAttribute("aria-pressed", String(choice.classList.contains("is-chosen")));
      button.onclick = () => this.choose(choice);
    }

    choose(choice) {
      this.mark(choice);
      const correct = choice.hasAttribute("data-correct");
      this.result.dataset.state = correct ? "right" : "wrong";
      const word = document.createElement("b");
      word.textContent = correct ? this.result.dataset.right : this.result.dataset.wrong;
      const why = document.createElement("span");
      why.append(...choice.querySelector(".s-why").cloneNode(true).childNodes);
      this.result.replaceChildren(word, why);
      this.reveal.open = true;
      this.dispatchEvent(new CustomEvent("terakoya:answer", {
        bubbles: true,
        detail: { slide: this.slide, choice: choice.dataset.choice, correct },
      }));
    }

    again() {
      this.mark(null);
      delete this.result.dataset.state;
      this.result.replaceChildren(this.hint);
      this.reveal.open = false;
      this.querySelector(".s-pick").focus();
    }

    mark(chosen) {
      for (const choice of this.querySelectorAll(".s-choice")) {
        choice.classList.toggle("is-chosen", choice === chosen);
        choice.querySelector(".s-pick").setAttribute("aria-pressed", String(choice === chosen));
      }
    }

    get slide() {
      return this.closest("[data-slide]").dataset.slide;
    }
  }

  // A page as it was is small on a phone: it opens as large as its words need.
  const ZOOM = {
    ja: { open: "拡大", smaller: "小さく", larger: "大きく", close: "閉じる" },
    en: { open: "Enlarge", smaller: "Smaller", larger: "Larger", close: "Close" },
  };
  const MOST = 5;

  function addButton(figure) {
    const image = figure.querySelector("img");
    const sheet = figure.closest(".s-sheet");
    if (!image || sheet.closest("[inert]") || sheet.nextElementSibling?.matches(".s-zoom")) return;
    const words = ZOOM[figure.closest("[lang]")?.lang.slice(0, 2)] ?? ZOOM.en;
    sheet.after(makeButton("s-zoom", words.open, () => enlarge(image, words)));
  }

  function makeButton(name, words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name;
    button.textContent = words;
    button.onclick = act;
    return button;
  }

  function enlarge(image, words) {
    const dialog = document.createElement("dialog");
    const bar = document.createElement("p");
    const area = document.createElement("div");
    const copy = image.cloneNode();
    let scale = 2.5;
    const show = (to) => {
      const middle = [area.scrollLeft, area.scrollTop].map((one) => one / scale);
      scale = Math.min(MOST, Math.max(1, to));
      copy.style.inlineSize = `${scale * 100}%`;
      area.scrollTo(middle[0] * scale, middle[1] * scale);
    };
    dialog.className = "s-zoomed";
    dialog.setAttribute("aria-label", words.open);
    area.tabIndex = 0;
    area.setAttribute("role", "group");
    area.setAttribute("aria-label", image.alt);
    bar.append(
      makeButton("s-zoom", words.smaller, () => show(scale / 1.5)),
      makeButton("s-zoom", words.larger, () => show(scale * 1.5)),
      makeButton("s-zoom", words.close, () => dialog.close()),
    );
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the keys of the player stand still meanwhile
      if (event.key === "+" || event.key === ";") show(scale * 1.5);
      if (event.key === "-") show(scale / 1.5);
    });
    let apart = 0;
    area.addEventListener("touchmove", (event) => {
      if (event.touches.length !== 2) { apart = 0; return; }
      event.preventDefault();
      const [one, other] = event.touches;
      const now = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      if (apart) show((scale * now) / apart);
      apart = now;
    }, { passive: false });
    area.addEventListener("touchend", () => { apart = 0; });
    dialog.addEventListener("close", () => dialog.remove());
    area.append(copy);
    dialog.append(bar, area);
    document.body.append(dialog);
    dialog.showModal();
    show(scale);
    area.focus();
  }

  function addButtons() {
    for (const figure of document.querySelectorAll(".s-page")) addButton(figure);
  }

  if (!customElements.get("terakoya-quiz")) {
    customElements.define("terakoya-quiz", Quiz);

    // A harsh scene is announced, and shown when it is wanted.
    document.addEventListener("click", (event) => {
      const slide = event.target.closest("[data-show]")?.closest(".slide");
      if (!slide) return;
      slide.classList.add("is-shown");
      slide.dispatchEvent(new CustomEvent("terakoya:show", { bubbles: true }));
      const ask = slide.querySelector(".s-ask");
      ask.tabIndex = -1;
      ask.focus({ preventScroll: true });
    });

    // Players put the next slide into the same page.
    const start = () => {
      addButtons();
      new MutationObserver(addButtons).observe(document.body, { childList: true, subtree: true });
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();

    // Whoever plays the slides may take over the skip by preventDefault(); otherwise the link
    // leads behind the slide.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-skip]");
      if (!link) return;
      const skip = new CustomEvent("terakoya:skip", {
        bubbles: true, cancelable: true, detail: { slide: link.dataset.skip },
      });
      if (!link.dispatchEvent(skip)) event.preventDefault();
    });
  }
}
