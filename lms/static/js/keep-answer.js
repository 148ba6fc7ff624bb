/* A form around which this stands is not lost with the connection: what was filled in stays in this tab, and is sent
   when the connection is back. Without script the browser says so itself, and its Back button has the form. */
const WAIT = 4000; // milliseconds between two looks
const PREFIX = "keep-answer:";

/* Whether the server can be reached; what the browser says about that is a guess. */
async function connected() {
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

class KeepAnswer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.line = document.createElement("div"); // there before it says something, or a screen reader does not hear it
    this.line.setAttribute("role", "status");
    this.form.append(this.line);
    this.form.addEventListener("submit", (event) => this.send(event));
    addEventListener("online", () => this.tryAgain());
    addEventListener("pageshow", () => this.wake()); // the Back button shows the page as it was left
    this.restore();
  }

  get key() {
    return PREFIX + this.form.action + "#" + this.form.elements.asked?.value;
  }

  async send(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.submitter = event.submitter;
    this.keep();
    if (await connected()) {
      this.go();
    } else {
      this.say(this.dataset.lost);
      this.busy = false;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tryAgain(), WAIT);
    }
  }

  async tryAgain() {
    if (!this.line.firstChild || this.busy) return;
    this.busy = true;
    if (await connected()) {
      this.say(this.dataset.back);
      this.go();
    } else {
      this.busy = false;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tryAgain(), WAIT);
    }
  }

  wake() {
    this.busy = false;
    this.pressed?.remove();
  }

  /* The button's own name and value come along, as if it had been pressed now. */
  go() {
    const { name, value } = this.submitter ?? {};
    if (name) {
      this.pressed = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      this.form.append(this.pressed);
    }
    this.form.submit();
  }

  say(words) {
    const note = Object.assign(document.createElement("p"), { className: "note note--warn", textContent: words });
    this.line.replaceChildren(note);
  }

  /* In this tab only: people share devices. What was kept for another question was sent. */
  keep() {
    const filled = [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    this.forget();
    try {
      sessionStorage.setItem(this.key, JSON.stringify(filled));
    } catch {
      // Full or forbidden: then the form in the page has to do.
    }
  }

  forget() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }

  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return this.forget();
    for (const [name, value] of JSON.parse(kept)) {
      for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        else if (field.type !== "hidden" && field.type !== "submit") field.value = value;
      }
    }
  }
}

customElements.define("keep-answer", KeepAnswer);
