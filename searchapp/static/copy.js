// A button that copies, beside each text that is marked with data-copy. Loaded by pages that have one; without it the
// text is there all the same, and one click selects it. The words are those of the page, in its language.
/** Give each text its button, once. */
export function offer() {
  document.querySelectorAll("[data-copy]:not(:has(+ .copy))").forEach(addButton);
}

function addButton(source) {
  const words = source.closest("[data-copy-label]").dataset;
  const button = document.createElement("button");
  const said = document.createElement("output");
  button.type = "button";
  button.textContent = words.copyLabel;
  button.addEventListener("click", async () => {
    said.textContent = "";
    said.textContent = (await copied(source)) ? words.copiedLabel : words.failedLabel;
  });
  const row = document.createElement("p");
  row.className = "copy";
  row.append(button, said);
  source.after(row);
}

async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    // No permission, or a page that came without TLS: what is selected can still be copied.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}
