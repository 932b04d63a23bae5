// A list by keyboard: j and k go to the next and the one before, x ticks, c takes the ticked ones, / searches, ? tells
// the keys; where lists stand side by side, h and l go to the one before and the next. Only in the list, or where
// nothing has the focus: a key alone must not surprise anybody who writes.
(() => {
  "use strict";
  const lists = [...document.querySelectorAll("[data-list]")];
  if (!lists.length) return;
  const rows = lists.flatMap((list) => [...list.querySelectorAll(":scope > li")]);
  const links = rows.map((row) => row.querySelector(".line-title a"));
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const form = document.getElementById("together");
  const boxes = () => [...document.querySelectorAll("input[name=ticked]")];
  const count = form?.querySelector("[data-count]");
  const all = form?.querySelector("[data-all]");
  const tell = () => {
    const ticked = boxes().filter((one) => one.checked).length;
    if (count) count.textContent = ticked ? `${ticked} ticked` : "None ticked";
    if (all) all.textContent = ticked === boxes().length ? "Tick none" : "Tick all";
  };
  const go = (by) => {
    const at = here();
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    links[next]?.focus();
    rows[next]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const aside = (by) => {
    const at = lists.findIndex((list) => list.contains(document.activeElement));
    const next = lists[at < 0 ? (by > 0 ? 0 : lists.length - 1) : Math.min(lists.length - 1, Math.max(0, at + by))];
    next.querySelector(".line-title a").focus();
    next.querySelector("li").scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const keys = {
    ...(lists.length > 1 && { h: () => aside(-1), l: () => aside(1) }),
    j: () => go(1),
    k: () => go(-1),
    x: () => rows[here()]?.querySelector("input[name=ticked]")?.click(),
    c: () => boxes().some((one) => one.checked) && form.querySelector("button[value=claim]").click(),
    "/": () => document.getElementById("words")?.focus(),
    "?": () => {
      const help = document.getElementById("keys");
      if (help) help.open = !help.open;
    },
  };
  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("input:not([type=checkbox]), textarea, select");
    const inside = event.target === document.body || lists.some((list) => list.contains(event.target));
    if (writes || !inside || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  if (!form) return;
  all.hidden = false;
  all.addEventListener("click", () => {
    const wanted = boxes().some((one) => !one.checked);
    boxes().forEach((one) => (one.checked = wanted));
    tell();
  });
  lists.forEach((list) => list.addEventListener("change", tell));
  tell();
})();
