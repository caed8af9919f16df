"use strict";
/* State of the page in the fragment of its address, and back. A fragment is foreign text: what
   does not name something on this page is passed over. */

const address = (() => {
  const { data, has } = words;

  function write(state) {
    const parts = new URLSearchParams();
    if (state.view !== data.opening) parts.set("view", state.view);
    if (state.centre !== null) parts.set("at", state.centre);
    for (const id of state.opened) parts.append("open", id);
    if (state.node !== null) parts.set("node", state.node);
    if (state.edge !== null) parts.set("edge", state.edge);
    if (state.chain >= 0) parts.set("chain", state.chain + 1);
    for (const name of Object.keys(state.off).sort()) writeFacet(parts, name, state.off[name]);
    for (const name of state.only) parts.append("only", name);
    if (state.loose) parts.set("loose", "1");
    if (state.sort) parts.set("sort", `${state.sort.column}${state.sort.down ? "d" : "u"}`);
    if (state.camera) parts.set("camera", state.camera.join(","));
    return parts.toString();
  }

  /* Whichever is shorter: the values that are off, or those that are on. */
  function writeFacet(parts, name, off) {
    const values = valuesOf(name);
    const on = values.filter((value) => !off.includes(value));
    if (off.length === 0) return;
    if (on.length === 0) parts.set(`none-${name}`, "1");
    else if (on.length < off.length) for (const value of on) parts.append(`with-${name}`, value);
    else for (const value of off) parts.append(`without-${name}`, value);
  }

  function valuesOf(name) {
    if (name === "support") return [...new Set(data.chains.map((chain) => chain.support || ""))];
    return has(data.facets, name) ? data.facets[name] : [];
  }

  function read(text) {
    const parts = new URLSearchParams(text);
    const known = (where, id) => (id !== null && has(where, id) ? id : null);
    const view = parts.get("view");
    const chain = Number(parts.get("chain")) - 1;
    return {
      ...store.BLANK,
      view: view === "near" || has(data.views, view) ? view : data.opening,
      centre: known(data.entities, parts.get("at")),
      opened: [...new Set(parts.getAll("open"))].filter((id) => has(data.entities, id)),
      node: known(data.entities, parts.get("node")),
      edge: known(data.statements, parts.get("edge")),
      chain: Number.isInteger(chain) && chain >= 0 && chain < data.chains.length ? chain : -1,
      off: readFacets(parts),
      only: ["demonstrated", "sourced", "conflict", "chain"].filter((n) => parts.getAll("only").includes(n)),
      loose: parts.has("loose"),
      sort: readSort(parts.get("sort") || ""),
      camera: readCamera(parts.get("camera") || ""),
    };
  }

  function readFacets(parts) {
    const off = {};
    for (const name of [...Object.keys(data.facets), "support"]) {
      const values = valuesOf(name);
      const kept = parts.getAll(`with-${name}`);
      const dropped = parts.getAll(`without-${name}`);
      if (parts.has(`none-${name}`)) off[name] = values;
      else if (kept.length) off[name] = values.filter((value) => !kept.includes(value));
      else if (dropped.length) off[name] = values.filter((value) => dropped.includes(value));
    }
    return off;
  }

  function readSort(text) {
    const found = /^(\d{1,2})([ud])$/.exec(text);
    return found ? { column: Number(found[1]), down: found[2] === "d" } : null;
  }

  function readCamera(text) {
    const numbers = text.split(",").map(Number);
    const sound = text && numbers.length === 3 && numbers.every(Number.isFinite);
    return sound && numbers[2] >= 0.02 && numbers[2] <= 10 ? numbers : null;
  }

  function keep(state) {
    const text = write(state);
    if (text === location.hash.slice(1)) return;
    try {
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    } catch {
      location.hash = text;
    }
  }

  return { keep, read, valuesOf, write };
})();
