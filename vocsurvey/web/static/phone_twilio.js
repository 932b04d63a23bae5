// A phone at Twilio, through its own software for browsers, which is brought along.
// https://www.twilio.com/docs/voice/sdks/javascript

const UNREACHED = "The telephone company could not be reached from this browser";
const INSTEAD = "Call again, or call with your own phone.";

const loaded = (address) => globalThis.Twilio?.Device ? Promise.resolve() : new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = done;
  script.onerror = () => failed(new Error(`The software of the telephone company did not load. ${INSTEAD}`));
  document.head.append(script);
});

// What the telephone company complained of. https://www.twilio.com/docs/api/errors
function wordsFor(error) {
  const code = Number(error?.code) || 0;
  if (code >= 20101 && code <= 20199) return `The telephone company did not believe the access token (${code}): somebody has to look at TWILIO_API_KEY and TWILIO_API_SECRET. ${INSTEAD}`;
  if (code === 31002 || code === 31202) return `The telephone company refused the call (${code}): somebody has to run vocsurvey doctor. ${INSTEAD}`;
  if (code === 31401 || code === 31208) return "This browser may not use the microphone. Allow it beside the address of the page, then call again.";
  return `${UNREACHED}${code ? ` (${code})` : ""}: its network may not let calls through. ${INSTEAD}`;
}

export class Phone {
  // `tell(event, sentence)`: connected, ended, failed, and level with a number.
  constructor(given, tell) {
    this.given = given;
    this.tell = tell;
  }

  async connect(stream) {
    // The browser has said yes; the telephone company's software asks for a stream of its own.
    stream.getTracks().forEach((track) => track.stop());
    await loaded(this.given.sdk);
    if (this.over) return;
    this.device = new globalThis.Twilio.Device(this.given.token, { logLevel: "silent", closeProtection: false, codecPreferences: ["opus", "pcmu"] });
    this.device.on("error", (error) => this.fail(error));
    const call = await this.device.connect({ params: { Room: this.given.room } });
    this.call = call;
    if (this.over) return this.hangUp();
    call.on("accept", () => this.tell("connected"));
    call.on("volume", (input) => this.tell("level", call.isMuted() ? 0 : Math.min(1, input * 2)));
    call.on("disconnect", () => this.end());
    call.on("cancel", () => this.end());
    call.on("reject", () => this.end());
    call.on("error", (error) => this.fail(error));
  }

  // An error in a call that stands is not its end: where it is, the call says so itself.
  fail(error) {
    if (this.call?.status() === "open") return;
    this.tell("failed", wordsFor(error));
  }

  mute(muted) {
    this.call?.mute(muted);
  }

  keys(text) {
    this.call?.sendDigits(text);
  }

  hangUp() {
    this.over = true;
    this.call?.disconnect();
    this.device?.destroy();
    this.device = null;
  }

  end() {
    if (this.over) return;
    this.over = true;
    this.tell("ended", "");
  }
}
