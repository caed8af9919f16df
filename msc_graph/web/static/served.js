"use strict";
/* On a page of the renderer that a server gives: from the card of an entity to its own page, and
   on to another trace. The card itself knows nothing of servers. */

(() => {
  const card = document.getElementById("card");
  const { mscGraph } = window;
  if (!card || !mscGraph) return;

  function link(url, text) {
    const element = document.createElement("a");
    element.href = url;
    element.textContent = text;
    return element;
  }

  function pageOf(kind, id) {
    return `/${kind}/${encodeURIComponent(id).replaceAll("%3A", ":")}`;
  }

  function lead() {
    const { node, edge } = mscGraph.state();
    const head = card.querySelector("h2");
    if (!head || card.querySelector(".onward")) return;
    const bar = document.createElement("p");
    bar.className = "onward";
    if (node !== null) {
      const id = encodeURIComponent(node);
      bar.append(link(pageOf("entity", node), "All that is said of it"), " ",
        link(`/trace?start=${id}`, "Trace from here"), " ", link(`/trace?end=${id}`, "Trace to here"));
    } else if (edge !== null) bar.append(link(pageOf("statement", edge.split("/").pop()), "Page of this statement"));
    if (bar.childNodes.length) head.after(bar);
  }

  new MutationObserver(lead).observe(card, { childList: true });
  lead();
})();
