/* <one-by-one> around a list: shows one step at a time, with buttons to go on and back. Without script it is the list. */
customElements.define("one-by-one", class extends HTMLElement {
  #at = 0;

  connectedCallback() {
    this.steps = [...this.querySelectorAll(":scope > ol > li")];
    if (this.steps.length < 2) return;
    this.place = document.createElement("p");
    this.place.className = "small muted";
    this.place.setAttribute("role", "status");
    this.back = this.#button(this.dataset.back, -1);
    this.on = this.#button(this.dataset.on, 1);
    const row = document.createElement("div");
    row.className = "row no-print";
    row.append(this.back, this.on, this.place);
    this.append(row);
    this.#show(0);
  }

  #button(text, by) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = text;
    button.addEventListener("click", () => this.#show(this.#at + by));
    return button;
  }

  /* A button that can do nothing more stays where it is: a hidden one would take the focus with it. */
  #show(at) {
    this.#at = Math.min(Math.max(at, 0), this.steps.length - 1);
    this.steps.forEach((step, number) => step.classList.toggle("is-away", number !== this.#at));
    this.back.setAttribute("aria-disabled", this.#at === 0);
    this.on.setAttribute("aria-disabled", this.#at === this.steps.length - 1);
    this.place.textContent = this.dataset.place
      .replace("{number}", this.#at + 1).replace("{total}", this.steps.length);
  }
});
