// Making and using passkeys: the browser's answer goes into the form, and the form is sent.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The server's question with bytes where the browser wants them. */
function question(options) {
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const list of [asked.excludeCredentials, asked.allowCredentials]) {
    for (const one of list ?? []) one.id = bytes(one.id);
  }
  return { publicKey: asked };
}

/** The device's answer as JSON. */
function answer(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  for (const key of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[key]) response[key] = text(said[key]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function ask(box, field) {
  const told = box.querySelector("[role=alert]");
  told.hidden = true;
  try {
    const options = question(JSON.parse(box.dataset.options));
    const found = await navigator.credentials[box.dataset.passkey](options);
    field.value = answer(found);
    field.form.submit();
  } catch {
    told.textContent = box.dataset.failed;
    told.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const box of document.querySelectorAll("[data-passkey]")) {
    const field = box.closest("form").querySelector("input[type=hidden][name$=passkey]");
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => ask(box, field));
  }
  for (const words of document.querySelectorAll("[data-no-passkey]")) words.hidden = true;
}
