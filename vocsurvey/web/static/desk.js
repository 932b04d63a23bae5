// The keys of the desk: a letter or digit presses the button that shows it. Never where somebody writes, never with Ctrl
// or Alt, and not at all once they were switched off on this machine.
(() => {
  "use strict";
  const SWITCH = "vocsurvey-desk-keys";
  const off = () => localStorage.getItem(SWITCH) === "off";
  const toggle = document.querySelector("[data-keys-toggle]");
  const name = () => {
    toggle.hidden = false;
    toggle.textContent = off() ? "Switch the keys on" : "Switch the keys off";
  };
  toggle?.addEventListener("click", () => {
    localStorage.setItem(SWITCH, off() ? "on" : "off");
    name();
  });
  if (toggle) name();
  const told = document.querySelector("#desk [data-told]");
  told?.focus();
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches("input, textarea, select")) return;
    const wanted = [...document.querySelectorAll("[data-desk] [data-hotkey]")];
    const button = wanted.find((one) => one.dataset.hotkey === event.key.toLowerCase() && !one.disabled);
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.click();
    if (button.matches("summary") && button.parentElement.open) button.parentElement.querySelector("textarea")?.focus();
  });
})();
