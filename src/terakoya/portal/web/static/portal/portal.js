// Comfort for every page; without it links and forms do the same, with a page load.
const PLACE = "terakoya-place";

/** Open the drawer a link names instead of following the link. */
function openDrawers() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-drawer]");
    const drawer = link && document.getElementById(link.dataset.drawer);
    if (!drawer || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    drawer.showModal();
    drawer.scrollTop = 0;
  });
  for (const drawer of document.querySelectorAll("dialog.drawer")) {
    drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
  }
}

/** What scrolls is reached by keyboard, and only while it scrolls. */
function reachWhatScrolls() {
  const boxes = [...document.querySelectorAll(".tblwrap, [data-scrolls]")];
  const sizes = new ResizeObserver(() => {
    for (const box of boxes) {
      const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (scrolls && getComputedStyle(box).overflow !== "visible") box.tabIndex = 0;
      else if (box.matches("[data-scrolls]")) box.tabIndex = -1;
      else box.removeAttribute("tabindex");
    }
  });
  for (const one of boxes.flatMap((box) => [box, ...box.children])) sizes.observe(one);
}

/** One menu at a time; Escape and a click elsewhere close it. */
function closeMenus() {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** Fields that may be carried over to the same page in another language. */
function fields() {
  return [...document.querySelectorAll("main form :is(input, select, textarea)[name]")].filter(
    (field) => !["hidden", "password", "file", "submit", "button"].includes(field.type),
  );
}

/** Keep scroll position and typed text over the change of language, in this tab only. */
function keepPlace() {
  for (const form of document.querySelectorAll("form[data-keep-place]")) {
    form.addEventListener("submit", () => {
      form.elements.next.value = location.pathname + location.search;
      const typed = fields().map((field) => ["radio", "checkbox"].includes(field.type)
        ? [field.name, field.value, field.checked] : [field.name, field.value]);
      const place = { path: location.pathname + location.search, top: scrollY / document.body.scrollHeight, typed };
      sessionStorage.setItem(PLACE, JSON.stringify(place));
    });
  }
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  const place = kept && JSON.parse(kept);
  if (!place || place.path !== location.pathname + location.search) return;
  const now = fields();
  place.typed.forEach(([name, value, checked], n) => {
    const field = now[n]?.name === name ? now[n] : null;
    if (!field) return;
    if (checked === undefined) field.value = value;
    else if (field.value === value) field.checked = checked;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  scrollTo(0, place.top * document.body.scrollHeight);
}

/** A form that says so is sent once; its button tells that it is on its way. */
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-send-once]");
    if (!form || event.defaultPrevented) return;
    const button = event.submitter ?? form.querySelector("[type=submit]");
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "true";
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  });
  // A page that comes back out of the browser's memory may be sent again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

/** − and ＋ beside a number; without this script it is typed in. */
function steppers() {
  for (const box of document.querySelectorAll("[data-stepper]")) {
    const field = box.querySelector("input");
    for (const button of box.querySelectorAll("[data-by]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const now = Number.parseInt(field.value.normalize("NFKC"), 10) || 0;
        field.value = String(Math.max(1, now + Number(button.dataset.by)));
      });
    }
  }
}

/** After a refused form the focus is on the list of what to mend. */
function focusErrors() {
  document.querySelector("#error-summary, [data-error-summary]")?.focus();
}

/** Say something for at least five seconds, politely; the page must say it elsewhere as well. */
export function toast(text, seconds = 6) {
  let region = document.querySelector(".toasts");
  if (!region) {
    region = document.body.appendChild(document.createElement("div"));
    region.className = "toasts";
    region.setAttribute("role", "status");
  }
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), Math.max(5, seconds) * 1000);
}

/** On narrow screens the officer's menu scrolls sideways; the present page's entry is in sight. */
function showCurrentEntry() {
  const entry = document.querySelector(".side [aria-current]");
  const menu = entry?.parentElement;
  if (menu && menu.scrollWidth > menu.clientWidth) {
    menu.scrollLeft = entry.offsetLeft - (menu.clientWidth - entry.offsetWidth) / 2;
  }
}

openDrawers();
reachWhatScrolls();
closeMenus();
showCurrentEntry();
steppers();
sendOnce();
focusErrors();
keepPlace();
