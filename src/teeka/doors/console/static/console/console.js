// What a page cannot do without a script: print itself. Everything else works with scripts turned off.
"use strict";
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
// What needs a script is hidden until there is one.
document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
document.addEventListener("htmx:afterSwap", () => {
  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
});
