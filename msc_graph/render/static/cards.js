"use strict";
/* Cards: data in, elements out. Text is set as text; nothing of the data is ever parsed as HTML. */

const cards = (() => {
  const SIGNS = { "1": "+", "-1": "−", "0": "no direction given" };

  function make(tag, text, className) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  /* The page's maker lets only http and https through; this is the second lock. */
  function link(url, text) {
    if (!/^https?:\/\//i.test(url || "")) return make("span", text);
    const anchor = make("a", text);
    anchor.href = url;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    return anchor;
  }

  function button(text, kind, id) {
    const element = make("button", text, "link");
    element.type = "button";
    element.dataset[kind] = id;
    return element;
  }

  function addTerm(list, name, value) {
    if (!value || value.length === 0) return;
    list.append(make("dt", name));
    const holder = make("dd");
    holder.append(value instanceof Node ? value : Array.isArray(value) ? value.join("; ") : value);
    list.append(holder);
  }

  function heading(text) {
    const element = make("h2", text);
    element.tabIndex = -1;
    return element;
  }

  function inWords(data, statement) {
    const label = (id) => data.entities[id].label;
    return `${label(statement.subject)} ${statement.relation} ${label(statement.object)}`;
  }

  function statementList(data, title, ids, words) {
    const part = document.createDocumentFragment();
    if (ids.length === 0) return part;
    part.append(make("h3", `${title} (${ids.length})`));
    const list = make("ul");
    for (const id of ids) {
      const item = make("li");
      const { caveats } = data.statements[id];
      item.append(button(words(data.statements[id]), "statement", id));
      if (caveats.length) item.append(make("span", ` (${caveats.join(", ")})`, "quiet"));
      list.append(item);
    }
    part.append(list);
    return part;
  }

  function entityCard(data, id) {
    const entity = data.entities[id];
    const card = document.createDocumentFragment();
    const list = make("dl");
    const others = make("span");
    for (const [name, url] of entity.xrefs || []) others.append(link(url, name), " ");
    addTerm(list, "Category", [entity.category, entity.kind].filter(Boolean).join(", "));
    addTerm(list, "Identifier", link(entity.url, id));
    addTerm(list, "Synonyms", entity.synonyms);
    addTerm(list, "Description", entity.description);
    addTerm(list, "Broader", entity.broader);
    addTerm(list, "Occurs in", entity["occurs in"]);
    addTerm(list, "Taxon", entity.taxon);
    if (entity.xrefs) addTerm(list, "Also", others);
    const all = Object.keys(data.statements);
    const acts = all.filter((key) => data.statements[key].subject === id);
    const acted = all.filter((key) => data.statements[key].object === id);
    card.append(heading(entity.label), list);
    const label = (key) => data.entities[key].label;
    card.append(
      statementList(data, "From here", acts, (s) => `${s.relation} ${label(s.object)}`),
      statementList(data, "To here", acted, (s) => `${label(s.subject)} ${s.relation}`),
    );
    return card;
  }

  function reference(data, id) {
    const paper = data.references[id];
    const holder = make("span");
    const title = paper.title ? `${paper.title}${paper.year ? ` (${paper.year})` : ""}` : id;
    holder.append(link(paper.url, title), make("span", paper.title ? ` ${id}` : "", "quiet"));
    return holder;
  }

  function evidence(data, row, number, total) {
    const part = make("div", "", "evidence");
    const list = make("dl");
    part.append(make("h3", total > 1 ? `Evidence ${number} of ${total}` : "Evidence"));
    addTerm(list, "Reference", row.reference ? reference(data, row.reference) : "none");
    for (const [name, title] of data.fields) addTerm(list, title, row[name]);
    part.append(list);
    return part;
  }

  function statementCard(data, id) {
    const statement = data.statements[id];
    const card = document.createDocumentFragment();
    const list = make("dl");
    const label = (key) => data.entities[key].label;
    card.append(heading(inWords(data, statement)));
    for (const caveat of statement.caveats) card.append(make("span", caveat, "caveat"));
    addTerm(list, "Subject", button(label(statement.subject), "entity", statement.subject));
    addTerm(list, "Object", button(label(statement.object), "entity", statement.object));
    addTerm(list, "Sign", SIGNS[statement.sign]);
    addTerm(list, "Status", statement.status);
    addTerm(list, "Identifier", id);
    card.append(list);
    const rows = statement.evidence;
    rows.forEach((row, index) => card.append(evidence(data, row, index + 1, rows.length)));
    if (rows.length === 0) card.append(make("p", "No evidence is recorded.", "evidence"));
    return card;
  }

  return { entityCard, statementCard, make };
})();
