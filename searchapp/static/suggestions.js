// Autocomplete: the search box as a combobox with a list of suggestions (ARIA 1.2).
import { address, show } from "./search.js";

const form = document.getElementById("search");
const box = form.elements.q;
const PAUSE = 120; // ms

const list = document.createElement("div");
list.id = "suggestions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", form.dataset.suggestions);
list.hidden = true;
box.after(list);
box.setAttribute("aria-controls", list.id);

let options = [], active = -1, newest, pause;

async function suggest() {
  newest?.abort();
  const text = box.value.trim();
  if (!text) return close();
  const mine = (newest = new AbortController());
  try {
    const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
    if (!answer.ok) return close();
    const { groups } = await answer.json();
    if (mine === newest && document.activeElement === box) draw(groups);
  } catch {
    if (mine === newest) close(); // search works without suggestions
  }
}

function draw(groups) {
  // The counts ignore filters, so they are shown only if no filter is active.
  const counted = new URL(address()).searchParams.size < 2;
  options = [];
  list.replaceChildren(
    ...groups.map(({ facet, label, suggestions }) => {
      const group = element("div", { role: "group", "aria-label": label });
      group.append(element("div", { class: "group", "aria-hidden": "true" }, label));
      for (const suggestion of suggestions) {
        const option = element("div", { role: "option", id: `suggestion-${options.length}`, "aria-selected": "false" });
        option.append(element("span", { class: "name" }, suggestion.replacement ?? (suggestion.query ? `${suggestion.query} + ${suggestion.label}` : suggestion.label)));
        if (suggestion.name !== suggestion.label && facet !== "title") option.append(element("span", { class: "also" }, suggestion.name));
        if (counted && suggestion.count !== null) {
          const count = element("span", { class: "count" }, suggestion.count.toLocaleString(document.documentElement.lang));
          count.append(element("span", { class: "hidden" }, ` ${form.dataset.results}`));
          option.append(count);
        }
        option.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the box
        option.addEventListener("click", () => take(facet, suggestion));
        options.push({ option, take: () => take(facet, suggestion) });
        group.append(option);
      }
      return group;
    }),
  );
  list.hidden = !options.length;
  box.setAttribute("aria-expanded", String(options.length > 0));
  activate(-1);
}

function take(facet, suggestion) {
  close();
  newest?.abort();
  if (facet === "title" || !document.getElementById("facets")) return location.assign(suggestion.url);
  const url = new URL(address());
  url.searchParams.delete("q");
  const query = suggestion.replacement ?? suggestion.query;
  if (query) url.searchParams.set("q", query);
  if (!suggestion.replacement) url.searchParams.append(facet, suggestion.id);
  show(url.href);
}

function activate(at) {
  options[active]?.option.setAttribute("aria-selected", "false");
  active = at;
  const chosen = options[active]?.option;
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
  else box.removeAttribute("aria-activedescendant");
}

function close() {
  clearTimeout(pause);
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  activate(-1);
}

function element(name, attributes, text = "") {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  created.textContent = text;
  return created;
}

/** Show suggestions as soon as the reader stops typing. search.js calls this function for each input event. */
export function later() {
  clearTimeout(pause);
  pause = setTimeout(suggest, PAUSE);
}

box.addEventListener("blur", close);
form.addEventListener("submit", () => { newest?.abort(); close(); });
box.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && list.hidden) return void (event.key === "ArrowDown" && suggest());
  if (list.hidden) return;
  if (step) {
    event.preventDefault();
    // The search box counts as one more position, in addition to the options.
    const places = options.length + 1;
    activate(((active + 1 + step + places) % places) - 1);
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    options[active].take();
  } else if (event.key === "Escape") {
    event.preventDefault();
    newest?.abort();
    close();
  }
});
