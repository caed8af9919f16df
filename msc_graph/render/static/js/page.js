"use strict";
/* The page: who is told when the state changes, and what listens to what. */

(() => {
  const { data, label, sentence } = words;
  const { all, byId } = dom;

  function refresh(state, changed) {
    const any = (...names_) => names_.some((name) => changed.has(name));
    const redrawn = any("view", "centre", "opened", "off", "only", "loose", "node")
      || (any("chain") && state.only.includes("chain"));
    const before = scene.shown().shape;
    if (redrawn) {
      picture.update(scene.show(state));
      facets.show(state, scene.shown());
    }
    const moved = scene.shown().shape !== before && !(state.camera && changed.has("camera"));
    if (moved) picture.fit();
    chains.show(state, scene.shown());
    table.show(state, scene.shown());
    if (redrawn || changed.has("edge")) panel.show(state);
    light(state);
    if (changed.has("chain") && state.chain >= 0 && !moved && !changed.has("camera")) {
      picture.fit(scene.light(state)?.nodes, 1);
    }
    for (const button of all("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    }
    // Places have changed: where the reader looked before means nothing any more.
    if (moved && state.camera) store.set({ camera: null });
    else address.keep(state);
  }

  function light(state) {
    picture.light(scene.light(state));
    picture.select(state);
  }

  /* Back to the state that the address names: when the page opens, and when it is changed by hand. */
  function restore() {
    const text = location.hash.slice(1);
    if (text && !text.includes("=")) return;
    if (text === address.write(store.get())) return;
    store.set(address.read(text));
    const { camera } = store.get();
    if (camera) picture.camera(camera);
  }

  function chooseTheme() {
    const name = byId("theme").value;
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
    picture.update(scene.shown(), true);
    light(store.get());
  }

  function hover(text) {
    byId("hint").textContent = text;
  }

  function listenToPicture(network) {
    network.on("click", actions.clickPicture);
    network.on("doubleClick", ({ nodes }) => { if (nodes.length) actions.openEntity(nodes[0]); });
    network.on("hoverNode", ({ node }) => hover(`${label(node)} (${data.entities[node].category})`));
    network.on("hoverEdge", ({ edge }) => hover(sentence(edge)));
    network.on("blurNode", () => hover(""));
    network.on("blurEdge", () => hover(""));
    network.on("dragEnd", actions.keepCamera);
    network.on("zoom", actions.keepCamera);
  }

  function onClick(id, act) {
    byId(id)?.addEventListener("click", act);
  }

  function listen() {
    onClick("card", actions.follow);
    onClick("direct", actions.follow);
    onClick("chains", actions.follow);
    onClick("fit", actions.fit);
    onClick("closer", () => actions.zoom(1.3));
    onClick("farther", () => actions.zoom(1 / 1.3));
    onClick("clear", actions.clear);
    onClick("present", () => actions.present(!actions.isPresenting()));
    for (const button of all("[data-view]")) {
      button.addEventListener("click", () => actions.showView(button.dataset.view));
    }
    byId("theme").addEventListener("change", chooseTheme);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", chooseTheme);
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement) actions.present(false);
    });
    window.addEventListener("hashchange", restore);
  }

  /* The table is read after the picture; the page works without it until then. */
  function startTable() {
    table.start();
    table.show(store.get(), scene.shown());
    takeaway.start("#statements");
    onClick("statements", actions.follow);
  }

  const network = picture.start(byId("picture"), scene.show(store.get()));
  listenToPicture(network);
  listen();
  find.start((id) => actions.chooseEntity(id, "stay"));
  facets.start();
  chains.start();
  keys.start();
  takeaway.start("header");
  takeaway.start("main");
  store.listen(refresh);
  panel.show(store.get());
  facets.show(store.get(), scene.shown());
  picture.fitStart();
  restore();
  document.addEventListener("DOMContentLoaded", startTable);
  window.mscGraph = { data, network, scene: scene.shown, state: store.get, view: picture.view };
  /* How wide a name is, is known only after it has been drawn once. */
  network.once("afterDrawing", () => {
    const { camera, chain } = store.get();
    if (!camera && chain < 0) picture.fitStart();
    window.mscGraph.drawn = performance.now();
  });
})();
