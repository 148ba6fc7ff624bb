/* The square on a card has its code behind the # of the address: here it goes into the box, and out of the address.
   Without script, people type the code. */
const code = decodeURIComponent(location.hash.slice(1));
const box = document.querySelector("[data-card-code]");
if (box && /^[A-Za-z0-9-]{12,20}$/.test(code)) {
  box.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  box.form.querySelector("button").focus();
}
