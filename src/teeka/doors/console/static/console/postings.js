// One key a decision on the review page: 1 2 3 choose, 0 or N none of these, J K or the arrows walk, also on to
// the next page, U takes the last decision back. A key counts only while a text or something in it has the focus
// (WCAG 2.1.4), and each has a button too. Which text was looked at stands in the address, for a reload.
"use strict";
(() => {
  const texts = () => [...document.querySelectorAll("#review .text")];
  const current = () => document.activeElement && document.activeElement.closest("#review .text");
  let at = 0; // which text of the page was looked at last
  let back = ""; // the text that waits again

  const look = (place, moves = true) => {
    const all = texts();
    if (!all.length) { document.querySelector("#review h1")?.focus(); return; }
    at = Math.max(0, Math.min(place, all.length - 1));
    all[at].focus({ preventScroll: true });
    if (moves) all[at].scrollIntoView({ block: "nearest" });
  };

  const walk = (place) => {
    const beyond = place < 0 ? "prev" : place >= texts().length ? "next" : "";
    const page = beyond && document.querySelector(`#review a[rel=${beyond}]`);
    if (page) page.click(); else look(place);
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
      walk(texts().indexOf(text) + step);
    } else {
      const choice = key === "u" ? document.querySelector("#review [data-undo]")
        : /^[0-3n]$/.test(key) && text.querySelector(`[data-key="${key === "n" ? "0" : key}"]`);
      if (!choice) return;
      choice.click();
    }
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#review [data-undo]")) back = event.target.closest("form").dataset.text;
  });

  document.addEventListener("focusin", () => {
    const text = current();
    if (!text) return;
    at = texts().indexOf(text);
    // Not while the page loads, for the browser would jump there.
    if (document.readyState === "complete") history.replaceState(history.state, "", `#${text.id}`);
  });

  const ready = () => { document.querySelectorAll("[data-keys]").forEach((keys) => { keys.hidden = false; }); };
  const place_of = (id) => texts().findIndex((text) => text.id === id);
  // What was settled is gone, so the next text stands in its place.
  document.addEventListener("htmx:afterSettle", () => {
    ready();
    const again = place_of(back);
    back = "";
    look(again < 0 ? at : again);
  });
  ready();
  const asked = location.hash === "#last" ? texts().length - 1 : place_of(location.hash.slice(1));
  if (texts().length) look(Math.max(asked, 0), asked > 0);
})();
