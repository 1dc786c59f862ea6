// The filter dialog of small screens, and the boxes that filter a long list of values by name.
const sheet = document.getElementById("sheet");
const aside = document.getElementById("filters");

sheet?.addEventListener("close", () => aside.append(document.getElementById("facets")));
sheet?.addEventListener("click", ({ target }) => target === sheet && sheet.close()); // a click outside the dialog

/** Open the dialog, or close it if it is open. */
export function open() {
  if (sheet.open) return sheet.close();
  sheet.append(document.getElementById("facets"));
  sheet.showModal();
}

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Show only the values that match the text of the box, with the values above them. A value matches if each word of the
    text is the prefix of a word in its names. */
export function filter(box) {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  const group = box.parentElement;
  for (const details of group.querySelectorAll("details")) {
    details.dataset.was ??= details.open;
    if (!words.length) {
      details.open = details.dataset.was === "true";
      delete details.dataset.was;
    }
  }
  const values = [...group.querySelectorAll("li")];
  const matches = (value) => {
    const names = ` ${fold(`${value.querySelector(".name").textContent} ${value.dataset.names ?? ""}`).replace(/[-(/]/g, " ")}`;
    return words.every((word) => names.includes(` ${word}`));
  };
  const matching = new Set(values.filter(matches));
  for (const value of values.reverse()) {
    if (!matching.has(value)) value.hidden = ![...value.querySelectorAll("li")].some((below) => matching.has(below));
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
  none.textContent = words.length && !matching.size ? box.dataset.none : "";
}

/** Copy the text of old boxes, which an update has removed, into the new boxes of the same facets. Then filter again. */
export function restore(boxes) {
  for (const old of boxes) {
    const facet = old.closest("[data-facet]")?.dataset.facet;
    const box = document.querySelector(`[data-facet="${facet}"] .find`);
    if (!box) continue;
    box.value = old.value;
    filter(box);
  }
}
