"use strict";
/* Which way lines bend that are worked out here, so that they pass around marks and names; the
   same rule by which the page's maker bent the others. */

const bends = (() => {
  const { data } = words;
  const SINGLE = [0, 0.13, -0.13, 0.26, -0.26, 0.4, -0.4], CROWD = 150, STEPS = 24;
  const MARK = 22, HALF = 72, LINE = 20;
  const lines = new Map(data.nodes.map((node) => [node.id, node.label.split("\n").length]));

  function boxes(places) {
    return Object.entries(places).flatMap(([id, [x, y]]) => [
      { id, left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK, weight: 4 },
      { id, left: x - HALF, right: x + HALF, top: y + MARK, bottom: y + MARK + LINE * lines.get(id), weight: 1 },
    ]);
  }

  function crossed(from, to, round, around) {
    const curve = geometry.curve(from, to, round);
    const points = Array.from({ length: STEPS - 1 }, (_, i) => curve.at((i + 1) / STEPS));
    return around.reduce((sum, box) => sum + (points.some(({ x, y }) => (
      x > box.left && x < box.right && y > box.top && y < box.bottom)) ? box.weight : 0), 0);
  }

  function pairsOf(statements) {
    const pairs = new Map();
    for (const id of [...statements].sort()) {
      const { subject, object } = data.statements[id];
      const pair = JSON.stringify([subject, object].sort());
      pairs.set(pair, [...(pairs.get(pair) || []), id]);
    }
    return [...pairs].map(([pair, ids]) => [...JSON.parse(pair), ids]);
  }

  /* Roundness by statement, seen from its subject; lines of one pair part. */
  function choose(statements, places) {
    const all = statements.length < CROWD ? boxes(places) : [];
    const chosen = {};
    for (const [start, end, ids] of pairsOf(statements)) {
      const [from, to] = [start, end].map((id) => ({ x: places[id][0], y: places[id][1] }));
      const around = all.filter((box) => box.id !== start && box.id !== end);
      const choices = ids.length === 1 ? [...SINGLE] : SINGLE.slice(1);
      const costs = new Map(choices.map((round) => [round, crossed(from, to, round, around)]));
      for (const id of ids) {
        const best = choices.reduce((one, other) => (costs.get(other) < costs.get(one) ? other : one));
        if (choices.length > 1) choices.splice(choices.indexOf(best), 1);
        if (best) chosen[id] = data.statements[id].subject === start ? best : -best;
      }
    }
    return chosen;
  }

  return { choose };
})();
