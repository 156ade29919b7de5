// Keeps an answer while it is written. Saving goes to an address of its own, which never sends.
const PAUSE = 1500; // ms without typing

for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = form.querySelector("[data-draft-said]");
  let waiting;
  let isOpen = false; // something is typed that is not kept yet

  async function save(keepalive) {
    clearTimeout(waiting);
    if (!isOpen || form.dataset.sending) return;
    isOpen = false;
    const answer = await fetch(form.dataset.draft, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, keepalive,
    }).catch(() => null);
    if (answer?.status === 204) said.textContent = said.dataset.draftSaid;
    else isOpen = true; // tried again with the next key, or when the page is left
  }

  form.addEventListener("input", () => {
    isOpen = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => save(false), PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
  addEventListener("pagehide", () => save(true));
}
