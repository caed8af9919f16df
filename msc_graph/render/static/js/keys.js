"use strict";
/* Keys of the page. Those that are letters can be switched off, for those who speak to their computer. */

const keys = (() => {
  const LETTERS = new Map([
    ["/", () => find.focus()],
    ["n", () => chains.step(1)],
    ["p", () => chains.step(-1)],
    ["e", () => actions.openChosen()],
    ["f", () => actions.fit()],
  ]);

  function press(event) {
    if (event.key === "Escape") {
      actions.present(false);
      actions.clear();
      return;
    }
    const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !dom.byId("letters").checked) return;
    const act = LETTERS.get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /* Who points does not need the frame that shows a keyboard's user where the focus is. */
  function start() {
    const root = document.documentElement;
    document.addEventListener("keydown", (event) => {
      delete root.dataset.pointer;
      press(event);
    });
    document.addEventListener("pointerdown", () => { root.dataset.pointer = ""; }, true);
    dom.byId("picture").addEventListener("keyup", (event) => {
      if (/^(Arrow\w+|[-+=])$/.test(event.key)) actions.keepCamera();
    });
  }

  return { start };
})();
