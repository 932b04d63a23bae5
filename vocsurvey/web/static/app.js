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
    if (event.detail?.ctx?.request?.method === "POST") focusOn(document.querySelector("main"));
  });
  document.addEventListener("htmx:error", () => document.body.classList.add("is-cut-off"));
  document.addEventListener("htmx:after:request", () => document.body.classList.remove("is-cut-off"));
  if (document.querySelector("main [aria-invalid=true]")) focusOn(document.querySelector("main"));
})();
// A rehearsal: the newest turn has the focus after each answer, and the digits of the keyboard are the phone's.
(() => {
  "use strict";
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.request?.method !== "POST" || document.querySelector("main [data-told]")) return;
    const now = document.querySelector("[data-now]");
    now?.focus({ preventScroll: true });
    now?.scrollIntoView({ block: "center" });
  });
  document.addEventListener("keydown", (event) => {
    // Only inside the rehearsal, and never where somebody writes: a key alone must not surprise anybody.
    const stage = event.target.closest?.("[data-keypad]");
    if (!stage || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const key = [...stage.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === event.key);
    if (!key) return;
    event.preventDefault();
    key.click();
  });
})();
