"use strict";
/* What a click or a key does. Each of them answers: with a card, a picture, or a word. */

const actions = (() => {
  const { byId, say } = dom;
  const { data, label } = words;
  const AWAY = { view: "near", opened: [], chain: -1, camera: null };

  function chooseEntity(id, where) {
    const away = !scene.shown().nodes.has(id);
    panel.next(where);
    store.set({ node: id, edge: null, ...(away ? { ...AWAY, centre: id } : {}) });
    say(away ? `${label(id)} was not in the picture; this is its neighbourhood.` : "");
    if (!away && where !== "scroll") picture.centre(id);
  }

  function chooseStatement(id, where) {
    const { subject, object } = data.statements[id];
    const { rules, statements } = scene.shown();
    const away = !statements.has(id) && filter.pass(rules, id);
    panel.next(where);
    store.set({ node: null, edge: id, ...(away ? { ...AWAY, centre: subject } : {}) });
    const drawn = scene.shown().statements.has(id);
    say(drawn ? "" : "The filters hide this statement in the picture.");
    if (where === "focus" && drawn) picture.fit([subject, object], 1);
  }

  /* Draw the neighbours of a mark in place, as far as the page holds them. */
  function openEntity(id) {
    const { opened } = store.get();
    if (!scene.hidden(id, scene.shown()).length) {
      say(`All statements on ${label(id)} that this page holds are drawn.`);
    } else if (!scene.shown().nodes.has(id)) {
      chooseEntity(id, "stay");
    } else if (opened.includes(id)) {
      say("The filters hide its other statements.");
    } else {
      store.set({ node: id, edge: null, chain: -1, opened: [...opened, id] });
      say(scene.hidden(id, scene.shown()).length ? "The filters hide some of its statements." : "");
    }
  }

  function openChosen() {
    const { node } = store.get();
    if (node === null) say("Choose a mark first.");
    else openEntity(node);
  }

  function showNear(id) {
    store.set({ ...AWAY, node: id, edge: null, centre: id });
    say(`Neighbourhood of ${label(id)}.`);
  }

  function showView(view) {
    const state = store.get();
    if (view === "near") showNear(state.node ?? scene.centreOf(state));
    else {
      store.set({ view, centre: null, opened: [], camera: null });
      say("");
    }
  }

  function clear() {
    find.clear();
    store.set({ node: null, edge: null, chain: -1 });
    say("");
  }

  function clickPicture({ nodes, edges }) {
    if (nodes.length) chooseEntity(nodes[0], "scroll");
    else if (edges.length) chooseStatement(edges[0], "scroll");
    else {
      store.set({ node: null, edge: null });
      say("Nothing is drawn there.");
    }
  }

  /* Buttons of cards and table say in their data attribute what they lead to. */
  function follow(event) {
    const target = event.target.closest("[data-statement], [data-entity], [data-near], [data-open]");
    if (!target) return;
    const { statement, entity, near, open } = target.dataset;
    if (statement !== undefined) chooseStatement(statement, "focus");
    else if (entity !== undefined) chooseEntity(entity, "focus");
    else if (open !== undefined) openEntity(open);
    else showNear(near);
  }

  function isPresenting() {
    return document.body.classList.contains("presenting");
  }

  /* The picture and the chains on the whole screen, for a room to look at. */
  function present(wanted) {
    if (wanted === isPresenting()) return;
    document.body.classList.toggle("presenting", wanted);
    byId("present").setAttribute("aria-pressed", String(wanted));
    if (wanted) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    requestAnimationFrame(() => requestAnimationFrame(() => picture.fit()));
  }

  function keepCamera() {
    store.set({ camera: picture.whereNow() });
  }

  function zoom(factor) {
    picture.zoom(factor);
    keepCamera();
  }

  function fit() {
    store.set({ camera: null });
    picture.fit();
  }

  return {
    chooseEntity, clear, clickPicture, fit, follow, isPresenting, keepCamera, openChosen, openEntity,
    present, showView, zoom,
  };
})();
