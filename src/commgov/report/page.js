// Comfort only: everything is readable without it. It sorts, follows the reader's language, and opens folds for paper.
(() => {
  "use strict";
  const root = document.documentElement;
  const choices = { en: document.getElementById("in-en"), zh: document.getElementById("in-zh") };
  const title = document.querySelector("title");

  const named = () => {
    const language = choices.zh.checked ? "zh" : "en";
    root.lang = language === "zh" ? "zh-CN" : "en";
    document.title = title.dataset[language];
  };
  for (const choice of Object.values(choices)) choice.addEventListener("change", named);
  if ("follow" in root.dataset) {
    const wish = (navigator.language || "").slice(0, 2).toLowerCase();
    if (wish in choices) choices[wish].checked = true;
  }
  named();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });

  const number = (text) => Number.parseFloat(text.replaceAll(",", "").replace(":", "."));
  const sort = (table, at, head) => {
    const numeric = head.classList.contains("n");
    const down = head.getAttribute("aria-sort") === "ascending";
    const key = (row) => {
      const cell = row.cells[at];
      const own = cell.querySelector(`[lang="${root.lang}"]`) || cell;
      const value = numeric ? number(cell.dataset.value ?? own.textContent) : own.textContent;
      return Number.isNaN(value) ? -Infinity : value;
    };
    const order = numeric ? (a, b) => a - b : new Intl.Collator(root.lang, { numeric: true }).compare;
    const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
    rows.sort((a, b) => (a[0] === b[0] ? 0 : order(a[0], b[0])) * (down ? -1 : 1));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.tBodies[0].append(...rows.map((row) => row[1]));
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, at, head));
      head.append(button);
    });
  }
})();
