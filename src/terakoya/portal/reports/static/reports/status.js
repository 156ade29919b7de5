// Ticks of a list: how many, and all of the page at once. Without it the buttons work as well.
const boxes = [...document.querySelectorAll("input[form=bulk][name=member]")];
const told = document.querySelector("[data-ticked]");
const head = document.querySelector("[data-tick-all]");

function tell() {
  const number = boxes.filter((box) => box.checked).length;
  told.textContent = number ? told.dataset.some.replace("{n}", number) : told.dataset.none;
  return number;
}

if (told && boxes.length) {
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", head.dataset.tickAll);
  head.replaceChildren(all);
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) {
    box.addEventListener("change", () => { all.checked = tell() === boxes.length; });
  }
  addEventListener("pageshow", tell);
  tell();
}
