// Files that are too large are told before anything is sent, so that what was typed stays.
for (const field of document.querySelectorAll("input[data-most-bytes]")) {
  const most = Number(field.dataset.mostBytes);
  const help = document.getElementById(field.getAttribute("aria-describedby")?.split(" ")[0]);
  const told = document.createElement("p");
  told.className = "err";
  told.setAttribute("role", "alert");
  told.hidden = true;
  field.after(told);

  const isTooLarge = () => [...field.files].reduce((sum, file) => sum + file.size, 0) > most;
  const say = () => {
    const is = isTooLarge();
    told.textContent = is ? `⚠ ${help?.textContent.trim() ?? ""}` : "";
    told.hidden = !is;
    field.setAttribute("aria-invalid", String(is));
    return is;
  };
  field.addEventListener("change", say);
  // Before the form is said to be on its way.
  field.form.addEventListener("submit", (event) => {
    if (!say()) return;
    event.preventDefault();
    field.focus();
  });
}
