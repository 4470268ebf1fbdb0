// Passkeys: asks the browser for what the page's question wants, then sends its answer with the form.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = (question) => {
    const told = { ...question.publicKey, challenge: bytes(question.publicKey.challenge) };
    if (told.user) told.user = { ...told.user, id: bytes(told.user.id) };
    if (told.excludeCredentials) told.excludeCredentials = known(told.excludeCredentials);
    if (told.allowCredentials) told.allowCredentials = known(told.allowCredentials);
    return { publicKey: told };
  };

  const answer = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const field = form.querySelector("[data-passkey]");
    if (!field || field.value) return;
    event.preventDefault();
    const error = form.querySelector("[data-passkey-error]");
    error.hidden = true;
    try {
      const made = await navigator.credentials[field.dataset.passkey](asked(JSON.parse(field.dataset.question)));
      field.value = answer(made);
      form.submit();
    } catch {
      error.textContent = field.dataset.failed;
      error.hidden = false;
    }
  });
})();
