"use strict";
/* The table below the picture: the same statements, sorted as the reader likes. */

const table = (() => {
  const FIRST = 300;
  let body, heads, order, whole = false, last = null;
  const collator = new Intl.Collator("en", { numeric: true });
  let sorted = "";

  function cell(row, column) {
    return row.cells[column].textContent.replace(/\s+/g, " ").trim();
  }

  function compare(column, kind) {
    if (kind === "number") return (a, b) => Number(a.key) - Number(b.key) || a.place - b.place;
    return (a, b) => collator.compare(a.key, b.key) || a.place - b.place;
  }

  function sort(how) {
    const key = how ? `${how.column}${how.down}` : "";
    if (key === sorted) return;
    sorted = key;
    let rowsNow = order;
    if (how && heads[how.column]) {
      const { kind } = heads[how.column].firstElementChild.dataset;
      const keyed = order.map((row, place) => ({ row, place, key: cell(row, how.column) }));
      keyed.sort(compare(how.column, kind));
      rowsNow = keyed.map((item) => item.row);
      if (how.down) rowsNow.reverse();
    }
    body.append(...rowsNow);
    heads.forEach((head, i) => {
      if (how && how.column === i) head.setAttribute("aria-sort", how.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  /* First click ascending, second descending, third the order that the page came in. */
  function turn(column) {
    const { sort: now } = store.get();
    if (!now || now.column !== column) store.set({ sort: { column, down: false } });
    else store.set({ sort: now.down ? null : { column, down: true } });
  }

  /* A browser takes seconds to lay out ten thousand rows: the first ones stand for all until asked. */
  function show(state, shown) {
    if (!body) return;
    sort(state.sort);
    let passing = 0;
    for (const row of body.rows) {
      const passes = shown.statements.has(row.dataset.row);
      passing += passes ? 1 : 0;
      const hidden = !passes || (passing > FIRST && !whole);
      if (row.hidden !== hidden) row.hidden = hidden;
    }
    last = [state, shown];
    const cut = passing > FIRST && !whole;
    dom.byId("count").textContent = `${words.count(passing, "statement")} drawn`
      + (cut ? `, the first ${FIRST} listed` : "");
    dom.byId("all-rows").hidden = !cut;
  }

  /* The table comes after the picture and is there only when the page has been read to its end. */
  function start() {
    body = document.querySelector("#statements tbody");
    heads = dom.all("#statements th");
    order = dom.all("#statements tr[data-row]");
    dom.byId("all-rows").addEventListener("click", () => {
      whole = true;
      show(...last);
    });
    for (const button of dom.all("[data-sort]")) {
      button.addEventListener("click", () => turn(Number(button.dataset.sort)));
    }
  }

  /* What a reader sees of it, row by row. */
  function text() {
    const lines = [heads.map((head) => head.textContent.trim())];
    for (const row of body.rows) {
      if (last[1].statements.has(row.dataset.row)) lines.push([...row.cells].map((_cell, i) => cell(row, i)));
    }
    return lines;
  }

  return { show, start, text };
})();
