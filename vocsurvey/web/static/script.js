// The live script: an answer is sent, and the next question takes its place. Where there is no line, the answer is kept in
// this window, also when the page is loaded anew, and is sent once the line is back; the server takes it in once, because it
// carries the position that it answers. What is kept goes when it was sent, or when the server says that the case has left.
// Others may listen on the document: desk:answering, desk:question (the part of the page came anew), desk:kept.
(() => {
  "use strict";
  const ANSWER = "vocsurvey-desk-answer";
  const DRAFT = "vocsurvey-desk-draft";
  const AGAIN = 2000;
  const PATIENCE = 10000;
  const NO_LINE = "There is no line to the server.";
  const find = (selector) => document.querySelector(selector);
  const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
  const read = (key) => {
    try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
  };
  const keep = (key, value) => {
    try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* no room: it is still on the page */ }
  };
  const forget = (...keys) => keys.forEach((key) => sessionStorage.removeItem(key));
  const lease = () => find("[data-desk]")?.dataset.lease;
  const position = () => find("#script [name=position]")?.value ?? (find("#script") ? "over" : "");
  let busy = false;
  let timer = 0;

  const say = (words, role = "alert") => {
    const told = find("#script-told");
    if (!told) return;
    told.setAttribute("role", role);
    if (told.textContent !== words) told.textContent = words;
    told.hidden = !words;
  };
  const still = (on) => find("#script")?.querySelectorAll(".script-answer button").forEach((one) => (one.disabled = on));

  // What a reader of the screen does not hear by itself: the question, where the keyboard is elsewhere, a new flag, and how
  // far they are.
  const aloud = (flags) => {
    const raised = [...document.querySelectorAll("#script .flags li")].slice(flags).map((one) => one.textContent.trim());
    const writes = find("#script [autofocus]") && find("#script .script-say")?.textContent.replace(/\s+/g, " ").trim();
    const region = find("#desk-aloud");
    const place = find("#script [data-progress]")?.textContent.trim();
    const told = [raised.length ? `Flagged: ${raised.join(", ")}.` : "", writes || "", place ? `${place}.` : ""];
    if (region) region.textContent = told.filter(Boolean).join(" ");
  };

  const show = (text) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = text;
    const flags = document.querySelectorAll("#script .flags li").length;
    const part = fresh.content.querySelector("#script");
    const whole = fresh.content.querySelector("#desk");
    if (part && find("#script")) {
      if (find("#if-asked")?.open) part.querySelector("#if-asked").open = true;
      // What was known before the call comes with the page alone: no answer has to wait for it.
      if (find("#beside")) part.querySelector("#beside")?.replaceWith(find("#beside"));
      find("#script").replaceWith(part);
    }
    else if (whole && find("#desk")) {
      find("#desk").replaceWith(whole);
      window.htmx?.process(find("#desk"));
    } else return location.assign("/desk");
    aloud(flags);
    tell("question", { lease: lease(), position: position() });
    others?.postMessage({ lease: lease(), position: position() });
  };

  const later = (answer) => {
    busy = false;
    still(true);
    const what = answer.label ? `“${answer.label}” is` : "Their answer is";
    say(`${NO_LINE} ${what} kept here and is sent by itself once the line is back. You need not press it again.`);
    tell("kept", answer);
    clearTimeout(timer);
    timer = setTimeout(() => send(answer), AGAIN);
  };

  const body = (fields) => {
    const form = new URLSearchParams(fields);
    form.set("csrf_token", find("input[name=csrf_token]")?.value ?? "");
    return form;
  };
  const post = (url, fields) =>
    fetch(url, { method: "POST", body: body(fields), headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE) });

  const send = async (answer) => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    tell("answering", answer);
    let response, text;
    try {
      response = await post(answer.url, answer.fields);
      text = await response.text();
    } catch {
      return later(answer);
    }
    if (response.status >= 500) return later(answer);
    busy = false;
    if (response.status === 401) return location.assign(response.headers.get("HX-Redirect") ?? "/sign-in");
    if (response.status === 200 || response.status === 422) {
      forget(ANSWER, DRAFT);
      say("");
      return show(text);
    }
    if (response.status === 404) forget(ANSWER, DRAFT);
    still(false);
    say("The server did not take this answer in. Load the page anew; what you have typed is kept here.");
    tell("question", { lease: lease(), position: position() });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".script-answer")) return;
    event.preventDefault();
    if (busy || read(ANSWER)) return;
    const fields = Object.fromEntries([...new FormData(form, event.submitter)].filter(([name]) => name !== "csrf_token"));
    const label = event.submitter?.querySelector("span")?.textContent.trim() ?? event.submitter?.firstChild?.textContent.trim();
    const answer = { url: new URL(form.action).pathname, lease: lease(), fields, label: fields.words || fields.number || label };
    keep(ANSWER, answer);
    send(answer);
  });

  // What is typed is saved as it is typed: here at once, at the server a moment later.
  let saving = 0;
  const saved = async (field) => {
    const fields = { position: position(), words: field.value };
    try {
      const response = await post(field.dataset.draft, fields);
      const place = find("#desk-draft");
      if (response.ok && place && field.isConnected) place.outerHTML = await response.text();
    } catch {
      const place = find("#desk-draft");
      if (place && field.isConnected) place.textContent = `${NO_LINE} What you type is kept here.`;
      clearTimeout(saving);
      saving = setTimeout(() => field.isConnected && saved(field), AGAIN);
    }
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.("#script textarea, #script #number")) return;
    keep(DRAFT, { lease: lease(), position: position(), words: field.value });
    if (!field.dataset.draft) return;
    clearTimeout(saving);
    saving = setTimeout(() => saved(field), 400);
  });

  // Two windows: the one in which the interview did not go on says so, and does nothing any more.
  const others = "BroadcastChannel" in window ? new BroadcastChannel("vocsurvey-desk") : null;
  others?.addEventListener("message", ({ data }) => {
    const here = position();
    if (busy || !here || data.lease !== lease() || data.position === here) return;
    if (data.position !== "over" && Number(data.position) <= Number(here)) return;
    still(true);
    say("This page is old: the interview went on in another window. Load it anew to go on here. What you have typed is still here.");
    tell("stale", { lease: lease(), position: here });
  });

  addEventListener("online", () => read(ANSWER) && send(read(ANSWER)));

  // After the page was loaded anew: what was typed stands where it stood, and what was not sent is sent.
  const typed = read(DRAFT);
  const field = find("#script textarea, #script #number");
  if (typed && field && typed.lease === lease() && typed.position === position()) {
    if (field.value !== typed.words) {
      field.value = typed.words;
      if (field.dataset.draft) saved(field);
    }
  } else if (typed && !read(ANSWER)) forget(DRAFT);
  // Once the other scripts listen: they hold back the keys that are pressed meanwhile.
  addEventListener("DOMContentLoaded", () => read(ANSWER) && send(read(ANSWER)));
})();
