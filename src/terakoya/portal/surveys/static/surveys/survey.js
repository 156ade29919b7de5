// The survey page: pages of a few items, a draft that never leaves the device, no double send.
const PER_PAGE = 3;

function draftKey(wave) {
  return `terakoya-survey-${wave}`;
}

function keepDraft(form) {
  const key = draftKey(form.dataset.survey);
  const fields = () => [...form.elements].filter((field) => field.name.startsWith("item-"));
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "{}");
    for (const field of fields()) {
      if (!(field.name in draft)) continue;
      if (field.type === "radio") field.checked = field.value === draft[field.name];
      else field.value = draft[field.name];
    }
  } catch {
    localStorage.removeItem(key);
  }
  form.addEventListener("input", () => {
    const draft = {};
    for (const field of fields()) {
      if (field.type !== "radio" || field.checked) draft[field.name] = field.value;
    }
    localStorage.setItem(key, JSON.stringify(draft));
  });
}

function divide(form) {
  const items = [...form.querySelectorAll(".survey-item")];
  const pages = Math.ceil(items.length / PER_PAGE);
  const head = form.querySelector("[data-qhead]");
  const [back, forward] = [form.querySelector("[data-back]"), form.querySelector("[data-forward]")];
  const send = form.querySelector("[type=submit]");
  let page = 0;
  function show(moveFocus) {
    items.forEach((item, n) => { item.hidden = Math.floor(n / PER_PAGE) !== page; });
    head.hidden = false;
    // What is promised is read once, before the first questions.
    document.querySelector(".promise").hidden = page > 0;
    head.querySelector("h2").textContent = `${page + 1} / ${pages} ${form.dataset.pageLabel}`;
    Object.assign(head.querySelector("progress"), { max: pages, value: page + 1 });
    back.hidden = page === 0;
    forward.hidden = page === pages - 1;
    send.hidden = page !== pages - 1;
    if (moveFocus) head.querySelector("h2").focus();
  }
  back.addEventListener("click", () => { page -= 1; show(true); });
  forward.addEventListener("click", () => { page += 1; show(true); });
  show(false);
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy;
  });
}

function selfCheck(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const topics = new Map();
    for (const item of form.querySelectorAll(".survey-item")) {
      const chosen = item.querySelector("input:checked");
      if (chosen?.dataset.score) {
        const scores = topics.get(item.dataset.topic) ?? [];
        topics.set(item.dataset.topic, [...scores, Number(chosen.dataset.score)]);
      }
    }
    const result = document.querySelector("[data-result]");
    for (const row of result.querySelectorAll("[data-topic-row]")) {
      const scores = topics.get(row.dataset.topicRow);
      const mean = scores && Math.round(scores.reduce((a, b) => a + b, 0) / scores.length);
      row.querySelector("dd").textContent = mean === undefined ? "–" : `${mean} / 100`;
    }
    result.hidden = false;
    result.querySelector("h2").focus();
  });
}

for (const form of document.querySelectorAll("form[data-survey]")) {
  keepDraft(form);
  divide(form);
  sendOnce(form);
}
for (const form of document.querySelectorAll("form[data-self-check]")) selfCheck(form);
for (const done of document.querySelectorAll("[data-survey-done]")) {
  localStorage.removeItem(draftKey(done.dataset.surveyDone));
}
