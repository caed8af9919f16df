"use strict";
/* What every page may use: marks that scripts run, and copies text at the press of a button. */

document.documentElement.classList.add("scripted");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  const text = "value" in source ? source.value : source.textContent;
  button.dataset.words ??= button.textContent;
  try {
    await navigator.clipboard.writeText(text.trim());
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = button.dataset.words; }, 1500);
});
