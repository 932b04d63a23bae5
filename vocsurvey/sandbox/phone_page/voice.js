// What is spoken and played. Where there is no voice for a language, or none is wanted, the captions take as long as
// somebody needs to read them.

const PATIENCE_MS = 3000;

function primary(language) {
  return language.replace("_", "-").toLowerCase().split("-")[0];
}

// Long texts are spoken sentence by sentence: some voices stop in the middle of anything that takes long.
function pieces(text) {
  const found = text.match(/[^.?!…]+[.?!…]*["”»]?\s*/gu) || [text];
  return found.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

export class Voice {
  constructor() {
    this.synthesis = typeof speechSynthesis === "undefined" ? null : speechSynthesis;
    this.volume = 0.9;
    this.muted = false;
    this.stopCurrent = () => {};
    if (this.synthesis) this.synthesis.getVoices();
  }

  // The voice that speaks a language: of the same country if there is one.
  voiceFor(language) {
    const voices = this.synthesis ? this.synthesis.getVoices() : [];
    const same = voices.filter((voice) => primary(voice.lang) === primary(language));
    const exact = same.filter((voice) => voice.lang.replace("_", "-").toLowerCase() === language.toLowerCase());
    const among = exact.length ? exact : same;
    return among.find((voice) => voice.localService) || among[0] || null;
  }

  stop() {
    this.stopCurrent();
    this.stopCurrent = () => {};
  }

  // Speak, and call `done` once at the end, unless it is stopped before.
  say(doing, done) {
    this.stop();
    const voice = this.muted ? null : this.voiceFor(doing.language);
    if (voice === null) this.read(doing.seconds, done);
    else this.speak(doing, voice, pieces(doing.text), 0, done);
  }

  read(seconds, done) {
    const timer = setTimeout(done, Math.max(0.3, seconds) * 1000);
    this.stopCurrent = () => clearTimeout(timer);
    this.becomeMuted = () => {};
  }

  speak(doing, voice, texts, index, done) {
    if (index >= texts.length) {
      done();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(texts[index]);
    Object.assign(utterance, { voice, lang: voice.lang, volume: this.volume });
    let over = false;
    let watch = null;
    const finish = (then) => {
      if (over) return;
      over = true;
      clearTimeout(watch);
      then();
    };
    const share = texts[index].length / doing.text.length;
    const readTheRest = () => finish(() => {
      this.synthesis.cancel();
      this.read((doing.seconds * (texts.length - index)) / texts.length, done);
    });
    const goOn = () => finish(() => this.speak(doing, voice, texts, index + 1, done));
    utterance.onstart = () => {
      clearTimeout(watch);
      watch = setTimeout(goOn, (doing.seconds * share * 3 + 6) * 1000);
    };
    utterance.onend = goOn;
    utterance.onerror = readTheRest;
    watch = setTimeout(readTheRest, PATIENCE_MS);
    this.stopCurrent = () => finish(() => this.synthesis.cancel());
    this.becomeMuted = readTheRest;
    this.synthesis.speak(utterance);
  }

  play(doing, done) {
    this.stop();
    const sound = new Audio(doing.url);
    sound.volume = this.muted ? 0 : this.volume;
    let over = false;
    const finish = () => {
      if (over) return;
      over = true;
      done();
    };
    sound.onended = finish;
    sound.onerror = finish;
    sound.play().catch(() => { if (!over) this.read(doing.seconds, finish); });
    this.stopCurrent = () => {
      over = true;
      sound.pause();
    };
    this.becomeMuted = () => { sound.volume = 0; };
    this.sound = sound;
  }

  setMuted(muted) {
    this.muted = muted;
    if (muted && this.becomeMuted) this.becomeMuted();
    else if (!muted && this.sound) this.sound.volume = this.volume;
  }

  setVolume(volume) {
    this.volume = volume;
    if (this.sound && !this.muted) this.sound.volume = volume;
  }
}
