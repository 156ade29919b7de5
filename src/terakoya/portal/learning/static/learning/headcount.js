// How many people fit a form that is not saved yet; without scripts a button says it.

const PAUSE = 400;

function watch(form) {
  const result = form.querySelector("[data-headcount-result]");
  let waiting = 0;
  let newest = 0;

  async function count() {
    newest += 1;
    const mine = newest;
    try {
      const answer = await fetch(form.dataset.headcount, { method: "POST", body: new FormData(form) });
      if (answer.ok && mine === newest) result.innerHTML = await answer.text();
    } catch {
      // Without a network the number stays; saving tells what is wrong.
    }
  }

  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, PAUSE);
  });
}

document.querySelectorAll("form[data-headcount]").forEach(watch);
