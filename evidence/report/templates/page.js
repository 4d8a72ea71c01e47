"use strict";
(() => {
  const dialog = document.getElementById("opened");
  const body = document.getElementById("body");
  for (const quiet of document.querySelectorAll(".studies td:not(:nth-child(5)) a")) quiet.tabIndex = -1;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !/^#e\d+$/.test(link.hash) || event.ctrlKey || event.metaKey || event.shiftKey || !dialog.showModal) return;
    event.preventDefault();
    const numbers = (link.dataset.e || link.hash.slice(2)).split(" ");
    document.getElementById("opened-title").textContent =
      numbers.length === 1 ? "Evidence note " + numbers[0] : "Evidence notes " + numbers.join(", ");
    body.replaceChildren(
      ...numbers.map((n) => document.querySelector("#e" + n + " > article").cloneNode(true)),
    );
    if (!dialog.open) dialog.showModal();
    body.scrollTop = 0;
  });
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll("table.filterable > tbody > tr")].map((row) => [row, fold(row.textContent)]);
  const box = document.getElementById("q");
  const shown = document.getElementById("shown");
  box.addEventListener("input", () => {
    const wanted = fold(box.value).split(/\s+/).filter(Boolean);
    let visible = 0;
    for (const [row, text] of rows) {
      row.hidden = !wanted.every((word) => text.includes(word));
      if (!row.hidden) visible += 1;
    }
    shown.textContent = wanted.length ? visible + " of " + rows.length + " rows" : "";
  });

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.s === undefined ? fold(cell.textContent.trim()) : Number(cell.dataset.s);
  };
  for (const button of document.querySelectorAll("button.sort")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const table = head.closest("table");
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const tbody = table.tBodies[0];
      const keyed = [...tbody.rows].map((row) => [key(row, head.cellIndex), row]);
      keyed.sort(([a], [b]) => (typeof a === "number" ? a - b : a.localeCompare(b)) * (up ? 1 : -1));
      tbody.append(...keyed.map(([, row]) => row));
    });
  }
})();
