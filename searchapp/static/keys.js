// The dialog of keyboard shortcuts. It can turn single-key shortcuts off, which speech input would trigger by accident.
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");

on.checked = localStorage.getItem("keys") !== "off";
on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));

/** Open the dialog. */
export const open = () => dialog.showModal();
