// The keys of the desk: a letter or digit presses the button that shows it. Never where somebody writes, never with Ctrl
// or Alt, and not at all once they were switched off on this machine. What is pressed while an answer is under way waits
// for the question that comes: nobody loses a key by being fast. Where that question is written, it was meant as writing.
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
    if (button.matches("summary")) button.parentElement.scrollIntoView({ block: "nearest" });
    if (button.matches("summary") && button.parentElement.open) button.parentElement.querySelector("textarea, input:not([type=hidden]), button")?.focus();
    return true;
  };
  const note = (key) => key.length === 1 && waiting.push(key);
  // What has waited: written where somebody writes now, else pressed. No line is closed by a key from before the question
  // that comes with it; only a goodbye, which is the end, takes one from before it was shown.
  const replay = () => {
    const over = () => desk()?.querySelector("#script") && !desk().querySelector("#script .script-answer");
    while (waiting.length && !busy) {
      const field = document.activeElement;
      if (desk()?.contains(field) && field.matches("textarea, input:not([type=hidden])")) {
        field.setRangeText(waiting.splice(0).join(""), field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        return;
      }
      const key = waiting.shift().toLowerCase();
      if (!off() && /^[0-9a-z]$/.test(key) && (key !== "h" || over())) press(key);
    }
  };
  const offer = () => {
    const toggle = desk()?.querySelector("[data-keys-toggle]");
    if (!toggle) return;
    toggle.hidden = false;
    toggle.textContent = off() ? "Switch the keys on" : "Switch the keys off";
  };
  const settle = () => {
    offer();
    const told = desk()?.querySelector("[aria-invalid=true]") ?? desk()?.querySelector("[data-told]");
    const here = desk()?.querySelector("[data-now]");
    (told ?? desk()?.querySelector("[autofocus]") ?? here)?.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    if (!event.target.matches?.("[data-keys-toggle]")) return;
    localStorage.setItem(SWITCH, off() ? "on" : "off");
    settle();
  });
  document.addEventListener("desk:answering", () => (busy = true));
  document.addEventListener("desk:kept", () => {
    busy = false;
    waiting.length = 0;
  });
  document.addEventListener("desk:new", settle);
  document.addEventListener("desk:question", () => {
    busy = false;
    settle();
    if (desk()?.querySelector("[data-told]")) waiting.length = 0;
    replay();
  });
  document.addEventListener("htmx:finally:request", () => {
    offer();
    // Once, and not at every look at the line: where the words of a flag are refused, they are written on.
    const refused = desk()?.querySelector("#flag-place [aria-invalid=true]:not([data-shown])");
    if (!refused) return;
    refused.dataset.shown = "";
    refused.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      (event.target.form?.querySelector("[data-enter]") ?? event.target.form?.querySelector("button"))?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches("input, textarea, select")) return;
    if (busy) note(event.key);
    else if (!off() && press(event.key.toLowerCase())) event.preventDefault();
  });
  // The time that they have talked, second by second. It stands still on hold, and when the line is closed; the line, which
  // comes anew every second, says what the server counts.
  const told = {};
  let began = 0;
  setInterval(() => {
    const clock = desk()?.querySelector("[data-clock]");
    const line = desk()?.querySelector("#desk-line[data-used]");
    if (!clock || !line) return;
    const held = "held" in line.dataset;
    const start = Date.now() - Number(line.dataset.used) * 1000;
    const news = told.used !== line.dataset.used || told.held !== held;
    Object.assign(told, { used: line.dataset.used, held });
    if (news && (held || Math.abs(start - began) > 1500)) began = start;
    const seconds = held ? Number(told.used) : Math.max(0, Math.floor((Date.now() - began) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.closest(".script-time")?.classList.toggle("is-late", seconds > Number(clock.dataset.budget));
  }, 1000);
  settle();
  (window.deskEarlyKeys?.() ?? []).forEach(note);
  replay();
})();
