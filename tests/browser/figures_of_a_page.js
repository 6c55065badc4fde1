// Every row of every table and every headline of a page, as lists of texts: a label, then its figures.
() => {
  const main = document.querySelector("main");
  // The small numbers of remarks, the charts beside figures, ways to look at a line alone, and what pads a figure to its column are no figures of it.
  const text = element => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("a.number, a.under, .pad, svg").forEach(aside => aside.remove());
    copy.querySelectorAll("br").forEach(end => end.replaceWith(" "));
    return copy.textContent.trim();
  };
  const lines = [];
  for (const lede of main.querySelectorAll(".lede")) lines.push(["lede", text(lede)]);
  for (const head of main.querySelectorAll(".heads > div"))
    lines.push(["head " + text(head.querySelector("h2")), ...[...head.querySelectorAll("p:not(.files, .why)")].map(text)]);
  for (const drawing of main.querySelectorAll("svg"))
    if (drawing.checkVisibility())
      for (const drawn of drawing.querySelectorAll("text:not(.small)")) lines.push(["drawn", drawn.textContent]); // small: the scale
  // Our sentences beside tables and drawings; .key explains the signs, .files leads to what can be taken away, .why quotes a document.
  for (const section of main.querySelectorAll("section.part:has(table, svg)"))
    for (const said of section.querySelectorAll("h2, p:not(.key, .files, .tools p)")) lines.push(["said", text(said)]);
  for (const table of main.querySelectorAll("table")) {
    const isIndex = table.classList.contains("index");
    if (!table.classList.contains("printed"))
      for (const row of table.tHead?.rows ?? []) lines.push(["columns", ...[...row.cells].map(text)]);
    for (const row of [...table.tBodies].flatMap(body => [...body.rows])) {
      let line = null, code = "";
      for (const cell of row.cells) {
        if (cell.classList.contains("code")) code = text(cell);
        else if (cell.tagName === "TH") { lines.push(line = [isIndex ? "table " + code : code + " " + text(cell)]); code = ""; }
        else if (isIndex && cell.matches(".wide, .state")) continue; // the unit and the pages of a table
        else if (cell.classList.contains("words") && !/^[\d,.]+$/.test(text(cell))) continue;
        else (line ?? lines[lines.push(["outside of every line"]) - 1]).push(text(cell));
      }
    }
  }
  return lines;
}
