// Keys of the player: off while typing and in dialogs; the single letters can be switched off.
// What has the focus keeps the keys that it needs itself: a slider its arrows, a button its space.
const KEPT = "terakoya-single-keys";
const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), select, textarea, [contenteditable]";
const PRESSED = "button, a, summary, input, [role=button], [tabindex='0']";

export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open], details.menu[open]")) return;
    const isLetter = event.key.length === 1;
    if (event.target.closest(isLetter ? TYPING : `${TYPING}, input`)) return;
    if (event.key === " " && event.target.closest(PRESSED)) return;
    if (isLetter && !singleKeys()) return;
    const action = actions[isLetter ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-single-keys]")) keep(event.target.checked);
  });
  showSingleKeys();
}

/** Show the choice in the dialog, also after it was written anew in another language. */
export function showSingleKeys() {
  document.querySelector("[data-single-keys]").checked = singleKeys();
}

function singleKeys() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch { /* without a memory the choice lasts as long as the page */ }
}
