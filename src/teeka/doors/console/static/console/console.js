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
// A form whose answer takes some seconds says so, once it is sent; and is as before when one comes back to it.
const busy = (form, is) => {
  form.querySelectorAll("[data-busy]").forEach((said) => { said.hidden = !is; });
  form.querySelectorAll("button").forEach((button) => { button.disabled = is; });
};
document.addEventListener("submit", (event) => {
  if (event.target.querySelector("[data-busy]")) busy(event.target, true);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form:has([data-busy])").forEach((form) => busy(form, false));
});
