"use strict";
/* Elements: text is set as text; nothing of the data is ever parsed as HTML. */

const dom = (() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];

  function make(tag, text, className) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  /* The page's maker lets only http and https through; this is the second lock. */
  function link(url, text) {
    if (!/^https?:\/\//i.test(url || "")) return make("span", text);
    const anchor = make("a", text);
    anchor.href = url;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    return anchor;
  }

  /* A button that does what its data attribute says: data-statement, data-entity and so on. */
  function button(text, kind, id, className = "link") {
    const element = make("button", text, className);
    element.type = "button";
    element.dataset[kind] = id;
    return element;
  }

  /* Every click gets an answer; what no card can give is said here. */
  function say(text) {
    byId("notice").textContent = text;
  }

  return { all, button, byId, link, make, say };
})();
