// Updates the results in place while the reader types and selects filters. Without scripts, forms and links do the same.
// Modules for rarer actions (suggestions, filters, keyboard shortcuts, copying) are imported on demand. Their relative URLs
// keep the content hash in the path of this module's URL.
const form = document.getElementById("search");
const box = form.elements.q;
const announcement = document.getElementById("announcement");
const trouble = document.getElementById("trouble");
const load = (name) => import(`./${name}.js`);
const TYPING_PAUSE = 300, BUSY_AFTER = 300, SLOW_AFTER = 4000; // ms

document.documentElement.classList.add("scripted");
// These attributes are set before the list exists, because the list is loaded on the first focus. Screen readers announce
// the attributes at that moment.
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) box.setAttribute(name, value);
/** Give the link to the filters the role of a button: with scripts, it opens a dialog. */
function markFilterButton() {
  const filters = document.querySelector(".to-filters");
  filters?.setAttribute("role", "button");
  filters?.setAttribute("aria-haspopup", "dialog");
}
markFilterButton();
const live = () => document.getElementById("facets") !== null;

/** Return the URL of the search in the form, without empty fields and with the two year fields as one parameter. */
export function address() {
  const fields = new FormData(form), params = new URLSearchParams();
  const since = fields.get("from") ?? "", until = fields.get("to") ?? "";
  for (const [name, value] of fields) {
    if (value.trim() && name !== "from" && name !== "to") params.append(name, value.trim());
  }
  if (since || until) params.append("year", since === until ? since : `${since}-${until}`);
  return `${form.action}${params.size ? `?${params}` : ""}`;
}

let pause; // timer that starts a search after typing
let newest; // AbortController of the newest request; answers to older requests are ignored
/** Fetch a page and replace the current one. `how` contains flags: `typed` (the reader is typing), `popped` (the reader went
    back or forward), and `focus` (move the focus to the heading). */
export async function show(address, how = {}) {
  clearTimeout(pause); // `address` already holds the typed text or replaces it
  newest?.abort();
  const mine = (newest = new AbortController());
  const page = document.querySelector(".page");
  const busy = setTimeout(() => page.setAttribute("aria-busy", "true"), BUSY_AFTER);
  const slow = setTimeout(() => report("slow"), SLOW_AFTER);
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
    announce(hash, how);
  } catch {
    if (mine === newest) report(navigator.onLine ? "failed" : "offline", address);
  } finally {
    clearTimeout(busy);
    clearTimeout(slow);
    if (mine === newest) page.removeAttribute("aria-busy");
  }
}

const here = () => location.pathname + location.search;
let shown = here(); // path and query of the results on the page

function remember(address, { typed, popped }) {
  const { pathname, search } = new URL(address, location);
  shown = pathname + search;
  if (popped) return;
  // All typing without another action in between makes only one entry in the history.
  if (typed && history.state?.typed) history.replaceState({ typed }, "", address);
  else history.pushState({ typed }, "", address);
}

function replace(next, { typed }) {
  const focused = document.activeElement, place = focused?.name && [focused.name, focused.value];
  const open = new Map([...document.querySelectorAll("#facets details")].map((details) => [keyOf(details), details.open]));
  const filtered = [...document.querySelectorAll("#facets .find")].filter((field) => field.value);
  const top = scrollY;
  document.title = next.title;
  const feed = 'link[type="application/atom+xml"]';
  document.querySelector(feed)?.replaceWith(next.querySelector(feed));
  for (const id of ["main", "facets", "kept"]) document.getElementById(id).replaceWith(next.getElementById(id));
  markFilterButton();
  if (!typed) box.value = next.getElementById("q").value;
  for (const details of document.querySelectorAll("#facets details")) {
    const was = open.get(keyOf(details));
    if (was || (was === false && details.matches(".facet"))) details.open = was; // groups with a selection are open anyway
  }
  if (filtered.length) load("filters").then(({ restore }) => restore(filtered));
  if (place && !document.contains(focused)) {
    const fields = [...document.getElementsByName(place[0])];
    (fields.find((field) => field.value === place[1]) ?? fields[0])?.focus({ preventScroll: true });
  }
  scrollTo({ top, behavior: "instant" });
}

const keyOf = (details) =>
  [details.closest("[data-facet]")?.dataset.facet, details.className, details.parentElement.querySelector("input")?.value].join();

/** Announce the new count, and move the focus to the target of the URL's fragment, or to the heading. */
function announce(hash, { focus, typed }) {
  const heading = document.getElementById("heading");
  announcement.textContent = "";
  setTimeout(() => (announcement.textContent = heading.textContent), 60); // the delay makes screen readers repeat an unchanged text
  const target = document.getElementById(decodeURIComponent(hash.slice(1))) ?? (focus && heading);
  if (!target || typed) return;
  target.scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function report(kind, address) {
  trouble.textContent = trouble.dataset[kind];
  if (!address) return;
  const retry = document.createElement("a");
  retry.href = address;
  retry.textContent = trouble.dataset.retry;
  trouble.append(" ", retry);
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
  // Links within the page also fire this event, but they need no search.
  if (live() && here() !== shown) show(location.href, { popped: true });
});

box.addEventListener("focus", () => load("suggestions"), { once: true });
document.addEventListener("input", ({ target }) => {
  if (target.matches(".find")) load("filters").then(({ filter }) => filter(target));
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
const copying = () => load("copy").then(({ addButtons }) => addButtons());
document.addEventListener("toggle", ({ target }) => target.matches(".cite, .record") && copying(), true);
if (document.querySelector(".cite[open]")) copying();
// Apply the filters that the reader selected before this script ran.
if (live() && [...form.elements].some((field) => field.checked !== field.defaultChecked)) show(address());
