// The dialog of keyboard shortcuts. It can turn off single-key shortcuts, because speech input may trigger them by accident.
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");

on.checked = localStorage.getItem("keys") !== "off";
on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));

/** Open the dialog. */
export const open = () => dialog.showModal();
