"use strict";
/* Suggestions below a field, as one types: a combobox after the ARIA pattern. Without this the
   field is a plain one and its form works as it stands. A field marked `page` leads to the page of
   what is chosen, one marked `name` takes its name. */

(() => {
  const WAIT = 120;
  let count = 0;

  function make(tag, text = "", className = "") {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  /* `VesiclePreparation` as people write it. */
  function plain(category) {
    const words = category.replace(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3 $2").split(/\s+/);
    return words.map((word) => (/^[A-Z]{2,}/.test(word) ? word : word.toLowerCase())).join(" ")
      .replace("micro RNA", "microRNA");
  }

  function pageOf(id) {
    return `/entity/${encodeURIComponent(id).replaceAll("%3A", ":")}`;
  }

  function start(field) {
    const list = make("ul");
    const said = make("p", "", "unseen");
    let found = [], at = -1, timer = 0, asked = 0, stop = null;

    list.id = `suggested-${count += 1}`;
    list.role = "listbox";
    list.hidden = true;
    list.setAttribute("aria-label", "Suggestions");
    said.role = "status";
    field.role = "combobox";
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.parentElement.append(list, said);

    function mark(place) {
      at = place;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      if (at < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    }

    function close() {
      stop?.abort();
      clearTimeout(timer);
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function show(suggestions) {
      found = suggestions;
      list.replaceChildren(...found.map(({ label, category, name, id }, i) => {
        const item = make("li", label);
        item.id = `${list.id}-${i}`;
        item.role = "option";
        const also = name && name !== label ? ` · ${name}` : "";
        item.append(make("span", ` ${plain(category || "")}${also} · ${id}`, "quiet small"));
        return item;
      }));
      list.hidden = found.length === 0;
      field.setAttribute("aria-expanded", String(!list.hidden));
      mark(-1);
      said.textContent = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    }

    async function ask() {
      const query = field.value.trim();
      const mine = asked += 1;
      stop?.abort();
      if (query.length < 2 || query.toLowerCase().startsWith("any:")) return close();
      stop = new AbortController();
      try {
        const answer = await fetch(`/api/suggest?q=${encodeURIComponent(query)}`, { signal: stop.signal });
        if (!answer.ok || mine !== asked) return undefined;
        const { suggestions } = await answer.json();
        if (mine === asked && document.activeElement === field) show(suggestions);
      } catch { /* Gone on typing, or the server is away: the form still works. */ }
      return undefined;
    }

    function choose(place) {
      const { id, label } = found[place];
      if (field.dataset.suggest === "page") {
        location.assign(pageOf(id));
        return;
      }
      const shared = found.filter((other) => other.label === label).length > 1;
      field.value = shared ? id : label;
      asked += 1;
      close();
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      if (event.key === "Escape" && open) close();
      else if (event.key === "ArrowDown" && !open) { ask(); }
      else if (event.key === "ArrowDown") mark((at + 1) % found.length);
      else if (event.key === "ArrowUp" && open) mark(at > 0 ? at - 1 : found.length - 1);
      else if (event.key === "Enter" && open && at >= 0) choose(at);
      else { if (event.key === "Enter" || event.key === "Tab") { asked += 1; close(); } return; }
      event.preventDefault();
      event.stopPropagation();
    });
    field.addEventListener("blur", () => { asked += 1; close(); });
    // The field keeps the focus while one clicks into the list.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const place = [...list.children].indexOf(event.target.closest("[role=option]"));
      if (place >= 0) choose(place);
    });
  }

  for (const field of document.querySelectorAll("[data-suggest]")) start(field);
})();
