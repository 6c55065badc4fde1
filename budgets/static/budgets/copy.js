// Copies a citation. Without this script its text is there to be selected; the buttons appear only with it.
"use strict";

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(button, status) {
  const element = document.getElementById(button.dataset.copy);
  let done = false;
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    done = true;
  } catch {
    select(element); // no clipboard outside HTTPS, or none allowed: selected, it is one key away
    done = document.execCommand("copy");
  }
  status.textContent = done ? status.dataset.copied : status.dataset.selected;
  status.classList.remove("unseen");
}

const status = document.getElementById("copied");
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button, status));
}
