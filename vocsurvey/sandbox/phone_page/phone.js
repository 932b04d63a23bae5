// The phone: shows what the carrier tells, performs what is to be heard, and sends what the person does.

import { Bell } from "/phone/bell.js";
import { Ear } from "/phone/ear.js";
import { Line } from "/phone/line.js";
import { $, clock, flash, languageName, listeningText, makeKeypad, showCaption, showLines, spaced } from "/phone/view.js";
import { Voice } from "/phone/voice.js";

const root = document.documentElement;
const bell = new Bell();
const voice = new Voice();
const ear = new Ear({ onWords: (text, confidence) => say(text, confidence), onEnd: heardOut });

let state = null;
let call = null; // the call of this tab, as far as it is still shown
let ringing = null; // the call that may be answered here
let connected = false;
let replaced = false;
let seenAt = 0; // when the state came, by this page's clock
let performing = 0; // the number of what is performed now
let typing = false; // whether the carrier was told that somebody begins to speak
let waitsSince = null;
let rungLast = null;
let notice = "";

// ---- what the carrier tells

function receive(next) {
  const shown = root.dataset.view;
  state = next;
  seenAt = performance.now();
  const dismissed = sessionStorage.getItem("dismissed");
  call = next.call && !(next.call.phase === "ended" && next.call.sid === dismissed) ? next.call : null;
  const talking = call !== null && call.phase === "talking";
  ringing = talking ? null : next.ringing[0] || null;
  noticeChange(next);
  perform(talking ? call.doing : null);
  waitForInput(talking ? call.listening : null);
  show(talking ? "talking" : ringing ? "ringing" : call ? "ended" : "idle", shown);
}

function noticeChange(next) {
  const elsewhere = next.elsewhere.find((one) => rungLast && one.sid === rungLast.sid);
  if (ringing) notice = "";
  else if (rungLast && elsewhere) notice = "The call was answered in another tab.";
  else if (rungLast && !(call && call.sid === rungLast.sid) && !rungLast.declined) {
    notice = `Missed call from ${spaced(rungLast.from)}, ${new Date().toLocaleTimeString([], { timeStyle: "short" })}.`;
  } else if (call && call.phase === "talking") notice = "";
  if (call && call.phase === "talking" && next.ringing.length) {
    notice = `${spaced(next.ringing[0].from)} is calling too; hang up to take it.`;
  }
  if (!ringing) rungLast = null;
  else if (!rungLast || rungLast.sid !== ringing.sid) rungLast = { ...ringing, declined: false };
}

function perform(doing) {
  const number = doing ? doing.id : 0;
  if (number === performing) return;
  performing = number;
  voice.stop();
  if (!doing) return;
  const { sid } = call;
  const done = () => line.send(sid, "performed", { number });
  if (doing.kind === "say") voice.say(doing, done);
  else if (doing.kind === "sound") voice.play(doing, done);
  else if (doing.kind === "tones") bell.keys(doing.text);
  else if (doing.kind === "beep") bell.beep();
}

function waitForInput(listening) {
  const key = listening && listening.waiting ? `${call.lines.length}/${listening.entered}` : null;
  if (key === null) waitsSince = null;
  else if (!waitsSince || waitsSince.key !== key) waitsSince = { key, at: performance.now(), wait: listening.wait };
  if (!listening) {
    typing = false;
    ear.drop();
  }
}

// ---- what is shown

function show(view, before) {
  root.dataset.view = view;
  bell.ring(view === "ringing");
  $("own-number").textContent = state.numbers.map(spaced).join(", ");
  showState(view);
  if (call) {
    showCaption(call);
    showLines(call.lines, call.sid, call.inbound ? "They" : "Caller");
  } else if (view === "idle") {
    showLines([], "");
    $("caption").textContent = "";
    $("language").hidden = true;
    $("caption-who").textContent = "Caption";
  }
  showListening(view);
  showNotice();
  if (view !== before) moveFocus(view, before);
}

function showState(view) {
  const holds = state.numbers.map(spaced).join(" or ");
  const facts = {
    idle: ["Waiting for a call", `Have ${holds || "a number of this phone"} called, and this page rings.`],
    ringing: ["Incoming call", ringing ? `${spaced(ringing.from)} calls ${spaced(ringing.to)}` : ""],
    talking: ["On the phone", ""],
    ended: ["The call has ended", call ? `${call.ending} ${clock(call.seconds)} on the phone.` : ""],
  }[view];
  if ($("state").textContent !== facts[0]) $("state").textContent = facts[0];
  if (view === "talking") tick();
  else $("detail").textContent = facts[1];
  const marks = { idle: "", ringing: "☎ Incoming call · ", talking: "On the phone · ", ended: "" };
  document.title = `${marks[view]}Phone · sandbox carrier`;
  showCallBack(view === "idle" || view === "ended" ? state.call_back : null);
  $("sound-off").hidden = !(bell.silenced && (view === "idle" || view === "ringing"));
}

function showCallBack(back) {
  $("call-back-row").hidden = back === null;
  const offered = back === null ? "Call back" : `Call back ${spaced(back.number)}`;
  if ($("call-back").textContent !== offered) $("call-back").textContent = offered;
}

function showListening(view) {
  const listening = view === "talking" ? call.listening : null;
  const text = view === "talking" ? listeningText(call) : "";
  $("listening").dataset.on = listening ? "yes" : "no";
  if ($("listening-text").textContent !== text) $("listening-text").textContent = text;
  $("entered").textContent = listening && listening.kind === "gather" ? listening.entered : "";
  const mayTalk = listening !== null && listening.speech;
  $("speak").disabled = !mayTalk || (listening.kind === "gather" && !ear.able);
  const speaking = ear.listening || (mayTalk && listening.kind === "record" && listening.entered === "speaking");
  $("speak").dataset.on = speaking ? "yes" : "no";
  $("speak-text").textContent = speaking ? "Done" : "Speak";
  $("say-hint").textContent = sayHint(listening, mayTalk);
  const missing = call && call.lines.length ? voiceMissing() : "";
  if ($("voice-note").textContent !== missing) $("voice-note").textContent = missing;
}

function sayHint(listening, mayTalk) {
  if (listening && listening.kind === "record") return "Your voice is not kept: the recording is a tone as long, with your words in writing.";
  if (mayTalk && ear.able) return "To recognise speech, your browser may send it to its maker.";
  if (mayTalk) return "This browser recognises no speech: type what you would say.";
  return listening ? "Only keys are heard now." : "";
}

function voiceMissing() {
  const spoken = call.lines.filter((one) => one.who === "caller" && one.language);
  if (!spoken.length || voice.muted) return voice.muted ? "The voice is muted: read along." : "";
  const { language } = spoken[spoken.length - 1];
  return voice.voiceFor(language) ? "" : `This browser has no voice for ${languageName(language)}: read along.`;
}

function showNotice() {
  const text = replaced ? "This phone is open in another tab. Load this page again to use it here."
    : !connected ? "The connection is lost; trying again …" : notice;
  if ($("notice").textContent !== text) $("notice").textContent = text;
  $("notice").hidden = text === "";
}

// The focus goes along with the call, so that nobody has to look for it.
function moveFocus(view, before) {
  if (before === "connecting") return;
  const lost = document.activeElement === document.body || document.activeElement.closest("[hidden], .ringing-actions, .ended-actions, .call-back-row, .in-call");
  if (view === "ringing" && lost) $("answer").focus({ preventScroll: true });
  else if (lost) $("state").focus({ preventScroll: true });
}

function tick() {
  if (call === null || call.phase !== "talking") return;
  $("detail").textContent = `${spaced(call.inbound ? call.to : call.from)} · ${clock(call.seconds + (performance.now() - seenAt) / 1000)}`;
  const gone = waitsSince ? (performance.now() - waitsSince.at) / 1000 / waitsSince.wait : 1;
  $("left").value = Math.max(0, 1 - gone);
}

// ---- what the person does

async function act(deed, more) {
  if (call === null) return;
  const sentence = await line.send(call.sid, deed, more);
  if (sentence !== null) tell(sentence);
}

function tell(sentence) {
  notice = sentence;
  showNotice();
}

function press(key) {
  if (call === null || call.phase !== "talking") return;
  bell.wake();
  bell.key(key);
  flash(key);
  ear.drop();
  act("key", { text: key });
}

function beginToSpeak() {
  if (!typing) act("speaking", {});
  typing = true;
}

function say(text, confidence) {
  typing = false;
  act("said", confidence ? { text, confidence } : { text });
}

function heardOut(understood) {
  if (!understood && typing) act("unheard", {});
  typing = false;
  if (state) show(root.dataset.view, root.dataset.view);
}

function speak() {
  const listening = call && call.listening;
  if (!listening) return;
  if (ear.listening) ear.finish();
  else if (listening.entered === "speaking") act("unheard", {});
  else {
    beginToSpeak();
    if (!ear.listen(listening.language)) typing = false;
    showListening(root.dataset.view);
  }
}

async function choose(deed) {
  if (ringing === null) return;
  // Not waited for: where there is nothing to make a sound with, it never wakes.
  bell.wake();
  if (deed === "decline" && rungLast) rungLast.declined = true;
  const sentence = await line.send(ringing ? ringing.sid : "", deed);
  if (sentence !== null) tell(sentence);
}

async function callBack() {
  bell.wake();
  const sentence = await line.send(state.call_back.sid, "call-back");
  if (sentence !== null) tell(sentence);
}

makeKeypad(press);
$("call-back").addEventListener("click", callBack);
$("answer").addEventListener("click", () => choose("answer"));
$("decline").addEventListener("click", () => choose("decline"));
$("hang-up").addEventListener("click", () => act("hang-up", {}));
$("speak").addEventListener("click", speak);
$("sound-on").addEventListener("click", async () => {
  await bell.wake();
  $("sound-off").hidden = !bell.silenced;
});
$("ready").addEventListener("click", () => {
  if (call !== null) sessionStorage.setItem("dismissed", call.sid);
  receive(state);
});
$("mute").addEventListener("click", () => {
  voice.setMuted(!voice.muted);
  $("mute").setAttribute("aria-pressed", String(voice.muted));
  if (state) showListening(root.dataset.view);
});
$("volume").addEventListener("input", () => {
  const volume = Number($("volume").value) / 100;
  voice.setVolume(volume);
  bell.volume = volume;
});
$("words").addEventListener("input", () => {
  if ($("words").value.trim() === "") heardOut(false);
  else if (call && call.listening && call.listening.speech) beginToSpeak();
});
$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("words").value.trim();
  if (text === "") return;
  ear.drop();
  say(text);
  $("words").value = "";
});
document.addEventListener("keydown", (event) => {
  const inField = event.target instanceof HTMLInputElement && event.target.type === "text";
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || inField) return;
  if (root.dataset.view === "talking" && /^[0-9*#]$/.test(event.key)) {
    event.preventDefault();
    press(event.key);
  }
});
// At the click and not when the pointer goes down: what hides a button then may move another from under the pointer.
document.addEventListener("click", () => bell.wake().then(() => state && showState(root.dataset.view)), { once: true });
setInterval(tick, 200);
if (voice.synthesis) {
  voice.synthesis.addEventListener("voiceschanged", () => state && showListening(root.dataset.view));
}

const line = new Line({
  onState: receive,
  onConnection: (is) => {
    connected = is;
    showNotice();
  },
  onReplaced: () => {
    replaced = true;
    perform(null);
    bell.ring(false);
    root.dataset.view = "away";
    $("state").textContent = "Used in another tab";
    $("detail").textContent = "";
    showNotice();
  },
});
