// Tabs beside the slide: narration, notes, words. Without this script they stand one below another.
const tabs = () => [...document.querySelectorAll('#panel-tabs [role="tab"]')];

export class Tabs {
  constructor() {
    this.chosen = "tab-script";
    document.addEventListener("click", (event) => {
      const tab = event.target.closest('#panel-tabs [role="tab"]');
      if (tab) this.choose(tab.id);
    });
    document.addEventListener("keydown", (event) => this.key(event), true);
    this.choose(this.chosen);
  }

  /** Show a tab's panel; the focus stays where it is. */
  choose(id) {
    this.chosen = id;
    for (const tab of tabs()) {
      const isChosen = tab.id === id;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
  }

  /** Arrows move between tabs and not between slides. */
  key(event) {
    const tab = event.target.closest?.('#panel-tabs [role="tab"]');
    if (!tab) return;
    const all = tabs();
    const at = all.indexOf(tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = all[(to + all.length) % all.length];
    this.choose(next.id);
    next.focus();
  }
}
