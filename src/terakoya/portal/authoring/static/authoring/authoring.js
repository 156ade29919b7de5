// Own courses: the file that is chosen is shown, and its reading is followed.

/** Show which file is chosen or dropped, and how large it is; its button sends it. */
function showChosen(form) {
  const input = form.querySelector("input[type=file]");
  const told = form.querySelector("[data-chosen]");
  const button = form.querySelector("button");
  input.className = "visually-hidden"; // its label is the button
  function show() {
    const file = input.files[0];
    button.hidden = !file;
    input.labels[0].className = file ? "btn btn-outline" : "btn btn-solid"; // the next step stands out
    told.textContent = file
      ? told.dataset.chosen.replace("{name}", () => file.name).replace("{size}", sizeOf(file.size)) : "";
  }
  input.addEventListener("change", show);
  show(); // a page that comes back still has its file
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("is-over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    form.addEventListener(kind, () => form.classList.remove("is-over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
    button.focus();
  });
}

/** Bytes as people say them. */
function sizeOf(bytes) {
  const mega = bytes / 1024 / 1024;
  return mega < 1 ? `${Math.ceil(bytes / 1024)} KB` : `${mega.toFixed(1)} MB`;
}

/** Show how far the reading of a file is, and its pages as they are drawn. */
function followDeck(box) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-words]");
  const pages = box.querySelector("[data-pages]");
  function add(page) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    Object.assign(image, {
      src: pages.dataset.pageUrl.replace("/0/", `/${page}/`), width: 248, height: 140,
      alt: pages.dataset.label.replace("{page}", page),
    });
    item.append(image);
    pages.append(item);
  }
  async function look() {
    const answer = await fetch(box.dataset.deckUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!told.running) { location.reload(); return; }
    words.textContent = told.total ? `${told.words}　${told.done} / ${told.total}` : told.words;
    if (told.total) { bar.max = told.total; bar.value = told.done; }
    for (let page = (pages?.children.length ?? told.done) + 1; page < told.done; page++) add(page);
    setTimeout(look, 1500);
  }
  setTimeout(look, 1000);
}

for (const form of document.querySelectorAll("form[data-drop]")) showChosen(form);
for (const box of document.querySelectorAll("[data-deck-url]")) followDeck(box);
for (const form of document.querySelectorAll("form[data-order]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}
