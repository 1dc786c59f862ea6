// Ticking a filter applies it at once. Without this script the "Apply filters" button does the same.
const form = document.getElementById("search");
document.documentElement.classList.add("scripted");
document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=checkbox][form=search]")) form.requestSubmit();
});
// What copies is fetched by the pages that have something to copy, in the version of this file.
if (document.querySelector("[data-copy]")) import(`./copy.js${new URL(import.meta.url).search}`);
