// The line to the carrier: its events come in whole, and what the person does goes out.

function newName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A tab keeps its name when its page is loaded again, and so its call.
function nameOfThisTab() {
  const [visit] = performance.getEntriesByType("navigation");
  const kept = visit && visit.type === "reload" ? sessionStorage.getItem("tab") : null;
  const name = kept || newName();
  sessionStorage.setItem("tab", name);
  return name;
}

// A deed that takes longer than this to arrive is given up, and said to be: the next ones wait for it meanwhile.
const LONGEST_WAY = 10000;

export class Line {
  constructor({ onState, onConnection, onReplaced }) {
    this.tab = nameOfThisTab();
    this.onState = onState;
    this.onConnection = onConnection;
    this.onReplaced = onReplaced;
    this.before = Promise.resolve();
    this.open();
  }

  open() {
    const events = new EventSource(`/phone/events?tab=${this.tab}`);
    events.onopen = () => this.onConnection(true);
    events.onmessage = (event) => this.onState(JSON.parse(event.data));
    events.onerror = () => {
      this.onConnection(false);
      // The browser tries again by itself, unless the answer was a refusal.
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.open(), 2000);
    };
    events.addEventListener("replaced", () => {
      events.close();
      this.onReplaced();
    });
  }

  // Resolves with null, or with the sentence that says why it cannot be. One deed after the other: the network may take
  // its time with any of them, and a 1 and a 0 are not a 0 and a 1.
  send(sid, deed, more = {}) {
    this.before = this.before.then(() => this.deliver(sid, deed, more));
    return this.before;
  }

  async deliver(sid, deed, more) {
    try {
      const answer = await fetch(`/phone/calls/${encodeURIComponent(sid)}/${deed}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ tab: this.tab, ...more }),
        signal: AbortSignal.timeout(LONGEST_WAY),
      });
      return answer.ok ? null : (await answer.json()).sentence;
    } catch {
      return "The carrier cannot be reached.";
    }
  }
}
