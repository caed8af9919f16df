"use strict";
/* The view as SVG, written from the positions on the canvas. Elements are made, not pasted. */

const svg = (() => {
  const { data } = words;
  const SPACE = "http://www.w3.org/2000/svg", FACE = "system-ui, 'DejaVu Sans', sans-serif";
  const EDGES = new Map(data.edges.map((edge) => [edge.id, edge]));
  const NODES = new Map(data.nodes.map((node) => [node.id, node]));
  const number = (value) => String(Math.round(value * 100) / 100);

  function add(parent, tag, attributes, text) {
    const element = parent.ownerDocument.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, typeof value === "number" ? number(value) : value);
    }
    // XML knows no control characters, not even escaped.
    // eslint-disable-next-line no-control-regex
    if (text) element.textContent = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
    parent.append(element);
    return element;
  }

  /* `margin` is the height of the lines above and below the view: title, and what made it. */
  function write(view, title, caption, margin) {
    const file = document.implementation.createDocument(SPACE, "svg", null);
    const root = file.documentElement;
    const { clientWidth: width, clientHeight: height } = view;
    const whole = height + 2 * margin;
    for (const [name, value] of [["viewBox", `0 0 ${width} ${whole}`], ["width", width], ["height", whole]]) {
      root.setAttribute(name, value);
    }
    add(root, "title", {}, title);
    add(root, "rect", { width, height: whole, fill: view.colors.page });
    const face = { x: 14, "font-family": FACE };
    add(root, "text", { ...face, y: margin / 2 + 6, fill: view.colors.text, "font-size": 17, "font-weight": 600 }, title);
    add(root, "text", { ...face, y: whole - margin / 2 + 4, fill: view.colors.quiet, "font-size": 12 }, caption);
    const clip = add(add(root, "defs", {}), "clipPath", { id: "frame" });
    add(clip, "rect", { width, height });
    const frame = add(root, "g", { transform: `translate(0 ${margin})`, "clip-path": "url(#frame)" });
    const moved = `translate(${number(view.translation.x)} ${number(view.translation.y)})`;
    const world = add(frame, "g", { transform: `${moved} scale(${view.scale})` });
    bands(world, view);
    for (const id of [...view.scene.statements].sort()) line(world, view, EDGES.get(id));
    for (const id of [...view.scene.nodes].sort()) mark(world, view, NODES.get(id));
    wordsOn(world, view);
    titles(frame, view);
    return new XMLSerializer().serializeToString(file);
  }

  function bands(world, view) {
    const { low, high } = view.across();
    for (const band of overlay.bandsOf(view)) {
      if (!band.shaded) continue;
      const [across, along] = [[low, high - low], [band.low, band.high - band.low]];
      const [[x, width], [y, height]] = view.tall ? [across, along] : [along, across];
      add(world, "rect", { x, y, width, height, fill: view.colors.band });
    }
  }

  function titles(root, view) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = `600 12px ${FACE}`;
    for (const { title, place, row } of overlay.titles(view, (text) => context.measureText(text).width)) {
      add(root, "text", {
        x: view.tall ? 6 : place, y: view.tall ? place + 4 : 16 + row * 15, fill: view.colors.quiet,
        "font-family": FACE, "font-size": 12, "font-weight": 600,
        "text-anchor": view.tall ? "start" : "middle",
      }, title);
    }
  }

  const dimmed = (lit, id) => (lit && !lit.has(id) ? 0.18 : 1);

  function line(world, view, edge) {
    const curve = view.curve(edge);
    const statement = data.statements[edge.id];
    const color = view.colors[statement.sign];
    const group = add(world, "g", { opacity: dimmed(view.lit && view.lit.edges, edge.id) });
    add(group, "title", {}, words.sentence(edge.id));
    const end = geometry.border(curve, NODES.get(edge.to).size + 3, true);
    const start = geometry.border(curve, NODES.get(edge.from).size + 2, false);
    const path = curve.loop ? loopPath(curve) : curvePath(curve, start, end);
    if (statement.conflicts) {
      add(group, "path", { d: path, fill: "none", stroke: view.colors.conflict, "stroke-width": edge.width + 9 });
    }
    const dashes = edge.dashes ? { "stroke-dasharray": edge.dashes.join(" ") } : {};
    add(group, "path", { d: path, fill: "none", stroke: color, "stroke-width": edge.width, ...dashes });
    if (edge.arrows.to) head(group, end, edge.arrows.to.type, color, edge.width);
    if (edge.arrows.from) head(group, start, edge.arrows.from.type, color, edge.width);
  }

  function curvePath(curve, start, end) {
    if (!curve.bent) return `M${number(start.x)} ${number(start.y)}L${number(end.x)} ${number(end.y)}`;
    const points = Array.from({ length: 25 }, (_, i) => curve.at(start.t + ((end.t - start.t) * i) / 24));
    return `M${points.map(({ x, y }) => `${number(x)} ${number(y)}`).join("L")}`;
  }

  function loopPath(curve) {
    const points = Array.from({ length: 33 }, (_, i) => curve.at(i / 32));
    return `M${points.map(({ x, y }) => `${number(x)} ${number(y)}`).join("L")}`;
  }

  function head(group, at, kind, color, width) {
    const size = 9 + 1.6 * width;
    const transform = `translate(${number(at.x)} ${number(at.y)}) rotate(${number((at.angle * 180) / Math.PI)})`;
    const fill = { fill: color, transform };
    if (kind === "bar") add(group, "rect", { x: -2, y: -size * 0.6, width: 3, height: size * 1.2, ...fill });
    else if (kind === "circle") add(group, "circle", { cx: -size / 3, cy: 0, r: size / 3, ...fill });
    else add(group, "path", { d: `M0 0L${number(-size)} ${number(-size / 2.6)}L${number(-size)} ${number(size / 2.6)}z`, ...fill });
  }

  function mark(world, view, node) {
    const { x, y } = view.place(node.id);
    const group = add(world, "g", { opacity: dimmed(view.lit && view.lit.nodes, node.id) });
    const grown = node.size / 8;
    add(group, "path", {
      d: data.outlines[node.shape], fill: node.color, stroke: view.colors.frame,
      "stroke-width": node.borderWidth / grown,
      transform: `translate(${number(x - 10 * grown)} ${number(y - 10 * grown)}) scale(${number(grown)})`,
    });
    if (17 * view.scale < 5) return;
    node.label.split("\n").forEach((row, i) => {
      words_(group, view, row, { x, y: y + node.size + 18 + i * 19, size: 17 });
    });
  }

  function words_(group, view, text, { x, y, size }) {
    add(group, "text", {
      x, y, fill: view.colors.text, stroke: view.colors.page, "stroke-width": size * 0.25,
      "paint-order": "stroke", "stroke-linejoin": "round", "font-family": FACE, "font-size": size,
      "text-anchor": "middle",
    }, text);
  }

  function wordsOn(world, view) {
    const context = document.createElement("canvas").getContext("2d");
    for (const { rows, size, x, y } of overlay.labelled(context, view)) {
      rows.forEach((row, i) => {
        const height = y + (i - (rows.length - 1) / 2) * size * labels.LINE + size * 0.35;
        words_(world, view, row, { x, y: height, size });
      });
    }
  }

  return { write };
})();
