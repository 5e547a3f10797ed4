// A session's paper without a mouse: Enter goes on, a full stop in an empty cell takes what the line before has,
// two digits are minutes of the hour before, the arrows change the line. A line is sent as it is left, and the
// next one is keyed meanwhile; one that is refused says why beside it.
"use strict";
(() => {
  const TIMES = ["arrived", "given_at"];
  const before = {}; // what was keyed last in each column
  const lines = () => [...document.querySelectorAll("#record tr.line")].filter((line) => line.querySelector("[data-cell]"));
  const cells = (line) => [...line.querySelectorAll("[data-cell]")];
  const cell = (line, name) => line.querySelector(`[data-cell=${name}]`);
  const says = (line) => cells(line).some((one) => one.value !== one.defaultValue);

  const look = (one) => { if (one) { one.focus(); one.select(); } };

  const walk = (line, name, step) => {
    const all = lines();
    const other = all[all.indexOf(line) + step];
    if (other) look(cell(other, name) || cells(other)[0]);
  };

  const leave = (line) => {
    const all = lines();
    const next = all[all.indexOf(line) + 1];
    if (says(line)) {
      cells(line).forEach((one) => { if (one.value) before[one.dataset.cell] = one.value; });
      htmx.trigger(line, "save");
    }
    if (next) look(cells(next)[0]);
  };

  const expand = (one, line) => {
    const hour = (one.dataset.cell === "given_at" && cell(line, "arrived").value) || before[one.dataset.cell] || "";
    const known = /^(\d{1,2}):?\d{2}$/.exec(hour);
    if (/^\d{2}$/.test(one.value) && known) one.value = known[1].padStart(2, "0") + one.value;
  };

  // A batch makes a dose, which has a time and no reason; without one there is a reason and no time.
  const after = (one, line) => {
    const name = one.dataset.cell;
    if (name === "arrived" && !cells(line).some((other) => other.value)) return null;
    if (name === "batch") return cell(line, one.value ? "given_at" : "reason");
    if (name === "given_at") return null;
    return cells(line)[cells(line).indexOf(one) + 1] || null;
  };

  const goOn = (one, line) => {
    if (TIMES.includes(one.dataset.cell)) expand(one, line);
    const next = after(one, line);
    if (next) look(next); else leave(line);
  };

  document.addEventListener("keydown", (event) => {
    const one = event.target.closest("#record [data-cell]");
    if (!one || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const line = one.closest("tr.line");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      walk(line, one.dataset.cell, step);
    } else if (event.key === "Enter") {
      if (!event.repeat) goOn(one, line);
    } else if ((event.key === "." || event.code === "NumpadDecimal") && !one.value && before[one.dataset.cell]) {
      one.value = before[one.dataset.cell];
      goOn(one, line);
    } else {
      return;
    }
    event.preventDefault();
  });

  // Whoever was added makes room for the next.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig.elt.id === "line-new" && document.activeElement === document.body) {
      look(document.querySelector("#line-new [data-cell]"));
    }
  });

  // What did not reach the server stays in its line, which says so.
  const unsent = (event) => {
    const line = event.target.closest("tr.line");
    if (!line) return;
    const said = document.createElement("span");
    said.className = "tag tag-act unsent";
    said.textContent = document.querySelector("#record").dataset.unsent;
    line.querySelector("[role=status]").replaceChildren(said);
  };
  document.addEventListener("htmx:sendError", unsent);
  document.addEventListener("htmx:responseError", unsent);

  document.querySelectorAll("[data-keys]").forEach((keys) => { keys.hidden = false; });
  look(lines().map((line) => cells(line)[0]).find((one) => !one.value));
})();
