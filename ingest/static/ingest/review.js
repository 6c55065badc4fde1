// The review by keys, and the place of a cell shown on the page.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const review = document.querySelector(".review");
  if (!review) return;
  const original = review.querySelector(".original");
  const cells = [...review.querySelectorAll("table.read [data-cell]")];
  const place = name => review.querySelector(`rect[data-cell="${CSS.escape(name)}"]`);

  // The place of the cell under the pointer, or with the focus; on the page the picture follows.
  let shown = null;
  const show = (cell, follow) => {
    if (shown) place(shown)?.classList.remove("on");
    shown = cell.dataset.cell;
    const rect = place(shown);
    if (!rect) return;
    rect.classList.add("on");
    if (follow) rect.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const follow = rect => {
    const box = rect.getBoundingClientRect(), frame = original.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) original.scrollTop += box.top - frame.top - frame.height / 2;
    if (box.left < frame.left || box.right > frame.right) original.scrollLeft += box.left - frame.left - frame.width / 2;
  };
  for (const cell of cells) {
    cell.addEventListener("mouseenter", () => show(cell, false));
    cell.addEventListener("focusin", () => show(cell, true));
  }
  for (const rect of review.querySelectorAll("rect[data-cell]"))
    rect.addEventListener("click", () => cells.find(cell => cell.dataset.cell === rect.dataset.cell)?.querySelector("a")?.click());

  // The picture larger and smaller, in the steps of the style sheet; it stays so from page to page.
  const zoom = original?.querySelector(".zoom"), LARGEST = 4;
  const enlarge = size => {
    original.dataset.size = Math.min(Math.max(size, 1), LARGEST);
    sessionStorage.setItem("size of originals", original.dataset.size);
    const looked = original.querySelector("rect.on") ?? original.querySelector("rect.problem");
    if (looked) follow(looked);
  };
  if (zoom) {
    zoom.hidden = false;
    enlarge(Number(sessionStorage.getItem("size of originals") ?? 1));
    for (const button of zoom.querySelectorAll("[data-by]"))
      button.addEventListener("click", () => enlarge(button.dataset.by === "0" ? 1 : Number(original.dataset.size) + Number(button.dataset.by)));
  }
  const first = original?.querySelector("rect.on, rect.problem, mark");
  if (first) follow(first);

  // Keys: what bears one is pressed; arrows go from cell to cell.
  const typing = element => element.matches("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) && event.key !== "Escape") return;
    const key = event.key === "=" ? "+" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const pressed = review.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (pressed) {
      event.preventDefault();
      pressed.click();
    } else if (event.key.startsWith("Arrow") && event.target.closest("table.read")) {
      const next = beside(event.target.closest("[data-cell]"), event.key);
      if (next) { event.preventDefault(); next.querySelector("a")?.focus(); }
    } else if (event.key.startsWith("Arrow") && event.target === document.body) {
      const link = begin()?.querySelector("a");
      if (link) { event.preventDefault(); link.focus(); }
    }
  });
  // Where arrows begin: at the cell that is chosen, else at one of the problem that is looked at, else at the first.
  const begin = () => {
    const body = cells.filter(cell => cell.matches("tbody [data-cell]")), marks = [...review.querySelectorAll("rect.problem")];
    const within = rect => marks.some(mark => {
      const box = rect.getBoundingClientRect(), around = mark.getBoundingClientRect();
      const x = box.left + box.width / 2, y = box.top + box.height / 2;
      return around.left <= x && x <= around.right && around.top <= y && y <= around.bottom;
    });
    const is_looked_at = cell => { const rect = place(cell.dataset.cell); return rect && within(rect); };
    return body.find(cell => cell.classList.contains("on")) ?? body.find(is_looked_at) ?? body.find(cell => cell.querySelector("a"));
  };
  const beside = (cell, key) => {
    const row = cell.parentElement, at = [...row.children].indexOf(cell);
    if (key === "ArrowLeft") return cell.previousElementSibling;
    if (key === "ArrowRight") return cell.nextElementSibling;
    return (key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling)?.children[at];
  };

  for (const second of review.querySelectorAll(".second-row")) {
    const what = second.closest("form").elements.new;
    what.addEventListener("change", () => { second.open = what.value === "split"; });
  }
  // Who changes nothing stays where they are: the form goes, its cell is still chosen and has the focus.
  const close = review.querySelector("form.correction [data-close]");
  close?.addEventListener("click", event => {
    const left = close.closest("form"), chosen = cells.find(cell => cell.dataset.cell === left.elements.cell.value)?.querySelector("a");
    if (!chosen) return;
    event.preventDefault();
    history.replaceState(null, "", close.href);
    left.remove();
    chosen.focus();
  });
  // Later, for the browser itself still goes to the place that the address names, and takes the focus with it.
  const form = review.querySelector("form.correction");
  if (form) window.addEventListener("load", () => requestAnimationFrame(() => form.querySelector("input[type=text], select")?.select?.()));
});
