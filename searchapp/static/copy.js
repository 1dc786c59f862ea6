// Adds a copy button after each element with data-copy. Without scripts, one click selects the text. The labels of the
// button come from data attributes of the page, so they are in the language of the page.

/** Add a button to each element that has none. */
export function addButtons() {
  document.querySelectorAll("[data-copy]:not(:has(+ .copy))").forEach(addButton);
}

function addButton(source) {
  const labels = source.closest("[data-copy-label]").dataset;
  const button = document.createElement("button");
  const status = document.createElement("output");
  button.type = "button";
  button.textContent = labels.copyLabel;
  button.addEventListener("click", async () => {
    status.textContent = "";
    status.textContent = (await copy(source)) ? labels.copiedLabel : labels.failedLabel;
  });
  const row = document.createElement("p");
  row.className = "copy";
  row.append(button, status);
  source.after(row);
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    // This API needs permission and TLS. If it fails, select the text and try the older API.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}
