"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const ui = JSON.parse($("words").textContent);
  // What the page says in the other language, and its abstracts; null where the browser cannot unpack them.
  const unpack = async () => {
    if (!window.DecompressionStream) return null;
    const bytes = Uint8Array.from(atob($("packed").textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  };
  const unpacked = unpack();
  const root = document.documentElement;
  const own = root.lang;
  const other = Object.keys(ui).find((code) => code !== own);
  const dialog = $("opened"), body = $("body"), box = $("q");
  const say = (key, values) => ui[root.lang][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const tables = [...document.querySelectorAll("table.filterable")];
  const findings = document.querySelector("table.studies");
  const view = { only: [], sort: "", hide: [], note: "" };

  // The address holds the view, so that a link shows the same: #?q=…&only=…&sort=…&hide=…&lang=…&note=…
  const keep = () => {
    const kept = new URLSearchParams();
    const values = { q: box.value, only: view.only.join(" "), sort: view.sort, hide: view.hide.join(" "),
      lang: root.lang === own ? "" : root.lang, note: view.note };
    for (const [name, value] of Object.entries(values)) if (value) kept.set(name, value);
    history.replaceState(null, "", kept.size ? "#?" + kept : location.pathname + location.search);
  };

  // ---- evidence: a quote stands marked in its whole abstract
  const widen = (note, abstracts) => {
    const quotes = [...note.querySelectorAll("[data-t]")]
      .map((quote) => [quote, ...quote.dataset.t.split(" ").map(Number)]);
    if (!quotes.length) return;
    const whole = document.createElement("blockquote");
    whole.dir = "auto";
    for (const [passage, [label, text]] of abstracts[quotes[0][1]].entries()) {
      const p = document.createElement("p"), name = document.createElement("b");
      name.textContent = label && label + " ";
      p.append(name);
      let from = 0;
      for (const [quote, , , start] of quotes.filter((q) => q[2] === passage).sort((a, b) => a[3] - b[3])) {
        const mark = quote.querySelector("mark"), end = start + mark.textContent.length;
        if (end <= from) continue;
        mark.textContent = text.slice(Math.max(from, start), end);
        p.append(text.slice(from, start), mark);
        from = end;
      }
      p.append(text.slice(from));
      whole.append(p);
    }
    quotes[0][0].before(whole);
    for (const [quote] of quotes) quote.remove();
  };
  const open = (numbers, only) => {
    const found = numbers.filter((n) => $("e" + n));
    if (!found.length || !dialog.showModal) return;
    const told = found.map((n) => {
      const note = document.createElement("article");
      note.append(...$("e" + n).cloneNode(true).childNodes);
      const source = note.querySelector('a[href^="#r"]');
      source.parentElement.before($(source.hash.slice(1)).firstElementChild.cloneNode(true));
      source.remove();
      return note;
    });
    if (only) {
      const link = document.createElement("a");
      link.href = "#?only=" + only.split(" ").map(encodeURIComponent).join("+");
      link.textContent = say("rows");
      const p = document.createElement("p");
      p.append(link);
      told.unshift(p);
    }
    $("opened-title").textContent = say(found.length === 1 ? "note" : "notes", { numbers: found.join(", ") });
    body.replaceChildren(...told);
    unpacked.then((had) => had && told.forEach((note) => widen(note, had.texts)));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    view.note = found.join(" ");
    keep();
  };
  // A cell of a map holds the counted findings of its row's and its column's code; where none counts, the others.
  const mapped = (cell) => {
    const heads = [cell.parentElement.cells[0], cell.closest("table").tHead.rows[0].cells[cell.cellIndex]];
    const codes = heads.map((head) => new URLSearchParams(head.querySelector("a").hash.slice(2)).get("only"));
    const here = [...findings.tBodies[0].rows].filter((row) =>
      codes.every((code) => row.dataset.k.split(" ").includes(code)));
    const counted = here.filter((row) => !row.classList.contains("no"));
    const numbers = (counted.length ? counted : here).map((row) => row.querySelector("a[href^='#e']").hash.slice(2));
    open(numbers.sort((a, b) => a - b), codes.join(" "));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (/^#e\d+$/.test(link.hash) && dialog.showModal) {
      event.preventDefault();
      const { e } = link.dataset;
      if (link.closest(".map")) mapped(link.closest("td"));
      else open((e || (e === "" ? link.closest("tr").dataset.e : link.hash.slice(2))).split(" "));
    } else if (link.hash.startsWith("#?only=")) {
      event.preventDefault();
      if (dialog.open) dialog.close();
      view.only = new URLSearchParams(link.hash.slice(2)).get("only").split(" ");
      filter();
      $("summary").scrollIntoView();
      $("only").focus({ preventScroll: true });
    }
  });
  $("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => { view.note = ""; keep(); });

  // ---- filter: words of the row, and codes that a link asks for
  let rows;
  const read = () => {
    rows = [...document.querySelectorAll("table > tbody > tr")]
      .map((row) => [row, fold(row.textContent), row.dataset.k === undefined ? null : row.dataset.k.split(" ")]);
  };
  const filter = () => {
    if (!rows) read();
    const wanted = fold(box.value).split(/\s+/).filter(Boolean);
    let visible = 0;
    for (const [row, text, codes] of rows) {
      row.hidden = !wanted.every((word) => text.includes(word) || codes?.some((code) => fold(code) === word)) ||
        (codes !== null && !view.only.every((code) => codes.includes(code)));
      if (!row.hidden) visible += 1;
    }
    const named = view.only.map((code) => {
      const head = document.querySelector('.map th a[href="#?only=' + CSS.escape(code) + '"]');
      return head ? head.textContent : code;
    });
    $("only").hidden = !named.length;
    $("only").textContent = named.length ? say("only", { what: named.join(" + ") }) + " ✕ " + say("clear") : "";
    $("shown").textContent = wanted.length || named.length ? say("shown", { n: visible, all: rows.length }) : "";
    keep();
  };
  box.addEventListener("input", filter);
  $("only").addEventListener("click", () => { view.only = []; filter(); box.focus(); });

  // ---- sort
  const sort = (table, column, up) => {
    const key = (row) => {
      const cell = row.cells[column];
      return cell.dataset.s === undefined ? fold(cell.textContent.trim()) : Number(cell.dataset.s);
    };
    for (const head of table.tHead.querySelectorAll("th")) head.removeAttribute("aria-sort");
    table.tHead.rows[0].cells[column].setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = new Intl.Collator(root.lang, { numeric: true }).compare;
    const keyed = [...table.tBodies[0].rows].map((row) => [key(row), row]);
    keyed.sort(([a], [b]) => (typeof a === "number" ? a - b : order(a, b)) * (up ? 1 : -1));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
    view.sort = [tables.indexOf(table), column, up ? "up" : "down"].join(" ");
  };
  for (const button of document.querySelectorAll("button.sort")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      sort(head.closest("table"), head.cellIndex, head.getAttribute("aria-sort") !== "ascending");
      keep();
    });
  }

  // ---- columns of the table of findings
  const columns = [...findings.tHead.rows[0].cells].slice(1).map((head, place) => {
    const label = document.createElement("label"), tick = document.createElement("input");
    const name = document.createElement("span");
    tick.type = "checkbox";
    name.textContent = head.textContent;
    label.append(tick, name);
    tick.addEventListener("change", () => {
      view.hide = columns.flatMap((other, at) => (other.checked ? [] : [at + 2]));
      hide();
      keep();
    });
    $("columns").lastElementChild.append(label);
    return tick;
  });
  const hide = () => {
    columns.forEach((tick, at) => {
      tick.checked = !view.hide.includes(at + 2);
      findings.classList.toggle("hide" + (at + 2), !tick.checked);
    });
  };
  $("columns").hidden = false;

  // ---- language: what the page says, and what the other language says in its place
  let places;
  const gather = (pairs) => {
    places = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, text = node.data.trim();
      if (!Object.hasOwn(pairs, text)) continue;
      const holder = node.parentElement.closest("blockquote,code,cite,small,script,[translate=no]");
      if (!holder || (holder.localName === "small" && holder.translate)) {
        const own = node.data;
        places.push([(text) => { node.data = text; }, own, own.replace(text, () => pairs[text])]);
      }
    }
    for (const name of ["aria-label", "placeholder"]) {
      for (const element of document.querySelectorAll("[" + name + "]")) {
        const own = element.getAttribute(name);
        if (Object.hasOwn(pairs, own)) places.push([(text) => element.setAttribute(name, text), own, pairs[own]]);
      }
    }
    const title = document.title;
    places.push([(text) => { document.title = text; }, title, pairs[title] || title]);
  };
  const speak = async (code) => {
    const had = await unpacked;
    if (!had || !(code in ui) || code === root.lang) return;
    if (!places) gather(had.pairs);
    root.lang = code;
    for (const [set, here, there] of places) set(code === own ? here : there);
    $("language").lang = code === own ? other : own;
    rows = undefined;
    filter();
  };
  unpacked.then((had) => { $("language").hidden = !had; });
  $("language").addEventListener("click", () => speak(root.lang === own ? other : own));

  // ---- the address that the page was opened with
  const arrive = async () => {
    if (/^#e\d+$/.test(location.hash)) return open([location.hash.slice(2)]);
    if (!location.hash.startsWith("#?")) return;
    const asked = new URLSearchParams(location.hash.slice(2));
    const list = (name) => (asked.get(name) || "").split(" ").filter(Boolean);
    box.value = asked.get("q") || "";
    view.only = list("only");
    view.hide = list("hide").map(Number).filter((n) => n > 1 && n <= columns.length + 1);
    hide();
    await speak(asked.get("lang") || own);
    const [table, column, way] = list("sort");
    if (tables[table]?.tHead.rows[0].cells[column]?.querySelector(".sort")) sort(tables[table], Number(column), way !== "down");
    const numbers = list("note");
    if (box.value || view.only.length) filter();
    if (numbers.length) open(numbers);
    keep();
    if (view.only.length || box.value) $("summary").scrollIntoView();
  };
  for (const cell of findings.querySelectorAll("td:not(:has(a))")) {
    if (!cell.firstChild?.data.trim()) continue;
    const link = document.createElement("a");
    link.href = cell.parentElement.querySelector("a").hash;
    link.append(cell.firstChild);
    cell.prepend(link);
  }
  for (const quiet of document.querySelectorAll(".studies td:not(:nth-child(5)) a")) quiet.tabIndex = -1;
  hide();
  arrive();
  addEventListener("hashchange", arrive);
})();
