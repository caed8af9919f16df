"use strict";
/* The picture: vis-network on positions computed beforehand; it shows a scene and what is lit. */

const picture = (() => {
  const { data } = words;
  const FAINT = 0.3, ROW = 165, LEGIBLE = 0.6, MARGIN = 0.95, DASHED = 0.35;
  const dashes = new Map(data.edges.map((edge) => [edge.id, edge.dashes]));
  const COLORS = ["page", "band", "text", "quiet", "rule", "frame", "focus", "conflict"];
  const drawnNodes = new Map(), drawnEdges = new Map();
  let network, nodes, edges, shown = null, lit = null, tall = false, colors = {};

  function readColors() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    colors = Object.fromEntries(COLORS.map((name) => [name, color(name)]));
    for (const sign of [1, 0, -1]) colors[sign] = color(`sign-${sign}`);
  }

  /* On a tall screen the columns become rows, so that a chain runs down a telephone. */
  function turn([x, y], gap) {
    return tall ? { x: Math.round((y * ROW) / gap), y: x } : { x, y };
  }

  /* Least distance of two marks in one column, which must become the width of a name. */
  function closest(places) {
    const sorted = Object.values(places).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const gaps = sorted.slice(1).map(([x, y], i) => (x === sorted[i][0] ? y - sorted[i][1] : Infinity));
    return Math.min(2 * ROW, ...gaps.filter((gap) => gap > 0));
  }

  function coatNode(node, place, hidden) {
    const color = { background: node.color, border: colors.frame };
    const chosen = { background: node.color, border: colors.focus };
    return {
      id: node.id, hidden, ...place,
      color: { ...color, highlight: chosen, hover: chosen },
      font: { color: colors.text, strokeColor: colors.page, strokeWidth: 3 },
    };
  }

  function coatEdge(edge, round, hidden) {
    const tone = colors[data.statements[edge.id].sign];
    const clash = Boolean(data.statements[edge.id].conflicts);
    return {
      id: edge.id, hidden,
      smooth: round
        ? { enabled: true, type: round > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(round) }
        : false,
      color: { color: tone, highlight: tone, hover: tone, inherit: false, opacity: shown.faint ? FAINT : 1 },
      background: { enabled: clash, color: colors.conflict, size: edge.width + 9 },
    };
  }

  function roundOf(id) {
    const round = shown.bends[id] || 0;
    return tall ? -round : round;
  }

  /* Only what differs from what is drawn is handed to vis-network: that is what takes time. */
  function dress(scene, anew) {
    shown = scene;
    const fresh = { nodes: [], edges: [] };
    const gap = tall ? closest(scene.places) : 1;
    for (const node of data.nodes) {
      const hidden = !scene.nodes.has(node.id);
      const place = turn(scene.places[node.id] || [0, 0], gap);
      const key = hidden ? "" : `${place.x},${place.y}`;
      if (!anew && drawnNodes.get(node.id) === key) continue;
      drawnNodes.set(node.id, key);
      fresh.nodes.push(coatNode(node, place, hidden));
    }
    for (const edge of data.edges) {
      const hidden = !scene.statements.has(edge.id);
      const key = hidden ? "" : `${roundOf(edge.id)},${scene.faint}`;
      if (!anew && drawnEdges.get(edge.id) === key) continue;
      drawnEdges.set(edge.id, key);
      fresh.edges.push(coatEdge(edge, roundOf(edge.id), hidden));
    }
    return fresh;
  }

  function update(scene, anew = false) {
    if (anew) readColors();
    const fresh = dress(scene, anew);
    if (fresh.nodes.length) nodes.update(fresh.nodes);
    if (fresh.edges.length) edges.update(fresh.edges);
  }

  function light(chosen) {
    lit = chosen;
    network.body.emitter.emit("_requestRedraw");
  }

  /* Everything that overlay and export need to know of the view at this moment. */
  function view() {
    const { scale, translation } = network.body.view;
    const { clientWidth, clientHeight } = network.canvas.frame.canvas;
    const left = -translation.x / scale, top = -translation.y / scale;
    const frame = { left, top, width: clientWidth / scale, height: clientHeight / scale };
    const place = (id) => ({ x: network.body.nodes[id].x, y: network.body.nodes[id].y });
    return {
      colors, lit, place, scale, scene: shown, tall, translation, drawItems,
      clientWidth, clientHeight,
      half: tall ? ROW / 2 - 10 : 80,
      frame: () => frame,
      across: () => (tall
        ? { low: left, high: left + frame.width } : { low: top, high: top + frame.height }),
      toScreen: (value) => value * scale + (tall ? translation.y : translation.x),
      curve: (edge) => geometry.curve(place(edge.from), place(edge.to), roundOf(edge.id)),
    };
  }

  /* Dashes take a browser four times as long: in a crowd only lines that can be told apart have
     them, those within a view that is near enough. */
  function dash(now) {
    const { left, top, width, height } = now.frame();
    for (const edge of data.edges) {
      if (!edge.dashes) continue;
      const { options, from, to } = network.body.edges[edge.id];
      const near = !shown.faint || (now.scale >= DASHED
        && Math.min(from.x, to.x) < left + width && Math.max(from.x, to.x) > left
        && Math.min(from.y, to.y) < top + height && Math.max(from.y, to.y) > top);
      options.dashes = near ? edge.dashes : false;
    }
  }

  /* These marks and lines by vis-network's own hand, the lines in full colour and dashed. */
  function drawItems(context, nodeIds, edgeIds) {
    const items = [...edgeIds].map((id) => network.body.edges[id])
      .filter((edge) => edge && edge.connected && !edge.options.hidden);
    const faded = items.map((edge) => edge.options.color.opacity);
    for (const edge of items) {
      edge.options.color.opacity = 1;
      edge.options.dashes = dashes.get(edge.id);
    }
    for (const edge of items) edge.draw(context);
    const names = [...nodeIds].map((id) => network.body.nodes[id])
      .filter((node) => node && !node.options.hidden)
      .map((node) => node.draw(context).drawExternalLabel);
    for (const edge of items) edge.drawArrows(context);
    for (const name of names) if (name) name();
    items.forEach((edge, i) => { edge.options.color.opacity = faded[i]; });
  }

  function drawBehind(context) {
    const now = view();
    dash(now);
    overlay.behind(context, now);
  }

  /* The whole view once more, on another canvas whose context is already scaled. */
  function drawOn(context) {
    const now = view();
    context.save();
    context.translate(now.translation.x, now.translation.y);
    context.scale(now.scale, now.scale);
    drawBehind(context);
    drawAll(context);
    overlay.before(context, now);
    context.restore();
  }

  function drawAll(context) {
    const items = network.body.edgeIndices.map((id) => network.body.edges[id]);
    for (const edge of items) if (edge.connected) edge.draw(context);
    const names = network.body.nodeIndices
      .map((id) => network.body.nodes[id].draw(context).drawExternalLabel);
    for (const edge of items) if (edge.connected) edge.drawArrows(context);
    for (const name of names) if (name) name();
  }

  function fit(ids, most = 1.25) {
    const wanted = [...(ids || shown.nodes)].filter((id) => shown.nodes.has(id));
    if (!wanted.length) return;
    network.fit({ nodes: wanted, animation: false, maxZoomLevel: most });
    network.moveTo({ scale: MARGIN * network.getScale() });
  }

  /* Bring a mark into view, with what is lit around it if that can be read; else leave it. */
  function centre(id) {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    const { clientWidth, clientHeight } = network.canvas.frame;
    const inside = x > 40 && y > 40 && x < clientWidth - 40 && y < clientHeight - 60;
    if (inside && network.getScale() >= LEGIBLE) return;
    if (lit) fit(lit.nodes, 1);
    if (!lit || network.getScale() < LEGIBLE) fit([id], 0.95);
  }

  /* Where all of it would be too small to read, begin where the chains begin, at full width. */
  function fitStart() {
    fit();
    if (!tall || network.getScale() >= LEGIBLE) return;
    const places = [...shown.nodes].map((id) => network.body.nodes[id]);
    if (!places.length) return;
    const [left, right] = [Math.min, Math.max].map((most) => most(...places.map((node) => node.x)));
    const { clientWidth, clientHeight } = network.canvas.frame;
    const scale = Math.max(network.getScale(), Math.min(LEGIBLE, clientWidth / (right - left + ROW)));
    const top = Math.min(...places.map((node) => node.y));
    network.moveTo({ scale, position: { x: (left + right) / 2, y: top + clientHeight / scale / 2 - 30 - 36 / scale } });
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)) });
  }

  function select(state) {
    const chosen = (id, map) => (id !== null && !map.get(id)?.hidden ? [id] : []);
    network.setSelection(
      { nodes: chosen(state.node, nodes), edges: chosen(state.edge, edges) },
      { highlightEdges: false },
    );
  }

  function camera([x, y, scale]) {
    network.moveTo({ position: { x, y }, scale, animation: false });
  }

  function whereNow() {
    const { x, y } = network.getViewPosition();
    return [Math.round(x), Math.round(y), Number(network.getScale().toFixed(3))];
  }

  function start(container, scene) {
    tall = container.clientHeight > 1.1 * container.clientWidth;
    readColors();
    const coats = dress(scene, true);
    nodes = new vis.DataSet(data.nodes.map((node, i) => ({ ...node, ...coats.nodes[i] })));
    edges = new vis.DataSet(data.edges.map((edge, i) => ({ ...edge, ...coats.edges[i] })));
    network = new vis.Network(container, { nodes, edges }, data.options);
    network.on("beforeDrawing", drawBehind);
    network.on("afterDrawing", (context) => overlay.before(context, view()));
    return network;
  }

  return {
    camera, centre, drawOn, fit, fitStart, light, select, start, update, view, whereNow, zoom,
  };
})();
