"use strict";
/* What a reader takes away: the view as a picture, what it shows as data, the link, the command. */

const takeaway = (() => {
  const { data } = words;
  const SHARP = 2, MARGIN = 44;
  const TSV = ["statement", "subject_id", "subject", "predicate", "object_id", "object", "sign", "status",
    "negated", "caveats", "weight", "reference", "reference_title", "reference_url"];

  function save(blob, ending) {
    const anchor = dom.make("a");
    const name = data.title.normalize("NFKD").replace(/[^\w.-]+/g, "_").replace(/^[_.]+|_+$/g, "");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `${name.slice(0, 60) || "msc_graph"}.${ending}`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 30_000);
    dom.say(`Saved as ${anchor.download}.`);
  }

  const text = (content, type) => new Blob([content], { type: `${type};charset=utf-8` });

  function png() {
    const { clientWidth, clientHeight, colors } = picture.view();
    const canvas = document.createElement("canvas");
    canvas.width = clientWidth * SHARP;
    canvas.height = (clientHeight + 2 * MARGIN) * SHARP;
    const context = canvas.getContext("2d");
    context.scale(SHARP, SHARP);
    context.fillStyle = colors.page;
    context.fillRect(0, 0, clientWidth, clientHeight + 2 * MARGIN);
    context.save();
    context.translate(0, MARGIN);
    context.beginPath();
    context.rect(0, 0, clientWidth, clientHeight);
    context.clip();
    picture.drawOn(context);
    context.restore();
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = colors.text;
    context.font = "600 17px system-ui, 'DejaVu Sans', sans-serif";
    context.fillText(data.title, 14, MARGIN / 2, clientWidth - 28);
    context.fillStyle = colors.quiet;
    context.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    context.fillText(caption(), 14, clientHeight + 1.5 * MARGIN, clientWidth - 28);
    canvas.toBlob((blob) => (blob ? save(blob, "png") : dom.say("The picture is too large to save.")));
  }

  function caption() {
    const signs = "→ raises · ⊣ lowers · —○ no direction";
    return data.command ? `${signs} · ${data.command}` : signs;
  }

  /* One row for each piece of evidence of each statement drawn. */
  function rows(shown) {
    const columns = data.fields.map(([name]) => name);
    const lines = [[...TSV, ...columns]];
    for (const id of drawn(shown)) {
      const s = data.statements[id];
      const about = [id, s.subject, words.label(s.subject), s.predicate, s.object, words.label(s.object),
        s.sign, s.status, s.negated ? "true" : "false", s.caveats.join("; "), s.belief];
      for (const row of s.evidence.length ? s.evidence : [{}]) {
        const paper = row.reference ? data.references[row.reference] : {};
        lines.push([...about, row.reference || "", paper.title || "", paper.url || "",
          ...columns.map((name) => words.cells(row, name).join("|"))]);
      }
    }
    return lines;
  }

  const drawn = (shown) => Object.keys(data.statements).filter((id) => shown.statements.has(id));

  /* A cell that a spreadsheet would take for a formula is marked as text. */
  function cell(value) {
    const plain = String(value).replace(/[\t\r\n\u0000]+/g, " ");
    return /^[=@]|^[+-](?![\d.]+$)/.test(plain) ? `'${plain}` : plain;
  }

  const asTsv = (lines) => `${lines.map((line) => line.map(cell).join("\t")).join("\n")}\n`;

  function asJson(shown) {
    const pick = (all, ids) => Object.fromEntries([...ids].sort().map((id) => [id, all[id]]));
    const chosen = drawn(shown);
    const used = chosen.flatMap((id) => data.statements[id].evidence.map((row) => row.reference));
    return JSON.stringify({
      title: data.title,
      command: data.command,
      view: address.write(store.get()),
      entities: pick(data.entities, shown.nodes),
      statements: pick(data.statements, chosen),
      references: pick(data.references, new Set(used.filter(Boolean))),
      chains: data.chains.filter((chain) => chain.statements.every((id) => shown.statements.has(id))),
    }, null, 2);
  }

  async function copy(content, what) {
    try {
      await navigator.clipboard.writeText(content);
      dom.say(`${what} copied.`);
    } catch {
      dom.say(copyByHand(content) ? `${what} copied.` : `${what} could not be copied: ${content}`);
    }
  }

  function copyByHand(content) {
    const holder = dom.make("textarea", "", "unseen");
    const before = document.activeElement;
    holder.value = content;
    document.body.append(holder);
    holder.select();
    const done = document.execCommand("copy");
    holder.remove();
    if (before) before.focus();
    return done;
  }

  /* Buttons beside the picture at first, those of the table when it has been read. */
  function start(where) {
    const makers = {
      png,
      svg: () => save(text(svg.write(picture.view(), data.title, caption(), MARGIN), "image/svg+xml"), "svg"),
      tsv: () => save(text(asTsv(rows(scene.shown())), "text/tab-separated-values"), "tsv"),
      json: () => save(text(asJson(scene.shown()), "application/json"), "json"),
    };
    const copies = {
      link: () => copy(location.href, "Link"),
      table: () => copy(asTsv(table.text()), "Table"),
      command: () => copy(data.command, "Command"),
    };
    for (const button of dom.all(`${where} [data-save], ${where} [data-copy]`)) {
      const { save: kind, copy: what } = button.dataset;
      button.addEventListener("click", kind ? makers[kind] : copies[what]);
    }
  }

  return { start };
})();
