// The keys of the desk: a letter or digit presses the button that shows it. Never where somebody writes, never with Ctrl
// or Alt, and not at all once they were switched off on this machine. What is pressed while an answer is under way waits
// for the question that comes: nobody loses a key by being fast.
(() => {
  "use strict";
  const SWITCH = "vocsurvey-desk-keys";
  const off = () => localStorage.getItem(SWITCH) === "off";
  const waiting = [];
  let busy = false;
  const desk = () => document.querySelector("[data-desk]");
  const press = (key) => {
    const button = [...(desk()?.querySelectorAll("[data-hotkey]") ?? [])].find((one) => one.dataset.hotkey === key && !one.disabled);
    if (!button) return false;
    button.focus({ preventScroll: true });
    button.click();
    if (button.matches("summary") && button.parentElement.open) button.parentElement.querySelector("textarea, input:not([type=hidden]), button")?.focus();
    return true;
  };
  const offer = () => {
    const toggle = desk()?.querySelector("[data-keys-toggle]");
    if (!toggle) return;
    toggle.hidden = false;
    toggle.textContent = off() ? "Switch the keys on" : "Switch the keys off";
  };
  const settle = () => {
    offer();
    const told = desk()?.querySelector("[data-told]");
    const here = desk()?.querySelector("[data-now]");
    (told ?? desk()?.querySelector("[autofocus]") ?? here)?.focus({ preventScroll: true });
  };
  const answering = (event) => event.target.closest?.(".script-answer") && !event.target.matches("textarea");
  document.addEventListener("click", (event) => {
    if (!event.target.matches?.("[data-keys-toggle]")) return;
    localStorage.setItem(SWITCH, off() ? "on" : "off");
    settle();
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (answering(event)) busy = true;
  });
  document.addEventListener("htmx:error", () => (waiting.length = 0));
  document.addEventListener("htmx:finally:request", () => {
    offer();
    if (!busy) return;
    busy = false;
    settle();
    if (desk()?.querySelector("[data-told]")) waiting.length = 0;
    while (waiting.length && !busy && !press(waiting.shift()));
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      desk()?.querySelector("[data-enter]")?.click();
      return;
    }
    if (off() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (busy) {
      if (/^[0-9a-z]$/.test(key)) waiting.push(key);
    } else if (press(key)) event.preventDefault();
  });
  // The time that the call has taken, second by second; the server says it anew with every question.
  const shown = new WeakMap();
  setInterval(() => {
    const used = desk()?.querySelector("[data-used]");
    if (!used) return;
    if (!shown.has(used)) shown.set(used, Date.now() - Number(used.dataset.used) * 1000);
    const seconds = Math.floor((Date.now() - Math.min(shown.get(used), Date.now())) / 1000);
    used.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    used.closest(".script-time")?.classList.toggle("is-late", seconds > Number(used.dataset.budget));
  }, 1000);
  settle();
})();
