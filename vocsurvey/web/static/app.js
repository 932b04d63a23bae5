// Keeps the keyboard where the work is after a part of the page was replaced, and says when the server is silent.
(() => {
  "use strict";
  const focusOn = (root) => {
    const invalid = root.querySelector("[aria-invalid=true]");
    const told = root.querySelector("[data-told]");
    (invalid || told)?.focus();
  };
  document.addEventListener("htmx:after:swap", (event) => {
    // Only after something was sent: what a page fetches by itself must not take the focus away.
    // Nor does a page that only says that it is still open take it from anybody, wherever on the page they are.
    const { request, sourceElement } = event.detail?.ctx ?? {};
    const lost = !document.activeElement || document.activeElement === document.body;
    if (request?.method === "POST" && (lost || !sourceElement?.matches("[data-quiet]"))) focusOn(document.querySelector("main"));
  });
  document.addEventListener("htmx:error", () => document.body.classList.add("is-cut-off"));
  document.addEventListener("htmx:after:request", () => document.body.classList.remove("is-cut-off"));
  document.addEventListener("submit", (event) => {
    // What the desk kept of a customer while there was no line does not stay for whoever signs in next.
    if (event.target.matches?.(".side-actions form")) sessionStorage.clear();
  });
  document.addEventListener("input", (event) => {
    // Whoever types the number of a choice has chosen it.
    const place = event.target.matches("[type=radio]") ? null : event.target.closest("[data-chooses]");
    if (place && event.target.value.trim()) document.getElementById(place.dataset.chooses).checked = true;
  });
  if (document.querySelector("main [aria-invalid=true]")) focusOn(document.querySelector("main"));
})();
// A rehearsal: the newest turn has the focus after each answer, and the digits of the keyboard are the phone's. Somebody
// who types faster than the pages come loses no key: what is pressed meanwhile waits for the turn it was meant for.
(() => {
  "use strict";
  const waiting = [];
  let busy = false;
  const press = (stage, key) => {
    const button = [...(stage?.querySelectorAll("button[data-key]:enabled") ?? [])].find((one) => one.dataset.key === key);
    if (!button) return false;
    busy = true;
    button.click();
    return true;
  };
  const posted = (event) => event.detail?.ctx?.request?.method === "POST";
  const forget = () => (waiting.length = 0);
  document.addEventListener("htmx:before:request", (event) => {
    if (posted(event) && event.target.closest?.("[data-keypad]")) busy = true;
  });
  document.addEventListener("htmx:error", forget);
  document.addEventListener("htmx:response:error", forget);
  document.addEventListener("htmx:after:swap", (event) => {
    if (!posted(event)) return;
    if (document.querySelector("main [data-told]")) return forget();
    const now = document.querySelector("[data-now]");
    now?.focus({ preventScroll: true });
    now?.scrollIntoView({ block: "center" });
  });
  // The last event of a request, whatever became of it; before this one htmx takes no other from the same place.
  document.addEventListener("htmx:finally:request", (event) => {
    if (!posted(event)) return;
    busy = false;
    const stage = document.querySelector("[data-keypad]");
    while (waiting.length && !press(stage, waiting.shift()));
  });
  document.addEventListener("keydown", (event) => {
    // Only inside the rehearsal, and never where somebody writes: a key alone must not surprise anybody. While an answer
    // is under way its button is switched off, which leaves the focus on nothing.
    const lost = busy && event.target === document.body;
    const stage = event.target.closest?.("[data-keypad]") ?? (lost ? document.querySelector("[data-keypad]") : null);
    if (!stage || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    if (busy) {
      if (!/^[0-9*#]$/.test(event.key)) return;
      event.preventDefault();
      waiting.push(event.key);
    } else if (press(stage, event.key)) event.preventDefault();
  });
})();
