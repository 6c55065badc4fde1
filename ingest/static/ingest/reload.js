// A list of what is under way asks again every few seconds, while somebody looks at it, and puts what changed into its rows: what was ticked,
// typed or focused stays. Rows that are new come with the next visit or "reload now".
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const pending = document.querySelector("[data-reload-seconds]");
  if (!pending) return;
  const seconds = Number(pending.dataset.reloadSeconds);

  const rowsOf = page => [...page.querySelectorAll("#result_list tbody tr")];
  const numberOf = row => { const box = row.querySelector("input.action-select"); return box ? box.value : ""; };

  const renew = (row, newer) => [...newer.cells].forEach((cell, place) => {
    const old = row.cells[place];
    if (old && !cell.classList.contains("action-checkbox") && old.innerHTML !== cell.innerHTML && !old.contains(document.activeElement)) {
      old.innerHTML = cell.innerHTML;
    }
  });

  // Without boxes to tell rows by, they are told by their places, as long as there are as many.
  const renewAll = page => {
    const rows = rowsOf(document), newer = rowsOf(page);
    const byNumber = new Map(newer.filter(numberOf).map(row => [numberOf(row), row]));
    rows.forEach((row, place) => {
      const found = numberOf(row) ? byNumber.get(numberOf(row)) : rows.length === newer.length && newer[place];
      if (found) renew(row, found);
    });
  };

  const ask = async () => {
    if (!document.hidden) {
      const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
      if (answer && answer.redirected) { window.location.reload(); return; }  // logged out: the page says so
      if (answer && answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        renewAll(page);
        const line = page.querySelector("[data-reload-seconds]");
        if (!line) { pending.replaceChildren(pending.dataset.done); return; }
        pending.innerHTML = line.innerHTML;
      }
    }
    window.setTimeout(ask, seconds * 1000);
  };
  window.setTimeout(ask, seconds * 1000);
});
