// A search's address holds what is asked and nothing empty; "/" leads to the words.
(() => {
  "use strict";
  const form = document.querySelector("form.ask");
  const words = document.getElementById("words");
  const fields = () => form.querySelectorAll("input[name], select[name]");
  form.addEventListener("submit", () => {
    for (const field of fields()) if (field.type !== "checkbox" && !field.value.trim()) field.disabled = true;
  });
  // A page that comes back from the browser's memory has its fields again.
  addEventListener("pageshow", () => {
    for (const field of fields()) field.disabled = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    words.focus();
    words.select();
  });
})();
