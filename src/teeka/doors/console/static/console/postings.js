// One key a decision on the review page: 1 2 3 choose, 0 or N none of these, J K or the arrows walk.
// A key counts only while a text or something in it has the focus (WCAG 2.1.4), and each has a button too.
"use strict";
(() => {
  const texts = () => [...document.querySelectorAll("#review .text")];
  const current = () => document.activeElement && document.activeElement.closest("#review .text");
  let at = 0; // which text of the page was looked at last

  const look = (place, moves = true) => {
    const all = texts();
    if (!all.length) { document.querySelector("#review h1")?.focus(); return; }
    at = Math.max(0, Math.min(place, all.length - 1));
    all[at].focus({ preventScroll: true });
    if (moves) all[at].scrollIntoView({ block: "nearest" });
  };

  // The key as it is printed on most keyboards, also while one types Hindi.
  const pressed = (event) => {
    const of_place = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code);
    return /^[0-9a-z]$/i.test(event.key) || !of_place ? event.key.toLowerCase() : of_place[1].toLowerCase();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const text = current();
    if (!text || event.target.closest("input, select, textarea")) return;
    const key = pressed(event);
    const step = { j: 1, arrowdown: 1, k: -1, arrowup: -1 }[key];
    if (step) {
      look(texts().indexOf(text) + step);
    } else {
      const choice = text.querySelector(`[data-key="${key === "n" ? "0" : key}"]`);
      if (!choice || !/^[0-3n]$/.test(key)) return;
      choice.click();
    }
    event.preventDefault();
  });

  document.addEventListener("focusin", () => {
    const text = current();
    if (text) at = texts().indexOf(text);
  });

  const ready = () => { document.querySelectorAll("[data-keys]").forEach((keys) => { keys.hidden = false; }); };
  // What was settled is gone, so the next text stands in its place.
  document.addEventListener("htmx:afterSettle", () => { ready(); look(at); });
  ready();
  const asked = texts().findIndex((text) => `#${text.id}` === location.hash);
  if (texts().length) look(Math.max(asked, 0), asked > 0);
})();
