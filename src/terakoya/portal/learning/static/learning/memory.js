// What this device remembers of how somebody likes to listen. Without a memory a choice lasts as
// long as the page.
const NAME = "terakoya-player";

function all() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

export function recall(key, otherwise) {
  return all()[key] ?? otherwise;
}

export function remember(key, value) {
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...all(), [key]: value }));
  } catch { /* private windows and full disks */ }
}
