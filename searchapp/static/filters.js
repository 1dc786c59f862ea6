// The filters in a dialog, on a phone; and the boxes that find a value in a long list.
const sheet = document.getElementById("sheet");
const aside = document.getElementById("filters");

sheet?.addEventListener("close", () => aside.append(document.getElementById("facets")));
sheet?.addEventListener("click", ({ target }) => target === sheet && sheet.close()); // beside it

/** Open the dialog, or close it where it is open. */
export function open() {
  if (sheet.open) return sheet.close();
  sheet.append(document.getElementById("facets"));
  sheet.showModal();
}

const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Show only the values of which some name has words that begin with each word in the box. */
export function seek(box) {
  const words = folded(box.value).split(/\s+/).filter(Boolean);
  const group = box.parentElement;
  for (const details of group.querySelectorAll("details")) {
    details.dataset.was ??= details.open;
    if (!words.length) {
      details.open = details.dataset.was === "true";
      delete details.dataset.was;
    }
  }
  const values = [...group.querySelectorAll("li")];
  const fits = (value) => {
    const names = ` ${folded(`${value.querySelector(".name").textContent} ${value.dataset.names ?? ""}`).replace(/[-(/]/g, " ")}`;
    return words.every((word) => names.includes(` ${word}`));
  };
  const found = new Set(values.filter(fits));
  for (const value of values.reverse()) {
    if (!found.has(value)) value.hidden = ![...value.querySelectorAll("li")].some((below) => found.has(below));
    if (!words.length) value.hidden = false;
  }
  for (const details of group.querySelectorAll("details")) {
    const holds = details.querySelector("li:not([hidden])") !== null;
    details.hidden = words.length > 0 && !holds;
    if (words.length && holds) details.open = true;
  }
  let none = group.querySelector(".none");
  if (!none) {
    none = document.createElement("p");
    none.className = "none";
    none.setAttribute("role", "status");
    box.after(none);
  }
  none.textContent = words.length && !found.size ? box.dataset.none : "";
}

/** Seek what stood in boxes that have been replaced. */
export function seekAgain(boxes) {
  for (const old of boxes) {
    const facet = old.closest("[data-facet]")?.dataset.facet;
    const box = document.querySelector(`[data-facet="${facet}"] .find`);
    if (!box) continue;
    box.value = old.value;
    seek(box);
  }
}
