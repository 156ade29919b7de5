// Applying: the live price, steps of the seat counter, autosave, no double send, focus on errors.
function livePrice(form) {
  const summary = () => document.querySelector("[data-summary]");
  const seats = form.elements.seats;
  let latest = 0;
  async function refresh() {
    const asked = ++latest;
    const query = new URLSearchParams(new FormData(form));
    query.delete("csrfmiddlewaretoken");
    const answer = await fetch(`${form.dataset.price}&${query}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || asked !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    summary().replaceWith(page.querySelector("[data-summary]"));
  }
  function step(by) {
    const now = Number.parseInt(seats.value.normalize("NFKC"), 10) || 0;
    seats.value = String(Math.min(100, Math.max(1, now + by)));
    refresh();
  }
  for (const [name, by] of [["minus", -1], ["plus", 1]]) {
    const button = form.querySelector(`[data-${name}]`);
    button.hidden = false;
    button.addEventListener("click", () => step(by));
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 60);
  });
}

function autosave(form) {
  let waiting;
  const save = () => fetch(form.action || location.href, {
    method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, keepalive: true,
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 1500);
  });
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy;
  });
}

document.querySelectorAll("[data-apply-items]").forEach(livePrice);
document.querySelectorAll("[data-autosave]").forEach(autosave);
document.querySelectorAll("[data-send-once]").forEach(sendOnce);
document.querySelector("[data-error-summary]")?.focus();
