// Dragging a tile; the buttons beside it do the same without us.
(() => {
  const board = document.querySelector("[data-compose]");
  const form = document.getElementById("drop-form");
  if (!board || !form) return;
  const tiles = () => [...board.querySelectorAll("[data-tile]")];
  let held = null;

  for (const tile of tiles()) tile.draggable = true;

  board.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-tile]");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.tile);
    held.classList.add("held");
  });

  board.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-tile]");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    const after = event.clientX > box.left + box.width / 2;
    over[after ? "after" : "before"](held);
  });

  board.addEventListener("dragend", () => {
    if (!held) return;
    const [tile, rank] = [held.dataset.tile, tiles().indexOf(held)];
    held.classList.remove("held");
    held = null;
    form.elements.tile.value = tile;
    form.elements.to.value = String(rank);
    form.requestSubmit();
  });
})();
