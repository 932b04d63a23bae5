// Tones: the ring, the keys, the beep before a recording.

const KEY_TONES = {
  1: [697, 1209], 2: [697, 1336], 3: [697, 1477],
  4: [770, 1209], 5: [770, 1336], 6: [770, 1477],
  7: [852, 1209], 8: [852, 1336], 9: [852, 1477],
  "*": [941, 1209], 0: [941, 1336], "#": [941, 1477],
};

export class Bell {
  constructor() {
    this.volume = 0.9;
    this.ringing = null;
    this.context = typeof AudioContext === "undefined" ? null : new AudioContext();
  }

  // Browsers let a page make sounds only after somebody has touched it.
  get silenced() {
    return this.context !== null && this.context.state !== "running";
  }

  async wake() {
    if (this.context !== null) await this.context.resume();
  }

  tone(frequencies, seconds, loudness, delay = 0) {
    if (this.context === null || this.silenced) return;
    const begin = this.context.currentTime + delay;
    const gain = this.context.createGain();
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(loudness * this.volume, begin + 0.015);
    gain.gain.setValueAtTime(loudness * this.volume, begin + seconds - 0.03);
    gain.gain.linearRampToValueAtTime(0, begin + seconds);
    gain.connect(this.context.destination);
    for (const frequency of frequencies) {
      const source = this.context.createOscillator();
      source.frequency.value = frequency;
      source.connect(gain);
      source.start(begin);
      source.stop(begin + seconds);
    }
  }

  key(key) {
    this.tone(KEY_TONES[key] || [], 0.14, 0.08);
  }

  keys(keys) {
    [...keys].forEach((key, index) => this.tone(KEY_TONES[key] || [], 0.3, 0.08, index * 0.5));
  }

  beep() {
    this.tone([1000], 0.4, 0.15);
  }

  ring(wanted) {
    if (wanted === (this.ringing !== null)) return;
    if (!wanted) {
      clearInterval(this.ringing);
      this.ringing = null;
      return;
    }
    const once = () => {
      this.tone([440, 480], 0.4, 0.1);
      this.tone([440, 480], 0.4, 0.1, 0.6);
    };
    once();
    this.ringing = setInterval(once, 3000);
  }
}
