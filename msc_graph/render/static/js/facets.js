"use strict";
/* The legend is the filter: its ticks are the state, and the state sets its ticks. */

const facets = (() => {
  const ticks = dom.all("input[data-facet]"), switches = dom.all("input[data-only]");
  const passing = dom.byId("passing");
  const closing = dom.byId("closing");
  const WHOLE = new Set(["category", "sign", "role", "relation"]);
  const { data } = words;
  let counted = null;

  function without(state, name, off) {
    const rest = { ...state.off };
    delete rest[name];
    return off.length ? { ...rest, [name]: off } : rest;
  }

  function readTicks(name) {
    return ticks.filter((tick) => tick.dataset.facet === name && !tick.checked)
      .map((tick) => tick.value);
  }

  function readSwitches() {
    return switches.filter((tick) => tick.checked).map((tick) => tick.dataset.only);
  }

  function start() {
    for (const tick of ticks) {
      tick.addEventListener("change", () => {
        const name = tick.dataset.facet;
        store.set({ off: without(store.get(), name, readTicks(name)) });
      });
    }
    for (const tick of switches) {
      tick.addEventListener("change", () => store.set({ only: readSwitches() }));
    }
    for (const each of dom.all("[data-tick]")) {
      each.addEventListener("click", () => (
        store.set({ off: without(store.get(), each.dataset.tick, []) })));
    }
    for (const each of dom.all("[data-untick]")) {
      const name = each.dataset.untick;
      each.addEventListener("click", () => (
        store.set({ off: without(store.get(), name, address.valuesOf(name)) })));
    }
    for (const each of dom.all("[data-reset]")) {
      each.addEventListener("click", () => store.set({ off: {}, only: [] }));
    }
    closing.addEventListener("change", () => store.set({ loose: !closing.checked }));
  }

  /* What each value stands for in the picture before any filter; what it lacks is not offered. */
  function countAll(shown) {
    const counts = new Map(ticks.map((tick) => [keyOf(tick.dataset.facet, tick.value), new Set()]));
    const note = (name, value, what) => counts.get(keyOf(name, value))?.add(what);
    const columns = Object.keys(data.facets);
    for (const id of shown.all) {
      const statement = data.statements[id];
      note("sign", statement.sign, id);
      note("role", statement.role, id);
      note("relation", statement.name, id);
      for (const end of [statement.subject, statement.object]) {
        note("category", data.entities[end].class, end);
      }
      for (const row of statement.evidence.length ? statement.evidence : [{}]) {
        for (const name of columns) {
          if (!WHOLE.has(name)) for (const value of words.cells(row, name)) note(name, value, id);
        }
      }
    }
    for (const tick of ticks) {
      const place = tick.parentElement.querySelector("[data-count]");
      if (!place) continue;
      const { size } = counts.get(keyOf(tick.dataset.facet, tick.value));
      place.textContent = size.toLocaleString("en");
      tick.parentElement.hidden = size === 0 && tick.dataset.facet !== "sign";
    }
  }

  const keyOf = (name, value) => `${name}=${value}`;

  function show(state, shown) {
    if (shown.key !== counted) countAll(shown);
    counted = shown.key;
    for (const tick of ticks) {
      tick.checked = !(state.off[tick.dataset.facet] || []).includes(tick.value);
    }
    closing.checked = !state.loose;
    for (const tick of switches) tick.checked = state.only.includes(tick.dataset.only);
    const drawn = shown.statements.size;
    passing.textContent = `${drawn.toLocaleString("en")} of ${words.count(shown.all.size, "statement")}`
      + " of this picture";
    dom.byId("empty").hidden = drawn > 0 || shown.all.size === 0;
  }

  return { show, start };
})();
