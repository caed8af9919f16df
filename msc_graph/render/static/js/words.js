"use strict";
/* The data of the page, and what they say in words. */

const words = (() => {
  const data = JSON.parse(dom.byId("data").textContent);
  const SIGNS = { "1": "+", "-1": "−", "0": "no direction" };
  const touching = new Map(Object.keys(data.entities).map((id) => [id, []]));
  for (const [id, statement] of Object.entries(data.statements)) {
    touching.get(statement.subject).push(id);
    if (statement.object !== statement.subject) touching.get(statement.object).push(id);
  }

  const has = (where, id) => Object.prototype.hasOwnProperty.call(where, id);
  const label = (id) => data.entities[id].label;
  const sign = (statement) => SIGNS[statement.sign];

  function sentence(id) {
    const { subject, relation, object } = data.statements[id];
    return `${label(subject)} ${relation} ${label(object)}`;
  }

  function plain(token) {
    return String(token).replaceAll("_", " ");
  }

  /* Cells of one column of one piece of evidence, always as a list. */
  function cells(row, column) {
    const value = row[column];
    return value === undefined ? [""] : Array.isArray(value) ? value : [value];
  }

  function count(number, one, many) {
    return `${number.toLocaleString("en")} ${number === 1 ? one : many || `${one}s`}`;
  }

  return { cells, count, data, has, label, plain, sentence, sign, touching };
})();
