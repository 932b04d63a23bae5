// Runs before anything of the desk is shown: a key that is pressed while the page is still coming waits for the desk.
(() => {
  "use strict";
  const early = [];
  const note = (event) => {
    const writing = event.target.matches?.("input, textarea, select");
    if (!writing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) early.push(event.key);
  };
  document.addEventListener("keydown", note);
  window.deskEarlyKeys = () => {
    document.removeEventListener("keydown", note);
    return early.splice(0);
  };
})();
