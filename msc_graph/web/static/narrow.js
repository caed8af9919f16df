"use strict";
/* Narrows the statements of a page down to those whose words hold all that is typed. */

(() => {
  const field = document.getElementById("narrow");
  if (!field) return;
  const items = [...document.querySelectorAll(".claim")].map((item) => ({
    item, text: `${item.textContent} ${item.dataset.text}`.toLowerCase().replace(/\s+/g, " "),
  }));
  const folds = [...document.querySelectorAll("details.rest")];

  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let passing = 0;
    for (const { item, text } of items) {
      const passes = words.every((word) => text.includes(word));
      item.hidden = !passes;
      passing += passes;
    }
    for (const fold of folds) {
      fold.open = words.length > 0;
      fold.hidden = ![...fold.querySelectorAll(".claim")].some((item) => !item.hidden);
    }
    document.getElementById("narrowed").textContent = words.length
      ? `${passing} of ${items.length} statements` : "";
  });
})();
