// The phone of the desk's page. What is said about the call stands on the desk, for every phone the same; here the page
// connects when the desk waits for it, and keeps the line while the desk comes anew.
import { microphone, Meter, wordsFor } from "./phone_microphone.js";

const KINDS = { twilio: "./phone_twilio.js", http: "./phone_http.js" };
const PATIENCE = 15000;
const NO_ANSWER = "The telephone company did not answer this browser within 15 seconds. Its network may not let calls through. Call again, or call with your own phone.";

const GONE = "This page was loaded again, and its call ended with that. Whoever was on the line hears that we call back.";

const box = document.querySelector("#desk-browser");
const desk = () => document.querySelector("#desk");
const csrf = () => box.querySelector("[data-csrf]").value;
let now = null; // the call: { line, phone, state }
let tried = null; // the line that was connected last: no other attempt is made by itself

function tell(sentence, { failed = false } = {}) {
  const told = box.querySelector("[data-phone-told]");
  if (told.textContent !== sentence) told.textContent = sentence;
  box.hidden = sentence === "";
  box.classList.toggle("is-failed", failed);
  box.querySelector("[data-phone-instead]").hidden = !failed;
  box.querySelector("[data-phone-tools]").hidden = now?.state !== "connected";
}

async function post(url) {
  const form = new URLSearchParams({ csrf_token: csrf() });
  return fetch(url, { method: "POST", body: form, signal: AbortSignal.timeout(PATIENCE) });
}

// ---- the call

async function connect(line, begun) {
  tried = line;
  const call = (now = { line, phone: null, state: "ringing" });
  tell("The phone in this browser connects …");
  const late = setTimeout(() => fail(call, NO_ANSWER), PATIENCE);
  call.settled = () => clearTimeout(late);
  try {
    const answer = await post(box.dataset.tokenUrl);
    const given = await answer.json();
    if (!answer.ok) return void fail(call, given.sentence);
    const { Phone } = await import(KINDS[given.kind]);
    if (now !== call) return;
    if (given.room === null) return end(call, "");
    call.phone = new Phone({ ...given, line, sdk: box.dataset.sdk }, (event, told) => heard(call, event, told));
    if (begun && !(await call.phone.again?.())) return end(call, GONE);
    const stream = await microphone();
    if (now === call) await call.phone.connect(stream);
  } catch (error) {
    fail(call, error.name === "Error" ? error.message : wordsFor(error));
  }
}

function heard(call, event, sentence = "") {
  if (now !== call) return;
  if (event === "level") {
    box.querySelector("[data-phone-level]").value = sentence;
    return;
  }
  if (event === "failed" && call.state === "ringing") return void fail(call, sentence);
  if (event === "ended" || event === "failed") return end(call, sentence);
  call.state = event;
  if (event !== "connected") return;
  call.settled();
  tell("You are on the line with this browser.");
}

function end(call, sentence) {
  call.settled();
  if (now === call) now = null;
  call.phone?.hangUp();
  tell(sentence);
}

// It did not connect: said, and the desk waits no more.
async function fail(call, sentence) {
  if (now !== call || call.state === "failed") return;
  call.state = "failed";
  call.settled();
  now = null;
  call.phone?.hangUp();
  tell(sentence, { failed: true });
  await post(box.dataset.failedUrl).then(show).catch(() => {});
}

// What the desk says of the line: connect when it waits for a phone, and be as mute as it says.
function look() {
  const wanted = document.querySelector("[data-browser-line]");
  if (!wanted) return;
  const line = wanted.dataset.browserLine;
  if (now === null && tried !== line) void connect(line, wanted.dataset.begun === "yes");
  if (now?.line === line && now.seen !== wanted.dataset.muted) {
    now.seen = wanted.dataset.muted;
    now.phone?.mute(now.seen === "yes");
  }
}

// ---- the desk comes anew without its page, so that the line stays

async function show(answer) {
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = fresh.querySelector("#desk");
  if (part === null) return void location.assign(answer.url);
  document.title = fresh.title;
  desk().replaceWith(document.adoptNode(part));
  globalThis.htmx.process(part);
  if (answer.redirected || answer.ok) history.replaceState(null, "", answer.url);
  const here = fresh.querySelector("#desk-browser");
  if (here) box.dataset.way = here.dataset.way;
  document.dispatchEvent(new CustomEvent("desk:new"));
  part.querySelector("[aria-invalid=true]")?.focus();
}

const staysHere = (address) => new URL(address, location.href).origin === location.origin && /^\/desk(\/|$)/.test(new URL(address, location.href).pathname);

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (box.dataset.way !== "browser" && now === null) return;
  if (form.hasAttribute("hx-post") || !staysHere(form.action) || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.under) return;
  form.dataset.under = "way";
  try {
    await show(await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, submitter)) }));
    if (form.matches("[data-phone-instead]")) tell("");
  } catch {
    document.body.classList.add("is-cut-off");
  } finally {
    delete form.dataset.under;
  }
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("#desk a[href]");
  if (!link || now === null || event.ctrlKey || event.metaKey || event.shiftKey || !staysHere(link.href)) return;
  event.preventDefault();
  try {
    await show(await fetch(link.href));
  } catch {
    document.body.classList.add("is-cut-off");
  }
});

// Who mutes themselves is mute at once, and not only when the telephone company has heard of it.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[name=muted]");
  if (button && now?.phone) now.phone.mute(button.value === "yes");
});

addEventListener("beforeunload", (event) => {
  if (now?.state === "connected") event.preventDefault();
});

// ---- the keypad

function press(key) {
  if (now?.state !== "connected") return;
  now.phone.keys(key);
  box.querySelector("[data-phone-keyed]").textContent = `Pressed: ${key}`;
}

if (box) {
  box.addEventListener("click", (event) => {
    const key = event.target.closest("[data-phone-key]")?.dataset.phoneKey;
    if (key) press(key);
  });
  // Before the keys of the desk, which are answers.
  document.addEventListener("keydown", (event) => {
    const open = box.querySelector(".desk-keys")?.open && now?.state === "connected";
    if (!open || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    if (!/^[0-9*#]$/.test(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    press(event.key);
  }, { capture: true });
  new MutationObserver(look).observe(document.querySelector("main"), {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-browser-line", "data-muted"],
  });
  look();
}

// ---- the test of the microphone

function offer() {
  const test = document.querySelector("[data-mic-test]");
  if (test) test.hidden = false;
}

async function testMicrophone(test) {
  const told = test.querySelector("[data-mic-told]");
  const level = test.querySelector("[data-mic-level]");
  const button = test.querySelector("[data-mic-start]");
  button.disabled = true;
  let loudest = 0;
  try {
    const stream = await microphone();
    told.textContent = "Say something …";
    const meter = await Meter.on(stream, (_samples, loud) => {
      loudest = Math.max(loudest, loud);
      level.value = Math.min(1, loud * 4);
    });
    await new Promise((done) => setTimeout(done, 4000));
    meter.stop();
    stream.getTracks().forEach((track) => track.stop());
    told.textContent = loudest >= 0.01 ? "You are heard: the microphone works." : "Nothing was heard. Is the right microphone chosen, and not switched off?";
  } catch (error) {
    told.textContent = wordsFor(error);
  }
  level.value = 0;
  button.disabled = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-mic-start]");
  if (button) void testMicrophone(button.closest("[data-mic-test]"));
});
document.addEventListener("desk:new", offer);
offer();
