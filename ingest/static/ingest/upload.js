// Files can be dropped as well as chosen, several times over, and are listed before they are sent. Without this script the field is as it was.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const zone = document.querySelector("[data-drop]");
  const input = zone && zone.querySelector("input[type=file]");
  if (!input) return;
  const words = zone.dataset, most = Number(words.most), maxBytes = Number(words.maxBytes);
  const invitation = zone.querySelector(".invitation"), said = zone.querySelector(".said"), list = zone.querySelector("ul");
  let chosen = [];

  const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const sized = bytes => bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  const row = (file, number) => {
    const item = document.createElement("li"), remove = element("button", words.remove);
    remove.type = "button";
    remove.setAttribute("aria-label", `${words.remove} ${file.name}`);
    remove.addEventListener("click", () => {
      show(chosen.filter(other => other !== file));
      (list.querySelectorAll("button")[Math.min(number, chosen.length - 1)] || input).focus();
    });
    item.append(element("span", file.name), " ", element("small", sized(file.size)), " ", remove);
    const wrong = !file.size ? words.empty : file.size > maxBytes ? words.tooLarge : "";
    if (wrong) item.append(" ", Object.assign(element("strong", wrong), { className: "errornote" }));
    return item;
  };

  const show = (files, left = "") => {
    const transfer = new DataTransfer();
    files.forEach(file => transfer.items.add(file));
    chosen = files;
    input.files = transfer.files;
    input.setCustomValidity(files.length > most ? words.tooMany : "");
    list.replaceChildren(...files.map(row));
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const counted = files.length ? words.count.replace("COUNT", files.length).replace("SIZE", sized(total)) : "";
    said.textContent = [counted, files.length > most ? words.tooMany : "", left].filter(Boolean).join(" ");
  };

  const add = (files, left) => show([...chosen, ...files.filter(file => !chosen.some(other => same(other, file)))], left);

  const isFolder = item => { const entry = item.webkitGetAsEntry && item.webkitGetAsEntry(); return Boolean(entry && entry.isDirectory); };

  const carriesFiles = event => Boolean(event.dataTransfer) && [...event.dataTransfer.types].includes("Files");
  // A file that misses the zone must not replace the page and what was filled in.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, event => { if (carriesFiles(event)) event.preventDefault(); });
  zone.addEventListener("dragover", event => { if (carriesFiles(event)) zone.classList.add("over"); });
  zone.addEventListener("dragleave", event => { if (!zone.contains(event.relatedTarget)) zone.classList.remove("over"); });
  zone.addEventListener("drop", event => {
    zone.classList.remove("over");
    const items = [...event.dataTransfer.items].filter(item => item.kind === "file");
    const files = items.filter(item => !isFolder(item)).map(item => item.getAsFile()).filter(Boolean);
    add(files, items.some(isFolder) ? words.folder : "");
  });
  input.addEventListener("change", () => add([...input.files]));
  invitation.hidden = false;
  if (input.files.length) add([...input.files]);  // kept by the browser when one comes back to the page
});
