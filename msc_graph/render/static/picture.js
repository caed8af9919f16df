"use strict";
/* The picture: vis-network on positions computed beforehand, repainted for theme and selection. */

const picture = (() => {
  const DIM = 0.13, FAINT = 0.3, LABEL_WIDTH = 165, LEGIBLE = 0.7;
  let data, nodes, edges, network, touching;

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  /* On a tall screen the columns become rows, so that a chain runs down a telephone. */
  function turn(node, gap) {
    return { x: Math.round(node.y * LABEL_WIDTH / gap), y: Math.round(node.x) };
  }

  /* Least distance of two marks in one column, which must become the width of a label. */
  function closest() {
    const sorted = [...data.nodes].sort((a, b) => a.x - b.x || a.y - b.y);
    const gaps = sorted.slice(1).map((node, i) => (node.x === sorted[i].x ? node.y - sorted[i].y : Infinity));
    return Math.min(LABEL_WIDTH * 2, ...gaps);
  }

  function paintNode(node, lit, colors) {
    const shown = !lit || lit.nodes.has(node.id);
    return {
      id: node.id,
      opacity: shown ? 1 : DIM,
      color: { background: node.color, border: shown ? colors.frame : colors.line,
        highlight: { background: node.color, border: colors.focus },
        hover: { background: node.color, border: colors.focus } },
      font: { color: shown ? colors.text : colors.line, strokeColor: colors.page, strokeWidth: 3 },
    };
  }

  function paintEdge(edge, lit, colors) {
    const shown = !lit || lit.edges.has(edge.id);
    const tone = colors[data.statements[edge.id].sign];
    return {
      id: edge.id,
      color: { color: tone, highlight: tone, hover: tone, inherit: false,
        opacity: shown ? (lit || !data.faint ? 1 : FAINT) : data.faint ? DIM / 2 : DIM },
      font: { color: shown ? colors.text : "rgba(0,0,0,0)", strokeWidth: shown ? 4 : 0,
        strokeColor: colors.page },
    };
  }

  /* `lit` names the nodes and edges that stay bright; none means all. */
  function mix(lit) {
    const names = ["page", "text", "line", "frame", "focus"];
    const colors = Object.fromEntries(names.map((name) => [name, color(`--${name}`)]));
    for (const sign of [1, 0, -1]) colors[sign] = color(`--sign-${sign}`);
    return {
      nodes: data.nodes.map((node) => paintNode(node, lit, colors)),
      edges: data.edges.map((edge) => paintEdge(edge, lit, colors)),
    };
  }

  function paint(lit) {
    const coats = mix(lit);
    nodes.update(coats.nodes);
    edges.update(coats.edges);
  }

  function around(id) {
    const near = touching.get(id) || [];
    const ends = near.flatMap((edge) => [edge.from, edge.to]);
    return { nodes: new Set([id, ...ends]), edges: new Set(near.map((edge) => edge.id)) };
  }

  function along(ids) {
    const hops = ids.map((id) => data.statements[id]);
    return { nodes: new Set(hops.flatMap((hop) => [hop.subject, hop.object])), edges: new Set(ids) };
  }

  function showAll() {
    network.fit({ animation: false, maxZoomLevel: 1.2 });
    network.moveTo({ scale: 0.9 * network.getScale() });
  }

  /* Where all of it would be too small to read, begin where the chains begin. */
  function lookAtStart() {
    const top = Math.min(...nodes.map((node) => node.y));
    const half = network.canvas.frame.clientHeight / LEGIBLE / 2;
    network.moveTo({ scale: LEGIBLE, position: { x: 0, y: top + half - 60 } });
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)) });
  }

  function focusNode(id) {
    network.selectNodes([id]);
    network.focus(id, { scale: Math.max(0.8, network.getScale()), animation: false });
  }

  function focusNodes(ids) {
    network.fit({ nodes: [...ids], animation: false, maxZoomLevel: 0.9 });
  }

  function start(container, given) {
    data = given;
    touching = new Map(data.nodes.map((node) => [node.id, []]));
    for (const edge of data.edges) {
      touching.get(edge.from).push(edge);
      if (edge.to !== edge.from) touching.get(edge.to).push(edge);
    }
    const tall = container.clientHeight > 1.1 * container.clientWidth;
    const gap = closest();
    const coats = mix(null);
    nodes = new vis.DataSet(data.nodes.map((node, i) => (
      { ...node, ...(tall ? turn(node, gap) : {}), ...coats.nodes[i] })));
    edges = new vis.DataSet(data.edges.map((edge, i) => ({ ...edge, ...coats.edges[i] })));
    network = new vis.Network(container, { nodes, edges }, data.options);
    showAll();
    /* How wide a label is, is known only after it has been drawn once. */
    network.once("afterDrawing", () => {
      showAll();
      if (tall && network.getScale() < LEGIBLE) lookAtStart();
    });
    return network;
  }

  return { along, around, focusNode, focusNodes, paint, showAll, start, zoom };
})();
