// Small comforts; every page works without them, save the confirmation dialogs' opening.
(() => {
  const root = document.documentElement;

  // Kept on this device at once, and with the person by the form itself, sent behind the page.
  const choose = (button) => {
    root.dataset[button.name === "theme" ? "choice" : button.name] = button.value;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${button.name}=${button.value}; path=/; max-age=31536000; samesite=lax${secure}`;
    for (const each of button.form.querySelectorAll(`button[name=${button.name}]`)) {
      each.setAttribute("aria-pressed", String(each === button));
    }
    document.dispatchEvent(new Event("encours:theme"));
    const told = new FormData(button.form, button);
    fetch(button.form.action, { method: "POST", body: told, redirect: "manual" }).catch(() => {});
  };

  const countChecked = (form) => {
    const boxes = [...form.querySelectorAll("input[type=checkbox][data-row]")];
    const chosen = boxes.filter((box) => box.checked).length;
    for (const all of form.querySelectorAll("input[data-check-all]")) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    for (const place of form.querySelectorAll("[data-checked-count]")) place.textContent = String(chosen);
  };

  const say = (text, tone) => {
    const model = document.getElementById("flash-model");
    const place = document.getElementById("flashes");
    if (!model || !place) return;
    const flash = model.content.firstElementChild.cloneNode(true);
    flash.classList.add(`tone-${tone}`);
    flash.querySelector("[data-text]").textContent = text;
    place.append(flash);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.name === "theme" || button.name === "density") {
      event.preventDefault();
      choose(button);
    } else if (button.dataset.fills) {
      const field = document.getElementById(button.dataset.fills);
      field.value = button.dataset.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    } else if (button.dataset.opens) {
      document.getElementById(button.dataset.opens)?.showModal();
    } else if (button.dataset.closes !== undefined) {
      button.closest("dialog")?.close();
    } else if (button.dataset.dismisses !== undefined) {
      button.closest("[data-flash]")?.remove();
    } else if (button.dataset.prints !== undefined) {
      print();
    }
  });

  for (const each of document.querySelectorAll("[data-shortcuts]")) each.hidden = false;

  // A row that is named by a link is a way to it as a whole; what else is in it keeps its own way.
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.target.closest("a, button, input, label, select, textarea, summary")) return;
    const link = event.target.closest(".table tbody tr")?.querySelector(":scope > th[scope=row] a[href]");
    if (link && String(getSelection()) === "") link.click();
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    const form = box.form;
    if (!form) return;
    if (box.dataset.checkAll !== undefined) {
      for (const row of form.querySelectorAll("input[type=checkbox][data-row]")) row.checked = box.checked;
    }
    if (box.dataset.checkAll !== undefined || box.dataset.row !== undefined) countChecked(form);
    if (box.dataset.submits !== undefined) form.requestSubmit();
  });

  // "?" opens and closes the help of the page; Escape closes it and gives the focus back.
  document.addEventListener("keydown", (event) => {
    const help = document.querySelector("[data-help]");
    if (!help || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" && !document.getElementById("keys") && !event.target.closest("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      help.open = !help.open;
    } else if (event.key !== "Escape" || !help.open) {
      return;
    } else {
      help.open = false;
    }
    help.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    const help = document.querySelector("[data-help][open]");
    if (help && !help.contains(event.target)) help.open = false;
  });

  // The sentence comes from the server, in the reader's language.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say(document.body.dataset.failed, "late"));
  }
})();
