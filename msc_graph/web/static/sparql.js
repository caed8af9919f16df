"use strict";
/* The query page: finds questions, shows where the caret is, goes to an error, runs by keyboard. */

(() => {
  const editor = document.getElementById("query");
  const form = editor.form;
  const running = document.getElementById("running");

  /* Questions */
  const filter = document.getElementById("filter");
  const filtered = document.getElementById("filtered");
  const groups = [...document.querySelectorAll(".questions section")];
  const items = groups.flatMap((group) => [...group.querySelectorAll("li")]);

  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const left = items.filter((item) => !item.hidden).length;
    filtered.textContent = words.length ? `${left} of ${items.length} questions` : "";
  });
  const chosen = document.querySelector(".questions [aria-current]");
  if (chosen) {
    const list = chosen.closest(".list");
    list.scrollTop = chosen.offsetTop - list.offsetTop - list.clientHeight / 3;
  }

  /* Places in the query: lines and columns count characters, the field counts halves of some. */
  function goTo(line, column) {
    const lines = editor.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const at = before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
    editor.closest("details")?.setAttribute("open", "");
    editor.focus();
    editor.setSelectionRange(at, at);
    editor.scrollTop = Math.max(0, line - 4) * parseFloat(getComputedStyle(editor).lineHeight);
  }

  const place = document.getElementById("place");
  if (place) {
    const { line, column } = place.dataset;
    place.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(Number(line), Number(column));
    });
    goTo(Number(line), Number(column));
  }

  const caret = document.getElementById("caret");
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== editor) return;
    const lines = editor.value.slice(0, editor.selectionStart).split("\n");
    caret.textContent = `Line ${lines.length}, column ${[...lines.at(-1)].length + 1}.`;
  });

  /* Running */
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=run]"));
  });
  for (const each of document.querySelectorAll("form.editor, form.asking")) {
    each.addEventListener("submit", () => { running.textContent = "Running …"; });
  }
  addEventListener("pageshow", () => { running.textContent = ""; });

  /* Prefixes are declared by the server; the query is changed in place, so that it can be undone. */
  document.getElementById("declare").addEventListener("click", async (event) => {
    event.preventDefault();
    const fields = new URLSearchParams({ do: "declare", query: editor.value });
    try {
      const reply = await fetch(form.action, { method: "POST", body: fields });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const text = page.getElementById("query").value;
      if (text === editor.value) {
        running.textContent = "All prefixes are declared, or not known here.";
        return;
      }
      editor.focus();
      editor.select();
      if (!document.execCommand("insertText", false, text)) editor.value = text;
      editor.setSelectionRange(0, 0);
      editor.scrollTop = 0;
      running.textContent = "";
    } catch {
      form.requestSubmit(event.target);
    }
  });
})();
