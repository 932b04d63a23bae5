// A phone at a carrier that is reached over plain HTTP (docs/commands.md): its events come in as a stream, what the
// microphone brings goes out as samples, and what the others say is fetched and played.
import { Meter } from "./phone_microphone.js";

const RATE = 8000;
const KEPT = "vocsurvey-phone";

export class Phone {
  // `tell(event, sentence)`: connected, ended, failed, and level with a number.
  constructor(given, tell) {
    this.given = given;
    this.tell = tell;
    this.muted = false;
    this.sid = null;
    this.played = 0;
    this.before = Promise.resolve();
  }

  async connect(stream) {
    this.stream = stream;
    this.sid ??= await this.call();
    if (this.sid === null) return;
    if (this.over) return void this.ask(`/${this.sid}/hang-up`, {});
    sessionStorage.setItem(KEPT, JSON.stringify({ line: this.given.line, sid: this.sid }));
    this.ear = new AudioContext();
    this.follow();
    this.meter = await Meter.on(stream, (samples, loud, rate) => this.sound(samples, loud, rate));
    if (this.over) this.meter.stop();
  }

  // Whether the call that this page had before it was loaded anew goes on.
  async again() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (kept?.line !== this.given.line) return false;
    const alive = await this.ask(`/${kept.sid}/mute`, { muted: false });
    if (alive.ok) this.sid = kept.sid;
    return alive.ok;
  }

  async call() {
    const answer = await this.ask("", { params: { Room: this.given.room } });
    const said = await answer.json();
    if (answer.ok) return said.sid;
    this.tell("failed", `The telephone company refused the call of this browser: ${said.sentence}`);
    return null;
  }

  ask(path, content) {
    const headers = { Authorization: `Bearer ${this.given.token}`, "Content-Type": "application/json" };
    return fetch(this.given.address + path, { method: "POST", headers, body: JSON.stringify(content) });
  }

  follow() {
    this.events = new EventSource(`${this.given.address}/${this.sid}/events?token=${encodeURIComponent(this.given.token)}`);
    this.events.onmessage = ({ data }) => this.show(JSON.parse(data));
  }

  show(view) {
    if (view.phase === "ended") return this.end();
    if (!this.connected && view.phase === "talking") {
      this.connected = true;
      this.played = view.lines.length;
      this.tell("connected");
    }
    if (view.doing && view.doing.id !== this.doing) {
      const { id, seconds } = view.doing;
      this.doing = id;
      setTimeout(() => this.act("performed", { number: id }), seconds * 1000);
    }
    for (; this.played < view.lines.length; this.played++) {
      if (view.lines[this.played].who !== "you") this.play(this.played);
    }
  }

  // One after the other: nobody speaks into another's words.
  play(number) {
    this.before = this.before.then(async () => {
      if (this.over) return;
      const answer = await fetch(`${this.given.address}/${this.sid}/lines/${number}`, { headers: { Authorization: `Bearer ${this.given.token}` } });
      if (!answer.ok) return;
      const source = this.ear.createBufferSource();
      source.buffer = await this.ear.decodeAudioData(await answer.arrayBuffer());
      source.connect(this.ear.destination);
      source.start();
      if (this.ear.state === "running") await new Promise((done) => (source.onended = done));
    }).catch(() => {});
  }

  sound(samples, loud, rate) {
    this.tell("level", this.muted ? 0 : Math.min(1, loud * 4));
    if (this.muted || this.over || this.sending) return;
    const step = rate / RATE;
    const out = new Int16Array(Math.floor(samples.length / step));
    for (let i = 0; i < out.length; i++) out[i] = Math.max(-1, Math.min(1, samples[Math.floor(i * step)])) * 32767;
    this.sending = true;
    const headers = { Authorization: `Bearer ${this.given.token}`, "Content-Type": "application/octet-stream" };
    fetch(`${this.given.address}/${this.sid}/sound`, { method: "POST", headers, body: out.buffer })
      .catch(() => {})
      .finally(() => (this.sending = false));
  }

  act(deed, content) {
    if (this.over || !this.sid) return;
    this.ask(`/${this.sid}/${deed}`, content).catch(() => {});
  }

  mute(muted) {
    if (muted === this.muted) return;
    this.muted = muted;
    this.stream?.getTracks().forEach((track) => (track.enabled = !muted));
    this.act("mute", { muted });
  }

  keys(text) {
    for (const key of text) this.act("key", { text: key });
  }

  hangUp() {
    this.act("hang-up", {});
    this.end();
  }

  end() {
    if (this.over) return;
    this.over = true;
    this.tell("ended", "");
    sessionStorage.removeItem(KEPT);
    this.events?.close();
    this.meter?.stop();
    this.meter = null;
    this.stream?.getTracks().forEach((track) => track.stop());
    if (this.ear?.state !== "closed") void this.ear?.close();
  }
}
