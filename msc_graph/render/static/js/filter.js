"use strict";
/* Which statements pass what the reader has ticked. */

const filter = (() => {
  const { cells, data } = words;
  const WHOLE = ["category", "sign", "role", "relation", "support"];

  function compile(state) {
    const off = {};
    for (const [name, values] of Object.entries(state.off)) {
      if (values.length) off[name] = new Set(values);
    }
    return {
      off,
      columns: Object.keys(off).filter((name) => !WHOLE.includes(name)),
      demonstrated: state.only.includes("demonstrated"),
      sourced: state.only.includes("sourced"),
      conflict: state.only.includes("conflict"),
      chain: state.only.includes("chain") && state.chain >= 0
        ? new Set(data.chains[state.chain].statements) : null,
    };
  }

  function isOff(rules, name, value) {
    return name in rules.off && rules.off[name].has(value);
  }

  /* All that is asked of the evidence must hold of one and the same piece of it. */
  function passRow(rules, row) {
    if (rules.sourced && row.basis === "background") return false;
    if (rules.demonstrated && !row.shown) return false;
    return rules.columns.every((column) => (
      cells(row, column).some((value) => !rules.off[column].has(value))));
  }

  function pass(rules, id) {
    const statement = data.statements[id];
    if (isOff(rules, "sign", String(statement.sign))) return false;
    if (isOff(rules, "role", statement.role) || isOff(rules, "relation", statement.name)) return false;
    if (!passNode(rules, statement.subject) || !passNode(rules, statement.object)) return false;
    if (rules.conflict && !statement.conflicts) return false;
    if (!rules.columns.length && !rules.sourced && !rules.demonstrated) return true;
    return (statement.evidence.length ? statement.evidence : [{}]).some((row) => passRow(rules, row));
  }

  /* What passes is drawn, unless the reader wants to see one chain and nothing else. */
  function isDrawn(rules, id) {
    return (!rules.chain || rules.chain.has(id)) && pass(rules, id);
  }

  function passNode(rules, id) {
    return !isOff(rules, "category", data.entities[id].class);
  }

  function passChain(rules, chain) {
    if (isOff(rules, "support", chain.support || "")) return false;
    if (rules.demonstrated && chain.support && chain.support !== "demonstrated") return false;
    return chain.statements.every((id) => pass(rules, id));
  }

  return { compile, isDrawn, pass, passChain };
})();
