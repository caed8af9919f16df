"use strict";
/* What our page adds to the canvas of vis-network: bands with their titles behind the marks, a
   veil over what is not chosen with the chosen drawn again on top, and the words on lines. */

const overlay = (() => {
  const { data } = words;
  const VEIL = 0.82, MOST_WORDS = 64, CROWD = 24, LARGEST = 17, WISHED = 12, LEAST = 6;
  const FACE = "system-ui, 'DejaVu Sans', sans-serif";
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));

  /* Extent of each band along the columns (or rows on a tall screen), from its marks. */
  function bandsOf(view) {
    const found = new Map();
    for (const id of view.scene.nodes) {
      const band = star.bands.get(id);
      const place = view.place(id)[view.tall ? "y" : "x"];
      const [low, high] = found.get(band) || [Infinity, -Infinity];
      found.set(band, [Math.min(low, place), Math.max(high, place)]);
    }
    return [...found].sort(([a], [b]) => a - b).map(([band, [low, high]], i) => ({
      title: data.bands[band], low: low - view.half, high: high + view.half, shaded: i % 2 === 0,
    }));
  }

  /* Titles stay at the edge of the picture, in two rows where one has no room. */
  function titles(view, measure) {
    const ends = [-Infinity, -Infinity];
    const found = [];
    for (const band of bandsOf(view)) {
      const place = view.toScreen((band.low + band.high) / 2);
      const width = measure(band.title) + 8;
      const row = view.tall ? 0 : ends.findIndex((end) => place - width / 2 >= end);
      if (row < 0 || (view.tall && place < ends[0] + 18)) continue;
      ends[row] = view.tall ? place : place + width / 2;
      found.push({ title: band.title, place, row });
    }
    return found;
  }

  function behind(context, view) {
    const { low, high } = view.across();
    context.fillStyle = view.colors.band;
    for (const band of bandsOf(view)) {
      if (!band.shaded) continue;
      if (view.tall) context.fillRect(low, band.low, high - low, band.high - band.low);
      else context.fillRect(band.low, low, band.high - band.low, high - low);
    }
    if (view.tall) drawTitles(context, view);
  }

  /* Drawn in pixels of the screen: above the columns last of all, beside rows behind the marks. */
  function drawTitles(context, view) {
    const size = 12;
    context.save();
    context.scale(1 / view.scale, 1 / view.scale);
    context.translate(-view.translation.x, -view.translation.y);
    context.font = `600 ${size}px ${FACE}`;
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = view.colors.page;
    context.fillStyle = view.colors.quiet;
    for (const { title, place, row } of titles(view, (text) => context.measureText(text).width)) {
      context.textAlign = view.tall ? "left" : "center";
      const at = view.tall ? [6, place - size / 2] : [place, 6 + row * (size + 3)];
      context.strokeText(title, ...at);
      context.fillText(title, ...at);
    }
    context.restore();
  }

  function veil(context, view) {
    const { lit } = view;
    if (!lit) return;
    const { left, top, width, height } = view.frame();
    context.save();
    context.globalAlpha = VEIL;
    context.fillStyle = view.colors.page;
    context.fillRect(left, top, width, height);
    context.restore();
    view.drawItems(context, lit.nodes, lit.edges);
  }

  function wordsOn(id, brief) {
    const { relation, caveats } = data.statements[id];
    return caveats.length && !brief ? `${relation}\n(${caveats.join(", ")})` : relation;
  }

  const widths = new Map();

  function widthOf(context, label) {
    if (!widths.has(label)) {
      context.font = `17px ${FACE}`;
      widths.set(label, Math.max(...label.split("\n").map((row) => context.measureText(row).width)));
    }
    return widths.get(label);
  }

  /* What words on lines must not cover: marks, and the names below them. */
  function boxesOf(context, view, ids) {
    const boxes = [];
    for (const id of ids) {
      const { x, y } = view.place(id);
      const { label, size } = nodes.get(id);
      const rows = label.split("\n");
      const half = widthOf(context, label) / 2 + 2;
      boxes.push({ left: x - size, right: x + size, top: y - size, bottom: y + size, weight: 4 });
      boxes.push({ left: x - half, right: x + half, top: y + size, bottom: y + size + 8 + 18 * rows.length });
    }
    return boxes;
  }

  /* Words on the chosen lines or, where few are drawn, on all; always large enough to read. */
  function labelled(context, view) {
    const chosen = [...(view.lit ? view.lit.edges : view.scene.statements)]
      .filter((id) => view.scene.statements.has(id));
    const size = Math.min(LARGEST, WISHED / view.scale);
    if (chosen.length > MOST_WORDS || size * view.scale < LEAST) return [];
    const marks = view.lit ? [...view.lit.nodes].filter((id) => view.scene.nodes.has(id)) : view.scene.nodes;
    const boxes = boxesOf(context, view, marks);
    context.font = `${size}px ${FACE}`;
    const lines = chosen.sort().map((id) => ({ id, text: wordsOn(id, chosen.length > CROWD), curve: view.curve(edges.get(id)) }));
    const measure = (text) => context.measureText(text).width;
    return labels.place(lines, boxes, size, measure);
  }

  function before(context, view) {
    veil(context, view);
    labels.draw(context, labelled(context, view), view.colors);
    if (!view.tall) drawTitles(context, view);
  }

  return { bandsOf, before, behind, labelled, titles };
})();
