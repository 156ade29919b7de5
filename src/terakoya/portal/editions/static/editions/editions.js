// Editing a slide: the preview follows what is typed, and the draft is saved on leaving a field.
const PAUSE = 250; // ms after the last key
const KEPT_ALIVE = 60_000; // bytes; a browser refuses to send more than 64 KiB from a page that is left
const FIELD_HEAD = 150; // bytes; the boundary and the header of a field

/** About how many bytes a form takes when it is sent. */
function sizeOf(body) {
  const { size } = new Blob([...body].flat());
  return size + FIELD_HEAD * [...body].length;
}

/** Show the slide with the texts as they are now, without saving them. */
function livePreview(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  let waiting;
  let latest = 0;
  async function refresh() {
    const asked = ++latest;
    const answer = await fetch(form.dataset.previewUrl, {
      method: "POST", body: new FormData(form), headers: { Accept: "text/html", "X-CSRFToken": token },
    }).catch(() => null); // saving says that nothing arrives
    if (!answer?.ok || asked !== latest) return;
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

/** Save the draft when a changed field is left; what is refused stays typed and says why.
 *
 * One request at a time, each with what the one before has made of the slide (`seen`), and the
 * form itself is sent as the last of them: so nobody meets their own save as somebody else's.
 * While a button is held down nothing is saved: its click sends the form, and an answer that
 * came before would move the button away from under the pointer. A button of another form, such
 * as もとに戻す, waits until what was typed is kept; a link may be followed meanwhile. Where it
 * cannot be kept, the first press moves the focus to the reason and says that a second press goes
 * through, without what was typed. So it is from the start of a form that comes back refused.
 */
function autosave(form) {
  const status = document.querySelector("[data-saved]");
  let running = Promise.resolve();
  let pending = 0;
  let isKept = !("refused" in form.dataset);
  let isWarned = false;
  let isSent = false;
  let isHeld = false;
  let isWaiting = false;
  function tell(words, isGood) {
    isKept = isGood;
    isWarned = false;
    status.textContent = words;
    status.classList.toggle("err", !isGood);
  }
  async function save() {
    if (isSent) return;
    const body = new FormData(form);
    const answer = await fetch(form.action || location.href, {
      method: "POST", body, headers: { Accept: "application/json" }, keepalive: sizeOf(body) < KEPT_ALIVE,
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) form.elements.seen.value = told.seen;
    tell(told.message ?? told.error?.message ?? form.dataset.failed, answer.ok);
  }
  function send() {
    if (isSent) return;
    isSent = true;
    form.submit();
  }
  function sendOther(other, submitter) {
    if (isKept) { other.requestSubmit(submitter); return; }
    if (!isWarned) status.append(" ", form.dataset.unkept);
    isWarned = true;
    status.classList.add("err");
    status.focus();
  }
  function change() {
    if (isHeld) { isWaiting = true; return; }
    pending += 1;
    running = running.then(save).catch(() => tell(form.dataset.failed, false)).finally(() => { pending -= 1; });
  }
  function release() {
    const wasWaiting = isWaiting;
    isHeld = isWaiting = false;
    if (wasWaiting) change();
  }
  form.addEventListener("change", change);
  form.addEventListener("pointerdown", (event) => { isHeld = Boolean(event.target.closest("button")); });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => setTimeout(release));
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (target !== form) release();
    if (target !== form && !pending && (isKept || isWarned)) return;
    event.preventDefault();
    running = running.then(target === form ? send : () => sendOther(target, submitter));
  });
  window.addEventListener("pageshow", () => { isSent = false; }); // come back by the browser's button
}

/** A choice is kept the moment it is made, and the focus stays; one's own text when it is left. */
function chooseAtOnce(form) {
  const text = form.querySelector("textarea");
  const status = document.querySelector("[data-saved]");
  let running = Promise.resolve();
  async function send() {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) { location.reload(); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-parts]", "[data-result]", "[data-end]", "[data-count]"]) {
      const next = page.querySelector(part);
      if (next) document.querySelector(part)?.replaceWith(next);
    }
    const id = form.elements.conflict.value;
    const fresh = [...page.querySelectorAll("form[data-choose]")].find((one) => one.elements.conflict.value === id);
    const [chips, now] = [form, fresh].map((one) => one?.closest("tr").querySelector("[data-chips]"));
    const [table, other] = [document, page].map((one) => one.querySelector("#fields"));
    const isOther = table.querySelectorAll("tr").length !== other.querySelectorAll("tr").length;
    if (isOther) { // asked field by field from now on, or as a whole again
      table.replaceWith(other);
      other.querySelectorAll("form[data-choose]").forEach(chooseAtOnce);
      fresh?.querySelector("input:checked")?.focus();
    } else if (now) chips.replaceWith(now);
    const version = (isOther ? other : page).querySelector("form[data-choose] input[name=version]")?.value;
    for (const input of document.querySelectorAll("form[data-choose] input[name=version]")) input.value = version ?? input.value;
    status.textContent = document.querySelector("[data-count] b").textContent;
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); running = running.then(send); });
  form.addEventListener("change", (event) => {
    if (event.target.value !== "text" || event.target === text) running = running.then(send);
  });
  text?.addEventListener("input", () => { form.querySelector("[value=text]").checked = true; });
}

/** Follow a file that is read or made; the page may be left, a worker goes on. */
function followReading(box) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  const look = async () => {
    const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!["waiting", "reading", "receiving", "working"].includes(told.state)) { location.reload(); return; }
    words.textContent = told.total ? `${told.words}　${told.done} / ${told.total}` : told.words;
    if (told.total) { bar.max = told.total; bar.value = told.done; }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}

/** Tick or untick everything that a file changed; what it only lacks is ticked one by one. */
function tickAll(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.closest("form").querySelectorAll("input[name=take]:not([data-missing])")];
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
