// The step of the tour stands beside what it shows; without this script it stands at the top of the page.
(() => {
  const card = document.querySelector("[data-tour]");
  if (!card) return;
  const target = document.querySelector(card.dataset.tour);

  const place = () => {
    if (!target) return;
    const seen = target.getBoundingClientRect();
    const gap = 12;
    const room = innerHeight - seen.bottom;
    const below = seen.bottom + gap;
    const above = seen.top - gap - card.offsetHeight;
    const inside = Math.max(gap, innerHeight - card.offsetHeight - gap);
    const top = room > card.offsetHeight + 2 * gap ? below : above > gap ? above : inside;
    card.style.top = `${Math.min(Math.max(gap, top), inside)}px`;
    card.style.left = `${Math.max(gap, Math.min(seen.left, innerWidth - card.offsetWidth - gap))}px`;
  };

  card.dataset.placed = "";
  if (target) {
    target.dataset.toured = "";
    target.scrollIntoView({ block: "center" });
  }
  place();
  card.focus({ preventScroll: true });
  for (const name of ["resize", "scroll"]) addEventListener(name, place, { passive: true });

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.altKey || event.ctrlKey || event.metaKey) return;
    const way = { ArrowRight: "a[rel=next]", ArrowLeft: "a[rel=prev]" }[event.key];
    if (way) {
      const link = card.querySelector(way);
      if (link) location.assign(link.href);
    } else if (event.key === "Escape") {
      card.querySelector("form").requestSubmit();
    }
  });
})();
