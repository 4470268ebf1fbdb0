// The SIREN stands in a FEC's name: it is shown, and written where it is asked, as soon as the file is chosen.
document.addEventListener("change", (event) => {
  const into = event.target.dataset?.sirenInto;
  const file = into && event.target.files?.[0];
  if (!file) return;
  const found = /(?<!\d)(\d{9})\s?_?FEC/i.exec(file.name);
  const place = document.querySelector("[data-siren-said]");
  place.hidden = !found;
  if (!found) return;
  place.querySelector("[data-siren]").textContent = found[1].replace(/(\d{3})(?=\d)/g, "$1 ");
  const field = document.getElementById(into);
  if (field && !field.value) field.value = found[1];
});
