/* <read-aloud for="id">: reads an element aloud with the voice of the device, sentence block by sentence block, and
   marks where it is. Without script, or without a voice in the language of the text, it stays hidden. */
const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, figcaption, legend, label";

customElements.define("read-aloud", class extends HTMLElement {
  #button = null;
  #marked = null;

  connectedCallback() {
    this.#button = this.querySelector("button");
    this.hidden = true;
    if (!("speechSynthesis" in window) || !this.#button) return;
    this.#show();
    speechSynthesis.addEventListener?.("voiceschanged", () => this.#show());
    this.#button.addEventListener("click", () => (this.#reading ? this.#stop() : this.#read()));
    addEventListener("pagehide", () => speechSynthesis.cancel());
  }

  disconnectedCallback() { this.#stop(); }

  get #reading() { return this.#button.getAttribute("aria-pressed") === "true"; }
  get #text() { return document.getElementById(this.getAttribute("for")); }

  /* The text may be in another language than the page around it. */
  #voice(piece) {
    const spoken = piece.closest("[lang]").lang;
    const wanted = spoken === "nl" ? "nl-BE" : spoken;
    const voices = speechSynthesis.getVoices().map((voice) => [voice.lang.replace("_", "-"), voice]);
    return (voices.find(([lang]) => lang === wanted) ?? voices.find(([lang]) => lang.startsWith(spoken)))?.[1];
  }

  #show() {
    const heading = this.#text?.querySelector("h1, h2");
    this.hidden = !heading || !this.#voice(heading);
    if (!this.hasAttribute("ready")) this.#pressed(false);
    this.setAttribute("ready", "");
  }

  /* Short pieces: some browsers fall silent in the middle of a long one. */
  #read() {
    const pieces = [...this.#text.querySelectorAll(BLOCKS)].filter(
      (piece) => !piece.querySelector(BLOCKS) && !piece.closest("read-aloud, [hidden], svg") && piece.innerText.trim()
        && this.#voice(piece));
    speechSynthesis.cancel();
    this.#pressed(true);
    pieces.forEach((piece, place) => {
      const words = new SpeechSynthesisUtterance(piece.innerText);
      words.voice = this.#voice(piece);
      words.lang = words.voice.lang;
      words.rate = 0.9;
      words.onstart = () => this.#mark(piece);
      if (place === pieces.length - 1) words.onend = () => this.#stop();
      speechSynthesis.speak(words);
    });
  }

  #stop() {
    if (this.#button && this.#reading) speechSynthesis.cancel();
    this.#mark(null);
    this.#pressed(false);
  }

  #mark(piece) {
    this.#marked?.classList.remove("is-read");
    piece?.classList.add("is-read");
    this.#marked = piece;
  }

  #pressed(on) { this.#button?.setAttribute("aria-pressed", String(on)); }
});
