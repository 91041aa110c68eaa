// Lights up, together, all that belongs to one statement: when it is pointed at, focused or chosen.
(() => {
  "use strict";
  const marked = new Map(); // a statement's number -> its pieces of text, each with the letter of its role
  const pieces = document.querySelectorAll(".text [data-m]");
  for (const piece of pieces) {
    for (const mark of piece.dataset.m.split(" ")) {
      const number = mark.slice(1);
      if (!marked.has(number)) marked.set(number, []);
      marked.get(number).push([piece, mark[0]]);
    }
  }
  const entries = new Map();
  for (const entry of document.querySelectorAll(".entry[data-n]")) entries.set(entry.dataset.n, entry);

  let lit = null;
  let pinned = null;

  const set = (number, on) => {
    for (const [piece, letter] of marked.get(number) || []) piece.classList.toggle(`lit-${letter}`, on);
    const entry = entries.get(number);
    if (entry) entry.classList.toggle("lit", on);
  };
  const light = (number) => {
    if (number === lit) return;
    if (lit !== null) set(lit, false);
    lit = number;
    if (lit !== null) set(lit, true);
  };

  // The innermost statement at a place is the one whose words are the fewest.
  const size = (number) => (marked.get(number) || []).reduce((sum, [piece]) => sum + piece.textContent.length, 0);
  const at = (target) => {
    const own = target.closest("[data-n]");
    if (own) return own.dataset.n;
    const piece = target.closest("[data-m]");
    if (!piece) return null;
    const numbers = piece.dataset.m.split(" ").filter((mark) => "csq".includes(mark[0])).map((mark) => mark.slice(1));
    return numbers.length ? numbers.reduce((a, b) => (size(b) < size(a) ? b : a)) : null;
  };

  const chosen = document.querySelector(".entry.chosen");
  if (chosen) {
    pinned = chosen.dataset.n;
    for (const piece of pieces) {
      for (const name of [...piece.classList]) if (name.startsWith("lit-")) piece.classList.remove(name);
    }
    light(pinned);
  }

  const look = (event) => light(at(event.target) ?? pinned);
  document.addEventListener("mouseover", look);
  document.addEventListener("focusin", look);
  document.addEventListener("mouseleave", () => light(pinned));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.to, a.n");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const goal = document.getElementById(link.hash.slice(1));
    if (!goal) return;
    event.preventDefault();
    if (chosen) chosen.classList.remove("chosen");
    pinned = link.closest("[data-n]").dataset.n;
    light(pinned);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    goal.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    (goal.matches("a") ? goal : goal.querySelector("a")).focus({ preventScroll: true });
    if (link.matches(".to") && link.search) history.replaceState(null, "", link.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pinned = null;
    light(null);
  });
})();
