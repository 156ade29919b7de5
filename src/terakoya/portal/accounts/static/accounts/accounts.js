// Comfort of these pages: copying a link, printing, showing a password. All optional.

/** Buttons that only a script can serve appear with it. */
function reveal(selector, action) {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => action(button));
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // plain http inside a company has no clipboard of its own
  }
  const label = button.querySelector("span");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => { label.textContent = before; }, 5000);
}

/** A button beside each password shows what is typed; it hides again when the form is sent. */
function showPasswords() {
  const words = document.documentElement.lang === "en" ? ["Show the password", "Hide the password"] : ["パスワードを表示する", "パスワードを隠す"];
  for (const field of document.querySelectorAll("main input[type=password]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-text showpw";
    button.textContent = words[0];
    button.setAttribute("aria-controls", field.id);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const isShown = field.type === "password";
      field.type = isShown ? "text" : "password";
      button.textContent = words[isShown ? 1 : 0];
      button.setAttribute("aria-pressed", String(isShown));
    });
    field.form?.addEventListener("submit", () => { field.type = "password"; });
    field.after(button);
  }
}

reveal("[data-copy]", copy);
reveal("[data-print]", () => print());
showPasswords();

/** A page that waits for somebody else looks again, while it is seen. */
const waits = document.querySelector("[data-waits]");
if (waits) {
  setInterval(() => { if (!document.hidden) location.reload(); }, waits.dataset.waits * 1000);
}
