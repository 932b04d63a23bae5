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
