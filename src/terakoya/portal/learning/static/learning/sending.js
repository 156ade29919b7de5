// Posting JSON to our own server, and why a post has failed.
const PATIENCE = 15_000;

function csrfToken() {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Rejects without a network. */
export function postJson(url, content, options = {}) {
  return fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": csrfToken(),
    },
    body: JSON.stringify(content),
    signal: AbortSignal.timeout(PATIENCE),
    ...options,
  });
}

/** What has to be done: sign in, sign in as somebody else, wait for the network, or just wait. */
export function reasonOf(response) {
  if (!response) return "offline";
  if (response.status === 404) return "stranger"; // signed in, but not as whoever learned here
  return [401, 403].includes(response.status) || response.redirected ? "signin" : "retrying";
}
