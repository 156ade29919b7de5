// Ticks of a list: how many, all of the page at once, and which buttons can act on them.
// Without it the buttons work as well, and the pages behind them say what is missing.
const boxes = [...document.querySelectorAll("input[form=bulk][name=member]")];
const told = document.querySelector("[data-ticked]");
const head = document.querySelector("[data-tick-all]");
const acts = [...document.querySelectorAll("#bulk button")];

function tell() {
  const ticked = boxes.filter((box) => box.checked);
  const held = ticked.filter((box) => "held" in box.dataset).length;
  for (const act of acts) {
    const works = "forHeld" in act.dataset ? held : ticked.length;
    act.setAttribute("aria-disabled", String(!works));
  }
  const { none, some, held: why } = told.dataset;
  const words = ticked.length ? some.replace("{n}", ticked.length) : none;
  told.textContent = ticked.length && !held ? `${words}　${why}` : words;
  return ticked.length;
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
  for (const act of acts) {
    act.addEventListener("click", (event) => {
      if (act.getAttribute("aria-disabled") === "true") event.preventDefault();
    });
  }
  addEventListener("pageshow", tell);
  tell();
}
