// What the page shows: a function of what the carrier tells.

const KEYS = [
  ["1", ""], ["2", "abc"], ["3", "def"], ["4", "ghi"], ["5", "jkl"], ["6", "mno"],
  ["7", "pqrs"], ["8", "tuv"], ["9", "wxyz"], ["*", ""], ["0", ""], ["#", ""],
];
const NAMES = { "*": "star", "#": "hash" };
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

export const $ = (id) => document.getElementById(id);

export function spaced(number) {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (american) return `+1 ${american[1]} ${american[2]} ${american[3]}`;
  return number.replace(/^(\+\d{2})(\d+)$/, (_, country, rest) => `${country} ${rest.replace(/(\d{3})(?=\d{3})/g, "$1 ")}`);
}

export function languageName(code) {
  try {
    return languages.of(code);
  } catch {
    return code;
  }
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function makeKeypad(onKey) {
  $("keypad").replaceChildren(...KEYS.map(([key, letters]) => {
    const attributes = { type: "button", class: "key", "data-key": key };
    if (NAMES[key]) attributes["aria-label"] = NAMES[key];
    const small = letters ? [make("small", { "aria-hidden": "true" }, letters)] : [];
    const button = make("button", attributes, make("span", {}, key === "*" ? "✱" : key), ...small);
    button.addEventListener("click", () => onKey(key));
    return button;
  }));
}

export function flash(key) {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  button.classList.add("pressed");
  setTimeout(() => button.classList.remove("pressed"), 160);
}

function words(line) {
  switch (line.kind) {
    case "sound": return line.heard ? `♪ ${line.text}` : `♪ ${line.text} could not be played`;
    case "tones": return `♪ tones ${line.text}`;
    case "key": return `pressed ${line.text}`;
    case "silence": return "said and pressed nothing";
    default: return line.text;
  }
}

// Lines are only ever added, so those that are shown already stay as they are.
export function showLines(lines, sid, other = "Caller") {
  const list = $("lines");
  if (list.dataset.sid !== sid || list.children.length > lines.length) list.replaceChildren();
  list.dataset.sid = sid;
  const added = lines.slice(list.children.length).map((line) => {
    const text = make("p", line.language ? { lang: line.language, class: "text" } : { class: "text" }, words(line));
    const who = make("p", { class: "who" }, line.who === "you" ? "You" : other);
    const late = line.who === "you" && !line.heard ? [make("p", { class: "late" }, "nobody was listening")] : [];
    return make("li", { class: `line ${line.who} ${line.kind}${line.heard ? "" : " unheard"}` }, who, text, ...late);
  });
  list.append(...added);
  if (added.length) list.scrollTop = list.scrollHeight;
}

export function showCaption(call) {
  const spoken = call.lines.filter((line) => line.who === "caller");
  const last = spoken[spoken.length - 1];
  const caption = $("caption");
  const text = last ? words(last) : "";
  if (caption.textContent !== text || caption.lang !== (last ? last.language : "")) {
    caption.lang = last ? last.language : "";
    caption.textContent = text;
  }
  const speaking = call.doing !== null && (call.doing.kind === "say" || call.doing.kind === "sound");
  $("caption-who").textContent = speaking ? "Speaking now" : text ? "Said last" : "Caption";
  document.documentElement.dataset.speaking = speaking ? "yes" : "no";
  const badge = $("language");
  badge.hidden = !(last && last.language);
  if (!badge.hidden) badge.textContent = languageName(last.language);
}

function keysWanted(listening) {
  const many = listening.most > 1 ? `up to ${listening.most} keys` : listening.most === 1 ? "a key" : "keys";
  const finish = listening.most !== 1 && listening.finish ? `, then ${listening.finish}` : "";
  return `Press ${many}${finish}`;
}

export function listeningText(call) {
  const { listening, doing } = call;
  if (doing && doing.kind === "beep") return "The recording begins after the beep …";
  if (listening === null) return doing ? "Just listen: no key is heard now" : "One moment …";
  if (listening.kind === "record") {
    return listening.entered ? "Recording: you are speaking" : `Recording: speak${listening.finish ? `, then press ${[...listening.finish].slice(0, 3).join(" or ")}` : ""}`;
  }
  const ways = [listening.keys ? keysWanted(listening) : "", listening.speech ? "say it in words" : ""];
  const text = ways.filter((way) => way !== "").join(", or ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
