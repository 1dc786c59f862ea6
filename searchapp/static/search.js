// Ticking a filter applies it at once. Without this script the "Apply filters" button does the same.
const form = document.getElementById("search");
document.documentElement.classList.add("scripted");
document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=checkbox][form=search]")) form.requestSubmit();
});
