// Readings above words: shown or not, by choice on this device.
for (const button of document.querySelectorAll("[data-furigana]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const isOn = !button.closest(".ph").classList.toggle("no-ruby");
    document.cookie = `furigana=${isOn ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? button.dataset.on : button.dataset.off;
  });
}
