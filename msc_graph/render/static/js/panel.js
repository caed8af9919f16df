"use strict";
/* The card beside the picture, and what moves when it changes: nothing, the page, or the focus. */

const panel = (() => {
  const card = dom.byId("card");
  const narrow = matchMedia("(max-width: 60rem)");
  let then = "";

  /* `where`: "focus" moves to the card, "scroll" brings it into a narrow screen, "stay" does neither. */
  function next(where) {
    then = where;
  }

  function contentOf(state) {
    const shown = scene.shown();
    if (state.edge !== null) return cards.statementCard(state.edge);
    return state.node !== null ? cards.entityCard(state.node, shown) : cards.openingCard(shown);
  }

  function show(state) {
    card.replaceChildren(contentOf(state));
    const head = card.querySelector("h2");
    dom.byId("said").textContent = head && then !== "focus" ? `Card: ${head.textContent}` : "";
    if (head) {
      card.parentElement.scrollTop = 0;
      if (then === "focus") head.focus();
      if (then && then !== "stay" && narrow.matches) card.scrollIntoView({ block: "nearest" });
    }
    then = "";
  }

  return { next, show };
})();
