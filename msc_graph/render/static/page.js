"use strict";
/* The page: search, cards, chains, keys. It knows what is selected and tells the picture. */

(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const search = byId("search"), notice = byId("notice"), card = byId("card");
  const chainButtons = [...document.querySelectorAll("#chains button")];
  const names = new Map();
  const narrow = matchMedia("(max-width: 60rem)");
  const network = picture.start(byId("picture"), data);
  window.mscGraph = { data, network };
  let chain = -1, node = null;

  function repaint() {
    if (chain >= 0) picture.paint(picture.along(data.chains[chain]));
    else picture.paint(node === null ? null : picture.around(node));
  }

  /* `then` says what moves: the "focus" to the card, the page to "scroll" to it, or neither. */
  function showCard(content, then) {
    card.replaceChildren(content);
    byId("said").textContent = then === "focus" ? "" : `Card: ${card.querySelector("h2").textContent}`;
    if (then === "focus") card.querySelector("h2").focus();
    if (then === "scroll" && narrow.matches) card.scrollIntoView({ block: "nearest" });
  }

  function showEntity(id, then) {
    node = id;
    showCard(cards.entityCard(data, id), then);
    repaint();
  }

  function showStatement(id, then) {
    node = null;
    network.setSelection({ nodes: [], edges: [id] });
    showCard(cards.statementCard(data, id), then);
    repaint();
    const { subject, object } = data.statements[id];
    if (then === "focus") picture.focusNodes([subject, object]);
  }

  function showChain(index) {
    chain = index === chain ? -1 : index;
    node = null;
    chainButtons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === chain)));
    network.unselectAll();
    repaint();
    if (chain >= 0) picture.focusNodes(picture.along(data.chains[chain]).nodes);
  }

  function clear() {
    chain = -1;
    node = null;
    search.value = notice.textContent = "";
    chainButtons.forEach((button) => button.setAttribute("aria-pressed", "false"));
    network.unselectAll();
    card.replaceChildren(cards.make("p", "Nothing is selected.", "quiet"));
    repaint();
  }

  /* A name that several entities bear is told apart by the label behind it. */
  function collectNames() {
    const owners = new Map();
    for (const [id, entity] of Object.entries(data.entities)) {
      for (const name of new Set([entity.label, id, ...(entity.synonyms || [])])) {
        owners.set(name, [...(owners.get(name) || []), id]);
      }
    }
    for (const [name, ids] of owners) {
      for (const id of ids) {
        names.set(ids.length > 1 ? `${name} (${data.entities[id].label}, ${id})` : name, id);
      }
    }
    byId("names").append(...[...names].map(([name, id]) => {
      const option = cards.make("option", data.entities[id].label);
      option.value = name;
      return option;
    }));
  }

  function findName(text, wholeOnly) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return null;
    const known = [...names.keys()];
    const whole = known.find((name) => name.toLowerCase() === wanted);
    if (whole || wholeOnly) return whole || null;
    return known.find((name) => name.toLowerCase().startsWith(wanted))
      || known.find((name) => name.toLowerCase().includes(wanted)) || null;
  }

  function lookUp(wholeOnly) {
    const name = findName(search.value, wholeOnly);
    notice.textContent = name || wholeOnly || !search.value ? "" : `Nothing here is called “${search.value}”.`;
    if (!name) return;
    picture.focusNode(names.get(name));
    showEntity(names.get(name), "stay");
  }

  function follow(event) {
    const target = event.target.closest("[data-statement], [data-entity]");
    if (!target) return;
    if (target.dataset.statement) showStatement(target.dataset.statement, "focus");
    else {
      picture.focusNode(target.dataset.entity);
      showEntity(target.dataset.entity, "focus");
    }
  }

  collectNames();
  network.on("click", (event) => {
    if (event.nodes.length) showEntity(event.nodes[0], "scroll");
    else if (event.edges.length) showStatement(event.edges[0], "scroll");
    else if (chain < 0) clear();
  });
  search.addEventListener("input", () => lookUp(true));
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") lookUp(false); });
  chainButtons.forEach((button, i) => button.addEventListener("click", () => showChain(i)));
  card.addEventListener("click", follow);
  byId("statements").addEventListener("click", follow);
  byId("fit").addEventListener("click", picture.showAll);
  byId("closer").addEventListener("click", () => picture.zoom(1.3));
  byId("farther").addEventListener("click", () => picture.zoom(1 / 1.3));
  byId("clear").addEventListener("click", clear);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
})();
