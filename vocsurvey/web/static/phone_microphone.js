// The microphone: asked for once, and listened to for how loud it is.

export async function microphone() {
  if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
}

const WORDS = {
  NotAllowedError: "This browser may not use the microphone. Allow it beside the address of the page, then call again.",
  NotFoundError: "There is no microphone on this machine. Plug one in and call again, or call with your own phone.",
  NotReadableError: "Another program holds the microphone. Close it there and call again.",
  SecurityError: "Browsers give the microphone only to pages at https addresses. Ask for one, or call with your own phone.",
  TimeoutError: "The server does not answer. Call again in a moment.",
};

// What went wrong, for people.
export function wordsFor(error) {
  return WORDS[error.name] ?? "The phone in this browser could not begin. Call again, or call with your own phone.";
}

// Hands on what the microphone brings, a quarter of a second at a time: the samples, and how loud they are (0 to 1).
export class Meter {
  static async on(stream, tell) {
    const meter = new Meter();
    meter.context = new AudioContext();
    await meter.context.audioWorklet.addModule(new URL("./phone_worklet.js", import.meta.url));
    meter.source = meter.context.createMediaStreamSource(stream);
    meter.node = new AudioWorkletNode(meter.context, "quarter-seconds", { numberOfOutputs: 0 });
    meter.node.port.onmessage = ({ data }) => {
      let sum = 0;
      for (const one of data) sum += one * one;
      tell(data, Math.sqrt(sum / data.length), meter.context.sampleRate);
    };
    meter.source.connect(meter.node);
    void meter.context.resume();
    return meter;
  }

  stop() {
    this.node.port.onmessage = null;
    this.source.disconnect();
    void this.context.close();
  }
}
