// Ctrl+K or "/" opens the palette; arrows choose among its answers, Enter goes there.
(() => {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("[role=combobox]");
  const list = document.getElementById("palette-hits");
  let answered = "";
  let goes = false;

  const options = () => [...list.querySelectorAll("a[role=option]")];
  const chosen = () => list.querySelector("a[aria-selected=true]");

  // The answer to the first letters may come after the last one is typed: it is not the one waited for.
  const waiting = () => answered !== input.value;

  const choose = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    input.setAttribute("aria-expanded", String(options().length > 0));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const go = () => {
    goes = false;
    chosen()?.click();
  };

  const open = () => {
    palette.showModal();
    input.select();
  };

  // The field above every page is the same thing: a press or the first letter opens what answers as one types.
  const field = document.querySelector(".topbar .search input");
  field?.addEventListener("click", () => open());
  field?.addEventListener("input", () => {
    if (!field.value) return;
    input.value = field.value;
    field.value = "";
    open();
    input.setSelectionRange(input.value.length, input.value.length);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !k) return;
    event.preventDefault();
    if (!palette.open) open();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
  });

  input.addEventListener("input", () => {
    goes = false;
  });
  palette.addEventListener("htmx:afterSwap", (event) => {
    answered = new URL(event.detail.xhr.responseURL).searchParams.get("q");
    choose(options()[0]);
    if (goes && !waiting()) go();
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (all.length) choose(all[(at + by + all.length) % all.length]);
    } else if (event.key === "Enter" && (waiting() || all.length)) {
      event.preventDefault();
      if (waiting()) goes = true;
      else go();
    }
  });
})();
