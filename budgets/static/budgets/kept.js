// What was typed into a form outlives a session that ended, and a form that was left: it is there again in the same form, for the same
// person in the same window, until it was stored. Without this script the forms are as they were.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const whose = document.querySelector("#user-tools strong")?.textContent ?? "";
  const SENT = `kept ${whose} sent`;
  // Only what was sent and stored is forgotten: the server says so.
  const sent = sessionStorage.getItem(SENT);
  if (sent && document.querySelector(".messagelist .success")) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
  for (const form of document.querySelectorAll("form[data-kept]")) {
    const fields = [...form.querySelectorAll("input[type=text], select, textarea")];
    // What somebody declares or chooses of what is shown now is asked anew.
    const boxes = [...form.querySelectorAll("input[type=checkbox]:not([data-anew])")], named = box => `${box.name}=${box.value}`;
    const key = `kept ${whose} ${new URL(form.action).pathname} ${form.dataset.kept}`;
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (kept && !form.querySelector(".errorlist")) {
      const before = fields.map(field => field.value).join("\0");
      fields.forEach(field => { field.value = kept[field.name] ?? field.value; });
      boxes.forEach(box => { box.checked = kept[named(box)] ?? box.checked; });
      const told = form.querySelector("[data-draft]");
      if (told) told.hidden = before === fields.map(field => field.value).join("\0");
    }
    form.addEventListener("input", () => {
      const typed = [...fields.map(field => [field.name, field.value]), ...boxes.map(box => [named(box), box.checked])];
      sessionStorage.setItem(key, JSON.stringify({ ...kept, ...Object.fromEntries(typed) }));
    });
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
  }
});
