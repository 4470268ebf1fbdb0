// Lists worked from the keyboard: j and k or the arrows move, Enter opens, x chooses, a letter does what it is written beside.
(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
  const list = () => document.querySelector("[data-keys]");
  const rows = () => [...(list()?.querySelectorAll("[data-item]") ?? [])];
  const current = () => document.activeElement?.closest?.("[data-item]");

  const move = (by) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const choose = (row) => {
    const box = row.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.click();
    return true;
  };

  const done = (event) => {
    if (event.key === "?") {
      const keys = document.getElementById("keys");
      keys?.showModal();
      return Boolean(keys);
    }
    if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
    const row = current();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && row) return move(event.key === "ArrowDown" ? 1 : -1);
    const everywhere = document.querySelector(`[data-key-all="${CSS.escape(event.key)}"]`);
    if (!row && !list()) everywhere?.click(); // a page without a list is about one thing: its letters need no row
    if (!row) return Boolean(everywhere && !list());
    if (event.key === "x") return choose(row);
    if (event.key === "Enter") {
      const link = document.activeElement === row && row.querySelector("[data-open]");
      link && link.click();
      return Boolean(link);
    }
    const verb = row.querySelector(`[data-key="${CSS.escape(event.key)}"]`) ?? everywhere;
    verb?.click();
    return Boolean(verb);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (done(event)) event.preventDefault();
  });
})();
