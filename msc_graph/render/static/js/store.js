"use strict";
/* What the reader has chosen. It is never changed in place; whoever listens hears what changed. */

const store = (() => {
  const { data } = words;
  const BLANK = {
    view: data.opening,
    centre: null,
    opened: [],
    node: null,
    edge: null,
    chain: -1,
    off: {},
    only: [],
    loose: false,
    sort: null,
    camera: null,
  };
  const listeners = [];
  let state = { ...BLANK };

  function set(patch) {
    const before = state;
    state = { ...state, ...patch };
    const changed = new Set(Object.keys(state).filter((key) => state[key] !== before[key]));
    if (changed.size) for (const listener of listeners) listener(state, changed);
  }

  return {
    BLANK,
    get: () => state,
    listen: (listener) => listeners.push(listener),
    set,
  };
})();
