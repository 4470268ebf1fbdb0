// Loaded before the page is drawn, so that a dark page never flashes white.
(() => {
  const root = document.documentElement;
  root.dataset.script = "";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const choice = root.dataset.choice;
    root.dataset.bsTheme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  };
  system.addEventListener("change", show);
  document.addEventListener("encours:theme", show);
  show();
})();
