"use strict";
/* Lines as vis-network draws them: straight, bent (a quadratic Bézier curve) or a loop. */

const geometry = (() => {
  const LOOP = 26;

  /* The middle point of vis-network's curvedCW and curvedCCW; `round` is its signed roundness. */
  function bendPoint(from, to, round) {
    const angle = Math.atan2(from.y - to.y, to.x - from.x) + (round * 0.5 + 0.5) * Math.PI;
    const reach = (Math.abs(round) * 0.5 + 0.5) * Math.hypot(to.x - from.x, to.y - from.y);
    return { x: from.x + reach * Math.sin(angle), y: from.y + reach * Math.cos(angle) };
  }

  function curve(from, to, round) {
    if (from.x === to.x && from.y === to.y) return loop(from);
    const via = round ? bendPoint(from, to, round) : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const at = (t) => {
      const a = (1 - t) ** 2, b = 2 * t * (1 - t), c = t * t;
      return { x: a * from.x + b * via.x + c * to.x, y: a * from.y + b * via.y + c * to.y };
    };
    return { at, bent: Boolean(round), from, loop: false, to, via };
  }

  function loop(place) {
    const middle = { x: place.x + LOOP, y: place.y - LOOP };
    const at = (t) => ({
      x: middle.x + LOOP * Math.cos(2 * Math.PI * t + 2.4),
      y: middle.y + LOOP * Math.sin(2 * Math.PI * t + 2.4),
    });
    return { at, bent: true, from: place, loop: true, to: place, via: middle };
  }

  /* Where the line leaves a mark of this radius, and in which direction it comes in. */
  function border(line, radius, atEnd) {
    const end = atEnd ? line.to : line.from;
    let t = 0.5;
    for (let step = 0.25; step > 0.002; step /= 2) {
      const place = line.at(atEnd ? 1 - t : t);
      t += Math.hypot(place.x - end.x, place.y - end.y) > radius ? -step : step;
    }
    const here = line.at(atEnd ? 1 - t : t), before = line.at(atEnd ? 1 - t - 0.03 : t + 0.03);
    return { ...here, t: atEnd ? 1 - t : t, angle: Math.atan2(here.y - before.y, here.x - before.x) };
  }

  return { border, curve };
})();
