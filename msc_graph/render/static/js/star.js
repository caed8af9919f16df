"use strict";
/* Places that are worked out here: the neighbourhood of an entity, and marks opened in place.
   Plain arithmetic over sorted names, so the same choice always gives the same picture. */

const star = (() => {
  const WIDTH = 190, HEIGHT = 112, ASPECT = 0.6;
  const { data, has, label } = words;
  const bands = new Map(data.nodes.map((node) => [node.id, node.band]));

  function byName(one, other) {
    const a = label(one), b = label(other);
    return a < b ? -1 : a > b ? 1 : one < other ? -1 : one > other ? 1 : 0;
  }

  function others(id, statements) {
    const found = new Map();
    for (const key of statements) {
      const { subject, object } = data.statements[key];
      const other = subject === id ? object : subject;
      if (other !== id) found.set(other, found.get(other) || object === other);
    }
    return found;
  }

  /* Columns from source to disease; in the entity's own band what acts on it stands left. */
  function around(centre, statements) {
    const columns = new Map([[bands.get(centre) * 3 + 1, [centre]]]);
    for (const [id, acted] of others(centre, statements)) {
      const side = bands.get(id) === bands.get(centre) ? (acted ? 2 : 0) : 1;
      const key = bands.get(id) * 3 + side;
      columns.set(key, [...(columns.get(key) || []), id]);
    }
    const sorted = [...columns.keys()].sort((a, b) => a - b).map((key) => columns.get(key).sort(byName));
    const rows = height(sorted.map((column) => column.length));
    const strands = sorted.flatMap((column) => split(column, rows));
    return stack(strands);
  }

  /* The same order without the gaps that filters leave; columns are kept where they are few. */
  function tighten(nodes, places, byBand) {
    const columns = new Map();
    for (const id of nodes) {
      const key = byBand ? bands.get(id) : places[id][0];
      columns.set(key, [...(columns.get(key) || []), id]);
    }
    const down = (a, b) => places[a][1] - places[b][1] || places[a][0] - places[b][0] || byName(a, b);
    const sorted = [...columns.keys()].sort((a, b) => a - b).map((key) => columns.get(key).sort(down));
    const rows = height(sorted.map((column) => column.length));
    return stack(sorted.flatMap((column) => (byBand ? split(column, rows) : [column])));
  }

  function height(sizes) {
    let rows = 6;
    while (rows < Math.max(...sizes)) {
      const width = sizes.reduce((sum, size) => sum + Math.ceil(size / rows), 0) * WIDTH;
      if (rows * HEIGHT >= ASPECT * width) break;
      rows += 1;
    }
    return rows;
  }

  function split(column, rows) {
    const parts = Math.ceil(column.length / rows);
    return Array.from({ length: parts }, (_, part) => column.filter((_id, i) => i % parts === part));
  }

  function stack(strands) {
    const tallest = Math.max(...strands.map((strand) => strand.length));
    const places = {};
    strands.forEach((strand, column) => {
      const gap = strand.length > 1
        ? Math.min(1.6, Math.max(1, (tallest - 1) / (strand.length - 1))) * HEIGHT : HEIGHT;
      // Every other column is moved by half a row, so that lines to it pass between the marks.
      const shift = strands.length > 3 && column % 2 && strand.length > 1 ? gap / 4 : -gap / 4;
      strand.forEach((id, row) => {
        places[id] = [
          Math.round((column - (strands.length - 1) / 2) * WIDTH),
          Math.round((row - (strand.length - 1) / 2) * gap + (strand.length > 1 ? shift : 0)),
        ];
      });
    });
    return places;
  }

  /* New neighbours of an opened mark take the nearest free places in the columns of their band. */
  function open(id, statements, places) {
    const fresh = [...others(id, statements).keys()].filter((other) => !has(places, other)).sort(byName);
    const columns = columnsOf(places);
    const taken = Object.values(places);
    const added = {};
    for (const other of fresh) {
      const place = nearest(places[id], columnsFor(columns, bands.get(other)), taken);
      added[other] = place;
      taken.push(place);
    }
    return added;
  }

  function columnsOf(places) {
    const columns = new Map();
    for (const [id, [x]] of Object.entries(places)) {
      const band = bands.get(id);
      columns.set(band, (columns.get(band) || new Set()).add(x));
    }
    return columns;
  }

  /* A band that the picture lacks gets a column between its neighbours, or beyond the last. */
  function columnsFor(columns, band) {
    if (columns.has(band)) return [...columns.get(band)];
    const before = [...columns].filter(([other]) => other < band).flatMap(([, xs]) => [...xs]);
    const after = [...columns].filter(([other]) => other > band).flatMap(([, xs]) => [...xs]);
    if (!before.length) return [Math.min(...after) - WIDTH];
    if (!after.length) return [Math.max(...before) + WIDTH];
    return [Math.round((Math.max(...before) + Math.min(...after)) / 2)];
  }

  function nearest([x, y], columns, taken) {
    const sorted = [...columns].sort((a, b) => Math.abs(a - x) - Math.abs(b - x) || a - b);
    for (let step = 0; ; step += 1) {
      const row = (step % 2 ? 1 : -1) * Math.ceil(step / 2) * (HEIGHT / 2);
      for (const column of sorted) {
        const place = [column, Math.round(y + row)];
        const free = taken.every(([a, b]) => (
          Math.abs(a - place[0]) >= WIDTH * 0.8 || Math.abs(b - place[1]) >= HEIGHT * 0.9));
        if (free) return place;
      }
    }
  }

  return { around, bands, open, tighten };
})();
