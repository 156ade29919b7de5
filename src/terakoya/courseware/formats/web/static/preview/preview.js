// Reloads when the course was built anew, at the same slide.
document.addEventListener("DOMContentLoaded", () => {
  const shown = document.querySelector("[data-build]").dataset.build;
  new EventSource("/events").onmessage = (event) => {
    if (event.data !== shown) location.reload();
  };
  for (const link of document.querySelectorAll(".preview nav a")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
});
