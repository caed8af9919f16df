"use strict";
/* The search field: a combobox that suggests entities by label, synonym and identifier. */

const find = (() => {
  const field = dom.byId("search"), list = dom.byId("found");
  let hits = [], active = -1, choose = () => {};

  function describe(hit) {
    const { label, category } = words.data.entities[hit.id];
    const also = hit.name === label ? "" : ` ${hit.name}`;
    return [label, `${also} ${category}`.trim()];
  }

  function option(hit, i) {
    const [label, rest] = describe(hit);
    const item = dom.make("li");
    item.id = `found-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(dom.make("span", label), " ", dom.make("span", rest, "quiet"));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(i);
    });
    return item;
  }

  function close() {
    list.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function suggest() {
    hits = names.find(field.value);
    list.replaceChildren(...hits.map(option));
    close();
    if (hits.length) {
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    }
  }

  function move(step) {
    if (list.hidden) suggest();
    if (!hits.length) return;
    active = (active + step + hits.length) % hits.length;
    [...list.children].forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === active));
      if (i === active) item.scrollIntoView({ block: "nearest" });
    });
    field.setAttribute("aria-activedescendant", `found-${active}`);
  }

  function take(i) {
    const hit = hits[i];
    close();
    if (!hit) return;
    field.value = hit.name;
    choose(hit.id);
  }

  function enter() {
    if (active < 0) suggest();
    const alike = hits.filter((hit) => hit.place === hits[0].place && hit.key === hits[0].key);
    if (active < 0 && alike.length > 1) dom.say(`Several are called “${field.value.trim()}”: choose one.`);
    else if (hits.length) take(Math.max(0, active));
    else if (field.value.trim()) dom.say(`Nothing on this page is called “${field.value.trim()}”.`);
  }

  function onKey(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) move(steps[event.key]);
    else if (event.key === "Enter") enter();
    else if (event.key === "Escape" && !list.hidden) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  }

  function start(onChoice) {
    choose = onChoice;
    field.addEventListener("input", () => { dom.say(""); suggest(); });
    field.addEventListener("keydown", onKey);
    field.addEventListener("blur", close);
  }

  function clear() {
    field.value = "";
    close();
  }

  return { clear, focus: () => field.focus(), start };
})();
