"use strict";
/* The rows of an answer: sorted by the buttons in the head, a page of them at a time. */

(() => {
  const PER_PAGE = 100;
  const table = document.getElementById("rows");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const pager = document.getElementById("pager");
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
  const asAnswered = [...body.rows];
  let order = asAnswered, page = 0;

  function make(tag, text, properties = {}) {
    return Object.assign(document.createElement(tag), { textContent: text }, properties);
  }

  function ordered(place, direction) {
    const number = heads[place].classList.contains("number");
    const keyed = asAnswered.map((row) => {
      const text = row.cells[place].textContent;
      return { row, text, value: number && text ? Number(text) : text };
    });
    // What is empty comes last, whichever the direction.
    keyed.sort((one, other) => {
      if (!one.text || !other.text) return Number(!one.text) - Number(!other.text);
      const way = number ? one.value - other.value : compare(one.value, other.value);
      return way * direction;
    });
    return keyed.map(({ row }) => row);
  }

  const back = make("button", "Previous", { type: "button" });
  const on = make("button", "Next", { type: "button" });
  const where = make("span", "");
  where.setAttribute("role", "status");

  function show() {
    const start = page * PER_PAGE, end = Math.min(order.length, start + PER_PAGE);
    body.replaceChildren(...order.slice(start, end));
    where.textContent = `Rows ${start + 1} to ${end} of ${order.length}`;
    back.disabled = page === 0;
    on.disabled = end === order.length;
  }

  function turn(pages) {
    page += pages;
    show();
    table.parentElement.scrollTop = 0;
  }

  function sort(place) {
    const now = heads[place].getAttribute("aria-sort");
    const next = { none: "ascending", ascending: "descending", descending: "none" }[now];
    for (const head of heads) head.setAttribute("aria-sort", "none");
    heads[place].setAttribute("aria-sort", next);
    order = next === "none" ? asAnswered : ordered(place, next === "ascending" ? 1 : -1);
    page = 0;
    show();
  }

  heads.forEach((head, place) => {
    const button = make("button", head.textContent, { type: "button" });
    head.setAttribute("aria-sort", "none");
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(place));
  });
  if (order.length > PER_PAGE) {
    back.addEventListener("click", () => turn(-1));
    on.addEventListener("click", () => turn(1));
    pager.append(back, on, where);
    show();
  }
})();
