/* Questions where things are moved, and "I don't know". These elements only drive the inputs that are in the page
   already, so that without script, or when something goes wrong here, the same form works by itself. */
const still = matchMedia("(prefers-reduced-motion: reduce)");
const FAR = 6; // pixels that a click may move
const EDGE = 90; // of the screen, where a drag scrolls the page

/* Shows what is for a page with script, and hides what it replaces. */
function show(question, live) {
  for (const part of question.querySelectorAll("[data-live]")) part.hidden = !live;
  for (const part of question.querySelectorAll("[data-plain]")) part.hidden = live;
}

function enliven(question, build) {
  try {
    build();
    show(question, true);
  } catch (error) {
    show(question, false);
    reportError(error);
  }
}

const fill = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_, name) => words[name]);

function grip() {
  const dots = document.createElement("span");
  dots.className = "grip";
  dots.ariaHidden = "true";
  return dots;
}

/* From where it is now to where the change puts it. */
function glide(thing, change) {
  const from = thing.getBoundingClientRect();
  thing.style.translate = "";
  change();
  const to = thing.getBoundingClientRect();
  const way = `${from.x - to.x}px ${from.y - to.y}px`;
  if (!still.matches) thing.animate({ translate: [way, "0px 0px"] }, { duration: 160, easing: "ease-out" });
}

/* By mouse, pen or finger. The sheet says, with touch-action, where a finger drags and where it scrolls the page.
   `over` may move the thing in the page: it stays under the finger. */
function draggable(thing, handle, { start, over, drop, cancel }) {
  let from = null;
  let moving = false;

  handle.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    from = { x: event.pageX, y: event.pageY };
    handle.setPointerCapture(event.pointerId);
  });

  handle.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (!moving && Math.hypot(event.pageX - from.x, event.pageY - from.y) < FAR) return;
    if (!moving) begin();
    thing.style.translate = `${event.pageX - from.x}px ${event.pageY - from.y}px`;
    scrollNear(event.clientY);
    const before = thing.getBoundingClientRect();
    over(event.clientX, event.clientY);
    const after = thing.getBoundingClientRect();
    from = { x: from.x + after.x - before.x, y: from.y + after.y - before.y };
    thing.style.translate = `${event.pageX - from.x}px ${event.pageY - from.y}px`;
  });

  handle.addEventListener("pointerup", (event) => finish(() => drop(event.clientX, event.clientY)));
  handle.addEventListener("pointercancel", () => finish(cancel));

  function begin() {
    moving = true;
    thing.classList.add("is-dragged");
    start();
  }

  function finish(how) {
    from = null;
    if (!moving) return;
    moving = false;
    handle.addEventListener("click", silence, { capture: true });
    setTimeout(() => handle.removeEventListener("click", silence, { capture: true }));
    glide(thing, () => {
      how();
      thing.classList.remove("is-dragged");
    });
  }
}

function silence(event) {
  event.stopPropagation();
  event.preventDefault();
}

function scrollNear(y) {
  if (y < EDGE) scrollBy({ top: -12, behavior: "instant" });
  if (y > innerHeight - EDGE) scrollBy({ top: 12, behavior: "instant" });
}

/* Cards to drag into boxes, or to choose and then a box. One card is always chosen as long as some have no box. */
customElements.define("sort-cards", class extends HTMLElement {
  #cards = [];
  #boxes = [];
  #picked = null;

  connectedCallback() {
    if (this.#cards.length) return;
    enliven(this, () => {
      this.#boxes = [...this.querySelectorAll("[data-box]")]; // the first is the tray
      this.#cards = [...this.querySelectorAll(".cards__one")].map((inputs) => this.#card(inputs));
      for (const box of this.#boxes) box.addEventListener("click", (event) => this.#choose(box, event));
      this.querySelector(".sort__boxes").addEventListener("keydown", (event) => this.#step(event));
      this.querySelector(".sort__next").addEventListener("click", () => this.#next());
      addEventListener("pageshow", () => this.#draw()); // a browser that goes back fills in the inputs late
      this.#draw();
    });
  }

  #card(inputs) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort__card";
    const place = document.createElement("li");
    place.append(button);
    const card = { button, place, text: inputs.querySelector("legend").textContent, inputs: [...inputs.querySelectorAll("input")] };
    button.append(grip(), card.text);
    button.addEventListener("click", (event) => this.#pick(card, event));
    draggable(button, button, {
      start: () => { this.#picked = card; this.#draw(); },
      over: (x, y) => this.#light(this.#boxAt(x, y)),
      drop: (x, y) => { this.#light(null); this.#put(card, this.#boxAt(x, y) ?? this.#boxOf(card)); },
      cancel: () => this.#light(null),
    });
    return card;
  }

  get #waiting() { return [...this.#boxes[0].querySelector("ul").children]; }
  #boxOf(card) { return this.#boxes.find((box) => box.dataset.box === (card.inputs.find((one) => one.checked)?.value ?? "")); }
  #boxAt(x, y) { return this.#boxes.find((box) => box.contains(document.elementFromPoint(x, y))); }
  #light(found) { for (const box of this.#boxes) box.classList.toggle("is-over", box === found); }
  #say(sentence, words) { this.querySelector("[role=status]").textContent = fill(sentence, words); }

  /* A click without a pointer is Enter or Space: go where the next choice is. */
  #pick(card, event) {
    event.stopPropagation();
    this.#picked = card;
    this.#draw();
    this.#say(this.dataset.picked, { card: card.text });
    if (!event.detail) (this.#boxOf(card).querySelector("button.sort__name") ?? this.#names[0]).focus();
  }

  get #names() { return [...this.querySelectorAll(".sort__name")]; }

  #choose(box, event) {
    if (!this.#picked || box === this.#boxes[0]) return;
    this.#put(this.#picked, box);
    if (!event.detail) this.#picked?.button.focus();
  }

  #put(card, box) {
    for (const one of card.inputs) one.checked = one.value === box.dataset.box;
    glide(card.button, () => this.#draw());
    this.#picked = this.#cards.find((other) => other.place === this.#waiting[0]) ?? null;
    this.#draw();
    card.inputs[0].dispatchEvent(new Event("input", { bubbles: true }));
    if (box !== this.#boxes[0]) {
      this.#say(`${this.dataset.placed} ${this.dataset.left}`, { card: card.text, box: box.querySelector("button").textContent, number: this.#waiting.length });
    }
  }

  #next() {
    this.#boxes[0].querySelector("ul").append(this.#waiting[0]);
    this.#picked = this.#cards.find((card) => card.place === this.#waiting[0]);
    this.#draw();
    this.#say(this.dataset.picked, { card: this.#picked.text });
  }

  #step(event) {
    const names = this.#names;
    const at = names.indexOf(event.target);
    if (at < 0) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) names[(at + by + names.length) % names.length].focus();
    else if (event.key === "Escape") this.#picked?.button.focus();
    else return;
    event.preventDefault();
  }

  #draw() {
    for (const card of this.#cards) {
      const list = this.#boxOf(card).querySelector("ul");
      if (card.place.parentElement !== list) list.append(card.place);
    }
    this.#picked ??= this.#cards.find((card) => card.place === this.#waiting[0]) ?? null;
    for (const card of this.#cards) card.button.ariaPressed = String(card === this.#picked);
    const left = this.#waiting.length;
    this.querySelector(".sort__left").textContent = fill(this.dataset.left, { number: left });
    this.querySelector(".sort__more").hidden = !left;
    this.querySelector(".sort__next").hidden = left < 2;
    this.querySelector(".sort__done").hidden = left > 0;
  }
});

/* Lines to drag up and down. The arrows and the numbers do at once what they otherwise do by way of the server. */
customElements.define("order-lines", class extends HTMLElement {
  #list = null;

  connectedCallback() {
    if (this.#list) return;
    enliven(this, () => {
      this.#list = this.querySelector("ol");
      for (const line of this.#lines) this.#prepare(line);
      addEventListener("pageshow", () => this.#follow());
      this.#follow();
      this.#list.classList.add("is-live");
    });
  }

  get #lines() { return [...this.#list.children]; }
  #place(line) { return this.#lines.indexOf(line); }

  #prepare(line) {
    const [dots, text] = [grip(), line.querySelector(".order__text")];
    line.prepend(dots);
    let start = 0;
    for (const handle of [dots, text]) {
      draggable(line, handle, {
        start: () => { start = this.#place(line); },
        over: (x, y) => this.#let(line, y),
        drop: () => this.#told(line),
        cancel: () => this.#move(line, start),
      });
    }
    for (const [by, button] of [[-1, this.#arrow(line, "up")], [1, this.#arrow(line, "down")]]) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.#move(line, this.#place(line) + by);
        this.#told(line);
      });
    }
    line.querySelector("select").addEventListener("change", (event) => {
      this.#move(line, event.target.value - 1);
      this.#told(line);
    });
  }

  #arrow(line, way) { return line.querySelector(`button[value$=":${way}"]`); }

  /* The others make room: a line that is itself taken out of the page for a moment loses the focus. */
  #move(line, to) {
    while (this.#place(line) < to) this.#pass(line, line.nextElementSibling, "before");
    while (this.#place(line) > to) this.#pass(line, line.previousElementSibling, "after");
    this.#number();
  }

  #pass(line, other, side) { glide(other, () => line[side](other)); }

  /* Past the neighbour as soon as the pointer is past its middle. */
  #let(line, y) {
    const middle = (other) => { const box = other.getBoundingClientRect(); return box.y + box.height / 2; };
    const [above, below] = [line.previousElementSibling, line.nextElementSibling];
    if (above && y < middle(above)) this.#move(line, this.#place(line) - 1);
    else if (below && y > middle(below)) this.#move(line, this.#place(line) + 1);
  }

  #number() {
    const lines = this.#lines;
    lines.forEach((line, place) => {
      line.querySelector("select").value = String(place + 1);
      const [up, down] = [this.#arrow(line, "up"), this.#arrow(line, "down")];
      const focused = document.activeElement;
      [up.disabled, down.disabled] = [false, false];
      if (focused === up && !place) down.focus();
      if (focused === down && place === lines.length - 1) up.focus();
      [up.disabled, down.disabled] = [!place, place === lines.length - 1];
    });
  }

  /* A browser that goes back fills in the numbers of then. */
  #follow() {
    const chosen = (line) => Number(line.querySelector("select").value);
    this.#list.append(...this.#lines.sort((a, b) => chosen(a) - chosen(b)));
    this.#number();
  }

  #told(line) {
    const words = { text: line.querySelector(".order__text").textContent, place: this.#place(line) + 1 };
    this.querySelector(".sr[role=status]").textContent = fill(this.dataset.moved, words);
  }
});

/* A line of the program to keep a finger on, and Enter that goes to the next empty box instead of sending too early. */
customElements.define("trace-steps", class extends HTMLElement {
  #lines = [];

  connectedCallback() {
    if (this.#lines.length || !this.querySelector("input")) return; // answered: nothing is left to follow
    enliven(this, () => {
      this.addEventListener("keydown", (event) => this.#next(event));
      this.#lines = [...this.querySelectorAll(".program > li")];
      for (const line of this.#lines) this.#prepare(line);
      this.#lines[0].firstChild.tabIndex = 0;
    });
  }

  #prepare(line) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1; // one stop for Tab; the arrows do the rest
    button.append(...line.childNodes);
    line.append(button);
    button.addEventListener("click", () => this.#point(line));
    button.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const to = by && this.#lines[this.#lines.indexOf(line) + by];
      if (!to) return;
      event.preventDefault();
      this.#point(to);
      to.firstChild.focus();
    });
  }

  #point(line) {
    for (const other of this.#lines) {
      other.firstChild.tabIndex = other === line ? 0 : -1;
      if (other === line) other.firstChild.setAttribute("aria-current", "step");
      else other.firstChild.removeAttribute("aria-current");
    }
  }

  #next(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    const empty = [...this.querySelectorAll("input")].find((box) => !box.value.trim());
    if (!empty) return;
    event.preventDefault();
    empty.focus();
  }
});

/* What a changed cell said before stands below it, and a row that goes is struck through. */
customElements.define("mend-table", class extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.was) return;
    this.addEventListener("input", () => this.#draw());
    addEventListener("pageshow", () => this.#draw());
    this.#draw();
  }

  #draw() {
    for (const row of this.querySelectorAll("tbody tr")) {
      const was = row.querySelector("input[type=hidden]").value.split("|").map((text) => text.trim());
      row.classList.toggle("is-gone", row.querySelector("[name=gone]").checked);
      row.querySelectorAll("input[type=text]").forEach((box, place) => this.#compare(box, was[place] ?? ""));
    }
  }

  #compare(box, was) {
    const changed = box.value.trim() !== was;
    box.closest("td").classList.toggle("is-changed", changed);
    const note = box.nextElementSibling;
    if (!changed) note?.remove();
    else if (!note) {
      const said = document.createElement("small");
      said.textContent = was ? fill(this.dataset.was, { text: was }) : this.dataset.empty;
      box.after(said);
    }
  }
});

/* A tick at "I don't know" takes the other ticks away, and any answer takes that tick away. */
addEventListener("input", ({ target }) => {
  const question = target.closest?.(".question");
  const unsure = question?.querySelector('input[type="checkbox"][name="dont_know"]');
  if (!unsure) return;
  if (target !== unsure) unsure.checked = false;
  else if (unsure.checked) {
    for (const tick of question.querySelectorAll('input[type="checkbox"]:not([role="switch"])')) tick.checked = tick === unsure;
  }
});
