// The dialog that shows the keys, and turns the single ones off: who dictates would press them by talking.
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");

on.checked = localStorage.getItem("keys") !== "off";
on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));

/** Open the dialog. */
export const open = () => dialog.showModal();
