// Editing a slide: the preview follows what is typed, and the draft is saved on leaving a field.
const PAUSE = 250; // ms after the last key

/** Show the slide with the texts as they are now, without saving them. */
function livePreview(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  let waiting;
  let latest = 0;
  async function refresh() {
    const asked = ++latest;
    const answer = await fetch(form.dataset.previewUrl, {
      method: "POST", body: new FormData(form), headers: { Accept: "text/html", "X-CSRFToken": token },
    });
    if (!answer.ok || asked !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = document.querySelector("[data-preview]");
    const wasOpen = shown.querySelector("details")?.open;
    const next = page.querySelector("[data-preview]");
    if (wasOpen) next.querySelector("details")?.setAttribute("open", "");
    shown.replaceWith(next);
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
}

/** Save the draft when a changed field is left; what is refused stays typed and says why. */
function autosave(form) {
  const status = document.querySelector("[data-saved]");
  let running = Promise.resolve();
  async function save() {
    const answer = await fetch(form.action || location.href, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
    });
    const told = await answer.json().catch(() => ({}));
    status.textContent = told.message ?? told.error?.message ?? "";
    if (answer.ok) form.elements.seen.value = told.seen;
    status.classList.toggle("err", !answer.ok);
  }
  form.addEventListener("change", () => { running = running.then(save, save); });
}

/** A choice is kept the moment it is made; one's own text when its field is left. */
function chooseAtOnce(form) {
  form.addEventListener("change", (event) => {
    if (event.target.value === "text") form.querySelector("textarea")?.focus();
    else if (event.target.type === "radio") form.requestSubmit();
    else form.requestSubmit();
  });
  form.querySelector("textarea")?.addEventListener("input", () => {
    form.querySelector("[value=text]").checked = true;
  });
}

/** Follow the reading of an uploaded file; the page may be left, a worker goes on. */
function followReading(box) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  const look = async () => {
    const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!["waiting", "reading", "receiving"].includes(told.state)) { location.reload(); return; }
    words.textContent = told.total ? `${told.words}　${told.done} / ${told.total}` : told.words;
    if (told.total) { bar.max = told.total; bar.value = told.done; }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}

/** Tick or untick everything that a file changed. */
function tickAll(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.closest("form").querySelectorAll("input[name=take]")];
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
  });
}

document.querySelectorAll("[data-progress-url]").forEach(followReading);
document.querySelectorAll("[data-tick-all]").forEach(tickAll);
document.querySelectorAll("form[data-choose]").forEach(chooseAtOnce);
document.documentElement.classList.add("has-script");
for (const form of document.querySelectorAll("form[data-live]")) {
  livePreview(form);
  autosave(form);
}
