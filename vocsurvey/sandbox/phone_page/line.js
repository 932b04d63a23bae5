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

export class Line {
  constructor({ onState, onConnection, onReplaced }) {
    this.tab = nameOfThisTab();
    this.onState = onState;
    this.onConnection = onConnection;
    this.onReplaced = onReplaced;
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

  // Resolves with null, or with the sentence that says why it cannot be.
  async send(sid, deed, more = {}) {
    try {
      const answer = await fetch(`/phone/calls/${encodeURIComponent(sid)}/${deed}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ tab: this.tab, ...more }),
      });
      return answer.ok ? null : (await answer.json()).sentence;
    } catch {
      return "The carrier cannot be reached.";
    }
  }
}
