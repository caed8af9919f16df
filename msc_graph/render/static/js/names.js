"use strict";
/* Names as people type them: labels, synonyms and identifiers, whatever the case and hyphens. */

const names = (() => {
  const GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
  };

  function squeeze(text) {
    return text.normalize("NFKD").toLowerCase()
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[α-ω]/g, (letter) => GREEK[letter] || letter)
      .replace(/[\s\-_./,()'’]+/g, "");
  }

  const known = Object.entries(words.data.entities).flatMap(([id, entity]) => [
    { id, name: entity.label, key: squeeze(entity.label), rank: 0 },
    ...(entity.synonyms || []).map((name) => ({ id, name, key: squeeze(name), rank: 1 })),
    { id, name: id, key: squeeze(id), rank: 2 },
  ]);

  /* Exact names first, then beginnings, then what merely contains it; labels before synonyms. */
  function rank(entry, wanted) {
    if (entry.key === wanted) return entry.rank;
    if (entry.key.startsWith(wanted)) return 3 + entry.rank;
    return entry.key.includes(wanted) ? 6 + entry.rank : -1;
  }

  function compare(one, other) {
    return one.place - other.place || one.name.length - other.name.length
      || (one.name < other.name ? -1 : one.name > other.name ? 1 : one.id < other.id ? -1 : 1);
  }

  /* Best names for what was typed, one for each entity. */
  function find(text, limit = 12) {
    const wanted = squeeze(text);
    if (!wanted) return [];
    const hits = known.map((entry) => ({ ...entry, place: rank(entry, wanted) }))
      .filter((entry) => entry.place >= 0).sort(compare);
    const seen = new Set();
    const best = [];
    for (const hit of hits) {
      if (best.length >= limit) break;
      if (!seen.has(hit.id)) best.push(hit);
      seen.add(hit.id);
    }
    return best;
  }

  return { find, squeeze };
})();
