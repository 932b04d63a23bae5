// Collects what the microphone brings into pieces of a quarter of a second.
class QuarterSeconds extends AudioWorkletProcessor {
  constructor() {
    super();
    this.kept = new Float32Array(Math.ceil(sampleRate / 4));
    this.filled = 0;
  }

  process([input]) {
    for (const sample of input[0] ?? []) {
      this.kept[this.filled++] = sample;
      if (this.filled < this.kept.length) continue;
      this.port.postMessage(this.kept.slice());
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("quarter-seconds", QuarterSeconds);
