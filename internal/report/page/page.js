"use strict";
// The picker: choose the values of axes, see the ranking for them.
(() => {
  const maps = [...document.querySelectorAll("table.heat[data-pattern]")].map(table => ({
    table,
    name: table.dataset.pattern,
    works: [...table.querySelectorAll("col[data-axes]")].map(col => Object.fromEntries(JSON.parse(col.dataset.axes) ?? [])),
    rows: [...table.tBodies[0].rows],
    foot: table.tFoot.rows[0],
    beside: [...table.tFoot.rows].slice(1),
  })).filter(map => map.works.length > 0);
  const box = document.getElementById("picker");
  if (maps.length === 0) return;

  const make = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text });
  const form = make("form"), axes = make("span"), out = make("output"), which = make("select");
  maps.forEach((map, i) => which.add(new Option(map.name, i)));
  which.name = "pattern";
  axes.style.display = "contents";
  out.setAttribute("aria-live", "polite");
  const reset = make("button", "all workloads");
  reset.type = "button";
  const labelled = (name, control) => {
    const label = make("label", name + " ");
    label.append(control);
    return label;
  };
  form.append(labelled("My workload:", which), axes, reset);
  box.append(form, out);
  box.hidden = false;

  const selects = () => [...axes.querySelectorAll("select")];
  const matches = (work, except) =>
    selects().every(s => s === except || s.value === "" || work[s.name] === s.value);

  function choosePattern() {
    const map = maps[which.value];
    axes.replaceChildren();
    for (const key of Object.keys(map.works[0])) {
      const select = make("select");
      select.name = key;
      select.add(new Option("any", ""));
      for (const v of new Set(map.works.map(work => work[key]))) if (v !== "") select.add(new Option(v, v));
      axes.append(labelled(key, select));
    }
    show();
  }

  // Only what was measured together with the rest of the choice can be chosen.
  function limit(map) {
    for (const select of selects())
      for (const option of select.options)
        option.disabled = option.value !== "" &&
          !map.works.some(work => matches(work, select) && work[select.name] === option.value);
  }

  function show() {
    const map = maps[which.value];
    limit(map);
    for (const other of maps)
      other.works.forEach((work, i) => {
        const off = other === map && !matches(work);
        for (const row of [...other.rows, other.foot, ...other.beside]) row.cells[i + 1].classList.toggle("off", off);
      });
    const chosen = map.works.map((work, i) => i).filter(i => matches(map.works[i]));
    out.replaceChildren(...ranking(map, chosen));
  }

  const number = text => parseFloat(text) * (text.endsWith("k") ? 1000 : 1);

  // A ranking by the geometric mean of the ratios, over the chosen workloads.
  function ranking(map, chosen) {
    const ranked = [], missing = [];
    for (const row of map.rows) {
      const name = row.cells[0].firstChild.textContent;
      const cells = chosen.map(i => row.cells[i + 1]).filter(cell => cell.dataset.r);
      const ratios = cells.map(cell => number(cell.dataset.r));
      const first = cells.filter(cell => cell.dataset.k === "1").length;
      const lacks = row.cells[0].title;
      if (ratios.length === 0) missing.push(name);
      else ranked.push({ name, ratios, first, lacks, mean: ratios.reduce((a, r) => a + Math.log(r), 0) / ratios.length });
    }
    ranked.sort((a, b) => a.mean - b.mean);
    const parts = [make("span", chosen.length === 1 ? "For this workload: " : `Over ${chosen.length} workloads, by the mean of the ratios: `)];
    ranked.forEach((r, i) => {
      const low = Math.min(...r.ratios), high = Math.max(...r.ratios);
      const range = low === high ? `${low}×` : `${low} to ${high}×`;
      const text = chosen.length === 1
        ? (r.first ? (ranked.filter(other => other.first).length > 1 ? "tied" : "first") : range)
        : (r.first ? `first or tied in ${r.first}` : "never first") + (r.ratios.length < chosen.length ? ` of ${r.ratios.length} ranked` : "") + `, ${range}`;
      parts.push(document.createTextNode(i > 0 ? "; " : ""), make("b", r.name), document.createTextNode(` ${text}`));
      if (r.lacks) parts.push(document.createTextNode(", not every law"));
    });
    if (missing.length > 0) parts.push(document.createTextNode(`${ranked.length ? "; " : ""}not ranked: ${missing.join(", ")}`));
    parts.push(document.createTextNode("."), ...references(map, chosen));
    return parts;
  }

  // What is no candidate has a sentence of its own.
  function references(map, chosen) {
    return map.beside.map(row => {
      const ratios = chosen.map(i => row.cells[i + 1].dataset.r).filter(r => r).map(number);
      const low = Math.min(...ratios), high = Math.max(...ratios);
      const text = ratios.length === 0 ? "not compared" : (low === high ? low : `${low} to ${high}`) + "× the best of ours";
      return document.createTextNode(` Beside them, ${row.cells[0].textContent}: ${text}.`);
    });
  }

  which.addEventListener("change", choosePattern);
  axes.addEventListener("change", show);
  reset.addEventListener("click", choosePattern);
  form.addEventListener("submit", event => event.preventDefault());
  choosePattern();
})();

// Sorting: a click on a heading sorts by its column, another one turns it round.
for (const table of document.querySelectorAll("table.sort")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(table.tBodies[0], column, down ? -1 : 1);
    });
  });
}

// Numbers come before words, and what is missing comes last either way.
function sort(body, column, sign) {
  const key = row => {
    const cell = row.cells[column];
    const text = (cell.dataset.v ?? cell.textContent).trim();
    const number = parseFloat(text.replace(/^</, ""));
    return { row, text, number, missing: text === "" || text === "–" };
  };
  const words = new Intl.Collator("en", { numeric: true });
  const compare = (a, b) => {
    if (a.missing || b.missing) return a.missing - b.missing;
    if (isNaN(a.number) || isNaN(b.number)) return sign * words.compare(a.text, b.text);
    return sign * (a.number - b.number);
  };
  body.append(...[...body.rows].map(key).sort(compare).map(k => k.row));
}
