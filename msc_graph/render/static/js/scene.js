"use strict";
/* What is drawn for a state: which marks and lines, where, and which of them stay bright. */

const scene = (() => {
  const { data, has, touching } = words;
  const CROWD = 400, FEW = 200;
  let layout = null, current = null;

  function centreOf(state) {
    return state.centre ?? state.node ?? (data.around || data.highlight[0] || busiest());
  }

  function busiest() {
    let best = null;
    for (const [id, statements] of touching) {
      if (best === null || statements.length > touching.get(best).length) best = id;
    }
    return best;
  }

  /* Places and bends of a view with all marks that were opened, before any filter. */
  function lay(state) {
    const centre = state.view === "near" ? centreOf(state) : null;
    const key = JSON.stringify([state.view, centre, state.opened]);
    if (layout && layout.key === key) return layout;
    const base = centre === null ? data.views[state.view] : near(centre);
    const statements = new Set(base.statements);
    let { places } = base;
    const extra = [];
    for (const id of state.opened) {
      if (!has(places, id)) continue;
      places = { ...places, ...star.open(id, touching.get(id), places) };
      for (const statement of touching.get(id)) {
        if (!statements.has(statement)) extra.push(statement);
        statements.add(statement);
      }
    }
    const rounds = extra.length ? { ...bends.choose(extra, places), ...base.bends } : base.bends;
    layout = { key, centre, statements, places, bends: rounds };
    return layout;
  }

  function near(centre) {
    const statements = touching.get(centre);
    const places = star.around(centre, statements);
    return { statements, places, bends: bends.choose(statements, places) };
  }

  function build(state) {
    const laid = lay(state);
    const rules = filter.compile(state);
    const statements = new Set([...laid.statements].filter((id) => filter.isDrawn(rules, id)));
    const nodes = new Set();
    for (const id of statements) {
      nodes.add(data.statements[id].subject);
      nodes.add(data.statements[id].object);
    }
    const asked = statements.size === laid.statements.size ? data.highlight : [];
    for (const id of [laid.centre, state.node, ...asked]) {
      if (id !== null && has(laid.places, id)) nodes.add(id);
    }
    const drawn = { ...laid, all: laid.statements, faint: statements.size >= CROWD, statements, nodes, rules };
    return tighten(state, drawn);
  }

  /* Where filters leave little, it is drawn closer together; `shape` tells when places changed. */
  function tighten(state, drawn) {
    const { all, key, nodes, places, statements } = drawn;
    const little = statements.size < all.size && nodes.size <= FEW && nodes.size < Object.keys(places).length;
    if (state.loose || !little) return { ...drawn, shape: key };
    const tight = star.tighten([...nodes].sort(), places, all.size >= CROWD);
    const rounds = bends.choose([...statements], tight);
    return { ...drawn, places: tight, bends: rounds, shape: JSON.stringify([key, [...nodes].sort()]) };
  }

  /* Build what a state draws and remember it as what is shown. */
  function show(state) {
    current = build(state);
    return current;
  }

  /* A chain outshines what is chosen on it; a line lights its two ends, a mark its neighbours. */
  function light(state) {
    const lit = choose(state, current);
    return lit && lit.edges.size === current.statements.size ? null : lit;
  }

  function choose(state, shown) {
    if (state.chain >= 0) return along(data.chains[state.chain].statements);
    if (state.edge !== null && shown.statements.has(state.edge)) return along([state.edge]);
    if (state.node !== null && shown.nodes.has(state.node)) return about(state.node, shown);
    return null;
  }

  function along(ids) {
    const ends = ids.flatMap((id) => [data.statements[id].subject, data.statements[id].object]);
    return { nodes: new Set(ends), edges: new Set(ids) };
  }

  function about(id, shown) {
    const lit = along(touching.get(id).filter((key) => shown.statements.has(key)));
    lit.nodes.add(id);
    return lit;
  }

  /* Statements on an entity that the page holds and the picture does not draw. */
  function hidden(id, shown) {
    return touching.get(id).filter((key) => !shown.statements.has(key));
  }

  return { centreOf, hidden, light, show, shown: () => current };
})();
