// The browser's own ear, where it has one: words from the microphone.

const Recognition = globalThis.SpeechRecognition || globalThis.webkitSpeechRecognition;

export class Ear {
  // `onWords(text, confidence)` when something was understood; `onEnd(understood)` when it listens no more.
  constructor({ onWords, onEnd }) {
    this.onWords = onWords;
    this.onEnd = onEnd;
    this.current = null;
  }

  get able() {
    return Recognition !== undefined;
  }

  get listening() {
    return this.current !== null;
  }

  // False when this browser cannot listen.
  listen(language) {
    if (!this.able || this.listening) return this.able;
    const recognition = new Recognition();
    recognition.lang = language || navigator.language;
    recognition.interimResults = false;
    recognition.maxAlternatives = 1;
    let understood = false;
    recognition.onresult = (event) => {
      const [best] = event.results[event.results.length - 1];
      if (best.transcript.trim() === "") return;
      understood = true;
      this.onWords(best.transcript.trim(), best.confidence);
    };
    recognition.onend = () => {
      if (this.current !== recognition) return;
      this.current = null;
      this.onEnd(understood);
    };
    this.current = recognition;
    recognition.start();
    return true;
  }

  // Stop and take what was said so far.
  finish() {
    if (this.current !== null) this.current.stop();
  }

  // Stop and forget it.
  drop() {
    const recognition = this.current;
    this.current = null;
    if (recognition !== null) recognition.abort();
  }
}
