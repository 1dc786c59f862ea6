// Results change in place as one types and ticks. Without this script, forms and links do the same page by page.
// What is seldom needed (suggestions, the filters' dialog and finder, keys, copying) is fetched when it is.
const form = document.getElementById("search");
const box = form.elements.q;
const said = document.getElementById("said");
const trouble = document.getElementById("trouble");
const load = (name) => import(`./${name}.js${new URL(import.meta.url).search}`);
const TYPING_PAUSE = 300, BUSY_AFTER = 300, SLOW_AFTER = 4000; // ms

document.documentElement.classList.add("scripted");
// Said from the start, so that it is said when the box gets the focus; the list comes with the first focus.
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) box.setAttribute(name, value);
/** Say that the way to the filters, a link without scripts, is a button with them: it opens a dialog. */
function dress() {
  const filters = document.querySelector(".to-filters");
  filters?.setAttribute("role", "button");
  filters?.setAttribute("aria-haspopup", "dialog");
}
dress();
const live = () => document.getElementById("facets") !== null;

/** Return the address that the form asks for now: no empty fields, the two fields of years as one. */
export function address() {
  const given = new FormData(form), params = new URLSearchParams();
  const since = given.get("from") ?? "", until = given.get("to") ?? "";
  for (const [name, value] of given) {
    if (value.trim() && name !== "from" && name !== "to") params.append(name, value.trim());
  }
  if (since || until) params.append("year", since === until ? since : `${since}-${until}`);
  return `${form.action}${params.size ? `?${params}` : ""}`;
}

let pause; // until what is typed is asked for
let newest; // the request whose answer may be shown; all others are stale
/** Fetch the page at an address and put it in the place of this one. `how`: typed, popped, focus on the heading. */
export async function show(address, how = {}) {
  clearTimeout(pause); // what was typed is in the address by now, or given up for it
  newest?.abort();
  const mine = (newest = new AbortController());
  const page = document.querySelector(".page");
  const busy = setTimeout(() => page.setAttribute("aria-busy", "true"), BUSY_AFTER);
  const slow = setTimeout(() => tell("slow"), SLOW_AFTER);
  try {
    const answer = await fetch(address, { signal: mine.signal });
    const html = await answer.text();
    if (!answer.ok) throw new Error(answer.status);
    if (mine !== newest) return;
    const next = new DOMParser().parseFromString(html, "text/html");
    if (!next.getElementById("facets")) return void location.assign(address);
    const hash = new URL(address, location).hash;
    remember(answer.redirected ? answer.url + hash : address, how);
    replace(next, how);
    trouble.replaceChildren();
    attend(hash, how);
  } catch {
    if (mine === newest) tell(navigator.onLine ? "failed" : "offline", address);
  } finally {
    clearTimeout(busy);
    clearTimeout(slow);
    if (mine === newest) page.removeAttribute("aria-busy");
  }
}

const here = () => location.pathname + location.search;
let shown = here(); // what the page in sight is the answer to

function remember(address, { typed, popped }) {
  const { pathname, search } = new URL(address, location);
  shown = pathname + search;
  if (popped) return;
  // All that is typed into the box in one go is one step back.
  if (typed && history.state?.typed) history.replaceState({ typed }, "", address);
  else history.pushState({ typed }, "", address);
}

function replace(next, { typed }) {
  const focused = document.activeElement, place = focused?.name && [focused.name, focused.value];
  const opened = new Map([...document.querySelectorAll("#facets details")].map((one) => [keyOf(one), one.open]));
  const sought = [...document.querySelectorAll("#facets .find")].filter((one) => one.value);
  const top = scrollY;
  document.title = next.title;
  const feed = 'link[type="application/atom+xml"]';
  document.querySelector(feed)?.replaceWith(next.querySelector(feed));
  for (const id of ["main", "facets", "kept"]) document.getElementById(id).replaceWith(next.getElementById(id));
  dress();
  if (!typed) box.value = next.getElementById("q").value;
  for (const details of document.querySelectorAll("#facets details")) {
    const was = opened.get(keyOf(details));
    if (was || (was === false && details.matches(".facet"))) details.open = was; // what holds a choice is open anyway
  }
  if (sought.length) load("filters").then(({ seekAgain }) => seekAgain(sought));
  if (place && !document.contains(focused)) {
    const fields = [...document.getElementsByName(place[0])];
    (fields.find((one) => one.value === place[1]) ?? fields[0])?.focus({ preventScroll: true });
  }
  scrollTo({ top, behavior: "instant" });
}

const keyOf = (details) =>
  [details.closest("[data-facet]")?.dataset.facet, details.className, details.parentElement.querySelector("input")?.value].join();

/** Say the new count, and move the focus to where the address or the reader's step leads. */
function attend(hash, { focus, typed }) {
  const heading = document.getElementById("heading");
  said.textContent = "";
  setTimeout(() => (said.textContent = heading.textContent), 60); // so that the same words are said again
  const target = document.getElementById(decodeURIComponent(hash.slice(1))) ?? (focus && heading);
  if (!target || typed) return;
  target.scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function tell(what, address) {
  trouble.textContent = trouble.dataset[what];
  if (!address) return;
  const again = document.createElement("a");
  again.href = address;
  again.textContent = trouble.dataset.again;
  trouble.append(" ", again);
}

box.addEventListener("input", (event) => {
  clearTimeout(pause);
  if (event.isComposing) return;
  load("suggestions").then(({ later }) => later());
  if (live()) pause = setTimeout(() => show(address(), { typed: true }), TYPING_PAUSE);
});
form.addEventListener("submit", (event) => {
  if (!live()) return;
  event.preventDefault();
  show(address());
});
document.addEventListener("change", ({ target }) => {
  if (live() && target.form === form && target !== box && target.reportValidity()) show(address());
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens], .to-filters, .done button");
  if (opener) {
    event.preventDefault();
    return void load(opener.dataset.opens ?? "filters").then(({ open }) => open(opener));
  }
  const menu = document.querySelector("details.export[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
  const link = event.target.closest(".page a[href]");
  if (!link || !live() || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.hasAttribute("download") || link.origin !== location.origin || link.pathname !== new URL(form.action).pathname) return;
  event.preventDefault();
  show(link.href, { focus: true });
});
addEventListener("popstate", () => {
  // A link to a place on this page comes here, too, and asks for nothing.
  if (live() && here() !== shown) show(location.href, { popped: true });
});

box.addEventListener("focus", () => load("suggestions"), { once: true });
document.addEventListener("input", ({ target }) => {
  if (target.matches(".find")) load("filters").then(({ seek }) => seek(target));
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.export[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key === " " && event.target.matches(".to-filters")) {
    event.preventDefault();
    event.target.click();
  }
  if (event.key !== "/" && event.key !== "?") return;
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("keys") === "off") return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
  event.preventDefault();
  if (event.key === "?") return void load("keys").then(({ open }) => open());
  box.focus();
  box.select();
});
const copying = () => load("copy").then(({ offer }) => offer());
document.addEventListener("toggle", ({ target }) => target.matches(".cite, .record") && copying(), true);
if (document.querySelector(".cite[open]")) copying();
// What was ticked before this script was there.
if (live() && [...form.elements].some((field) => field.checked !== field.defaultChecked)) show(address());
