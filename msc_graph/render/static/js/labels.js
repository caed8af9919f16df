"use strict";
/* Words on lines: each is put where it covers no mark, no name and no other word, or left out. */

const labels = (() => {
  const TRIED = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8];
  const LINE = 1.16;

  function overlap(one, other) {
    const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return wide > 0 && high > 0 ? wide * high * (other.weight || 1) : 0;
  }

  function boxAt({ x, y }, width, height) {
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  }

  /* `lines` are { id, text, curve }; `boxes` what must stay free; sizes in units of the canvas. */
  function place(lines, boxes, size, measure) {
    const taken = [...boxes];
    const placed = [];
    for (const { id, text, curve } of lines) {
      const rows = text.split("\n");
      const width = Math.max(...rows.map(measure)) + size * 0.5;
      const height = rows.length * size * LINE;
      const best = choose(curve, width, height, taken);
      if (!best) continue;
      taken.push(best.box);
      placed.push({ id, rows, size, width, height, x: best.x, y: best.y });
    }
    return placed;
  }

  function choose(curve, width, height, taken) {
    let best = null;
    for (const t of TRIED) {
      const point = curve.at(t);
      const box = boxAt(point, width, height);
      const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
      if (!best || covered < best.covered - 1) best = { ...point, box, covered };
      if (covered === 0) break;
    }
    return best.covered <= 0.2 * width * height ? best : null;
  }

  function draw(context, placed, colors) {
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const { rows, size, x, y } of placed) {
      context.font = `${size}px system-ui, 'DejaVu Sans', sans-serif`;
      rows.forEach((row, i) => {
        const height = y + (i - (rows.length - 1) / 2) * size * LINE;
        context.lineWidth = size * 0.32;
        context.strokeStyle = colors.page;
        context.strokeText(row, x, height);
        context.fillStyle = colors.text;
        context.fillText(row, x, height);
      });
    }
  }

  return { LINE, draw, place };
})();
