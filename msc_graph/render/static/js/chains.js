"use strict";
/* The list of ranked chains: one is lit at a time; those that do not pass the filters are hidden. */

const chains = (() => {
  const { data } = words;
  const buttons = dom.all("#chains .chain");
  let passing = buttons.map((_button, i) => i);

  function toggle(index) {
    const chosen = store.get().chain === index ? -1 : index;
    store.set({ chain: chosen, node: null, edge: null, ...home(chosen) });
  }

  /* A chain is looked at in the picture that draws all of it. */
  function home(index) {
    if (index < 0 || store.get().view === "chains" || !words.has(data.views, "chains")) return {};
    return { view: "chains", centre: null };
  }

  function step(by) {
    if (!passing.length) return;
    const here = passing.indexOf(store.get().chain);
    const next = here < 0 ? (by > 0 ? 0 : passing.length - 1) : here + by;
    const index = passing[(next + passing.length) % passing.length];
    store.set({ chain: index, node: null, edge: null, ...home(index) });
    reveal(buttons[index]);
    dom.byId("said").textContent = `Chain ${index + 1}: ${words.data.chains[index].sign} `
      + buttons[index].querySelector(".way").textContent.replace(/\s+/g, " ");
  }

  /* The list moves beside the picture; the page itself stays where it is. */
  function reveal(button) {
    const list = button.closest("aside");
    const above = button.getBoundingClientRect().top - list.getBoundingClientRect().top;
    if (above < 0 || above > list.clientHeight / 2) list.scrollTop += above - 48;
  }

  function start() {
    buttons.forEach((button, i) => button.addEventListener("click", () => toggle(i)));
    if (!buttons.length) return;
    dom.byId("next").addEventListener("click", () => step(1));
    dom.byId("previous").addEventListener("click", () => step(-1));
  }

  function show(state, shown) {
    if (!buttons.length) return;
    passing = data.chains.flatMap((chain, i) => (filter.passChain(shown.rules, chain) ? [i] : []));
    const kept = new Set(passing);
    buttons.forEach((button, i) => {
      button.parentElement.hidden = !kept.has(i) && i !== state.chain;
      button.setAttribute("aria-pressed", String(i === state.chain));
    });
    dom.byId("no-chain").hidden = passing.length > 0;
  }

  return { show, start, step };
})();
