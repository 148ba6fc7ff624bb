/* Shows what needs passkeys where the browser has them, and says when a passkey did not work. Without script the page
   keeps the ways without a passkey, and a sentence. */
if ("PublicKeyCredential" in window) {
  for (const place of document.querySelectorAll("[data-with-passkeys]")) place.hidden = false;
  for (const sentence of document.querySelectorAll("[data-without-passkeys]")) sentence.hidden = true;
}

document.addEventListener("allauth.error", (event) => {
  const sentence = document.getElementById("passkey-stuck");
  if (!sentence) return;
  event.preventDefault();
  sentence.hidden = false;
});
for (const button of document.querySelectorAll("#passkey-add, #passkey-use")) {
  button.addEventListener("click", () => { document.getElementById("passkey-stuck").hidden = true; });
}
