"use strict";
/* Cards: data in, elements out. */

const cards = (() => {
  const { button, link, make } = dom;
  const { count, data, has, label, plain, sentence, sign, touching } = words;
  const TOKENS = ["stance", "certainty", "basis", "study_type"];

  /* A word of the vocabulary as a reader understands it where it stands alone. */
  function tell(name, token) {
    const told = has(data.told, name) ? data.told[name] : {};
    return has(told, token) ? told[token] : plain(token);
  }

  function caveatTag(word) {
    const tag = make("span", word, `caveat ${word}`);
    if (has(data.meanings, word)) tag.title = data.meanings[word];
    return tag;
  }

  function addTerm(list, name, value) {
    if (!value || value.length === 0) return;
    const holder = make("dd");
    holder.append(value instanceof Node ? value : Array.isArray(value) ? value.join("; ") : value);
    list.append(make("dt", name), holder);
  }

  function heading(text) {
    const element = make("h2", text);
    element.tabIndex = -1;
    return element;
  }

  function statementList(title, ids, told) {
    const part = document.createDocumentFragment();
    if (ids.length === 0) return part;
    part.append(make("h3", `${title} (${ids.length})`));
    const list = make("ul");
    for (const id of ids) {
      const item = make("li");
      const { caveats } = data.statements[id];
      item.append(button(told(data.statements[id]), "statement", id));
      if (caveats.length) item.append(make("span", ` (${caveats.join(", ")})`, "quiet"));
      list.append(item);
    }
    part.append(list);
    return part;
  }

  function identifiers(entity) {
    const others = make("span");
    for (const [name, url] of entity.xrefs || []) others.append(link(url, name), " ");
    return entity.xrefs ? others : "";
  }

  /* What one can do with a mark; how many of its statements are drawn, held, and known. */
  function actions(id, shown) {
    const bar = make("p", "", "actions");
    const more = scene.hidden(id, shown).length;
    bar.append(button("Show neighbourhood", "near", id, ""), " ");
    if (more) bar.append(button(`Show ${count(more, "more line")}`, "open", id, ""), " ");
    const held = touching.get(id).length, { degree } = data.entities[id];
    const beyond = degree > held ? `, ${degree.toLocaleString("en")} in the graph` : "";
    const here = `${count(held, "statement")} on this page${beyond}`;
    bar.append(make("span", here, "quiet"));
    return bar;
  }

  function entityCard(id, shown) {
    const entity = data.entities[id];
    const card = document.createDocumentFragment();
    const list = make("dl");
    addTerm(list, "Category", [entity.category, entity.kind].filter(Boolean).join(", "));
    addTerm(list, "Identifier", link(entity.url, id));
    addTerm(list, "Also", identifiers(entity));
    addTerm(list, "Synonyms", entity.synonyms);
    addTerm(list, "Description", entity.description);
    addTerm(list, "Broader", entity.broader);
    addTerm(list, "Occurs in", entity["occurs in"]);
    addTerm(list, "Taxon", entity.taxon);
    const acts = touching.get(id).filter((key) => data.statements[key].subject === id);
    const acted = touching.get(id).filter((key) => data.statements[key].object === id);
    card.append(
      heading(entity.label), actions(id, shown), list,
      statementList("From here", acts, (s) => `${s.relation} ${label(s.object)}`),
      statementList("To here", acted, (s) => `${label(s.subject)} ${s.relation}`),
    );
    return card;
  }

  function reference(id) {
    const paper = data.references[id];
    const holder = make("span");
    const year = paper.year ? ` (${paper.year})` : "";
    holder.append(link(paper.url, paper.title ? paper.title + year : id));
    if (paper.search) holder.append(" ", link(paper.search, "search PubMed for it"));
    const rest = [paper.title ? id : "", paper.journal].filter(Boolean).join(", ");
    if (rest) holder.append(make("span", ` ${rest}`, "quiet"));
    if (paper.doi) holder.append(" ", link(paper.doi, "DOI"));
    return holder;
  }

  function evidence(row, number, total) {
    const part = make("div", "", "evidence");
    const list = make("dl");
    part.append(make("h3", total > 1 ? `Evidence ${number} of ${total}` : "Evidence"));
    addTerm(list, "Reference", row.reference ? reference(row.reference) : "none");
    for (const [name, title] of data.fields) {
      addTerm(list, title, TOKENS.includes(name) && has(row, name) ? tell(name, row[name]) : row[name]);
    }
    part.append(list);
    return part;
  }

  function chainsOf(id) {
    const ranks = data.chains.flatMap((chain, i) => (chain.statements.includes(id) ? [i + 1] : []));
    return ranks.length ? `chain ${ranks.join(", ")}` : "";
  }

  function clashes(statement) {
    const list = make("span");
    (statement.conflicts || []).forEach((id, i) => {
      list.append(i ? "; " : "", button(sentence(id), "statement", id));
    });
    return statement.conflicts ? list : "";
  }

  function statementCard(id) {
    const statement = data.statements[id];
    const card = document.createDocumentFragment();
    const list = make("dl");
    card.append(heading(sentence(id)));
    card.append(...statement.caveats.map(caveatTag));
    addTerm(list, "Subject", button(label(statement.subject), "entity", statement.subject));
    addTerm(list, "Object", button(label(statement.object), "entity", statement.object));
    addTerm(list, "Sign", sign(statement));
    addTerm(list, "Certainty", statement.certainty && tell("certainty", statement.certainty));
    addTerm(list, "Status", statement.status);
    addTerm(list, "Contradicts", clashes(statement));
    addTerm(list, "Weight", `${statement.belief.toFixed(2)} of 1`);
    addTerm(list, "Part of", chainsOf(id));
    addTerm(list, "Identifier", id);
    card.append(list);
    const rows = statement.evidence;
    rows.forEach((row, index) => card.append(evidence(row, index + 1, rows.length)));
    if (rows.length === 0) card.append(make("p", "No evidence is recorded.", "evidence"));
    return card;
  }

  /* Before anything is chosen: where one may begin. */
  function openingCard(shown) {
    const card = document.createDocumentFragment();
    const counts = new Map();
    for (const key of shown.statements) {
      const { subject, object } = data.statements[key];
      for (const id of new Set([subject, object])) counts.set(id, (counts.get(id) || 0) + 1);
    }
    const busy = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const list = make("ul");
    for (const [id, near] of busy.slice(0, 12)) {
      const item = make("li");
      item.append(button(label(id), "entity", id), make("span", ` ${near}`, "quiet"));
      list.append(item);
    }
    card.append(make("p", "Click a mark or a line, or search, to read about it here.", "quiet"));
    if (!data.chains.length && busy.length) card.append(make("h3", "Most statements"), list);
    return card;
  }

  return { entityCard, openingCard, statementCard };
})();
