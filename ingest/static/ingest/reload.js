// The list of runs reloads itself as long as something is under way and somebody looks at it.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const pending = document.querySelector("[data-reload-seconds]");
  if (!pending) return;
  const untouched = () => !document.hidden && !document.querySelector("#changelist input:checked, #changelist-search input:focus");
  window.setInterval(() => { if (untouched()) window.location.reload(); }, Number(pending.dataset.reloadSeconds) * 1000);
});
