// Lights up, together, all that belongs to one statement: when it is pointed at, focused or chosen.
(() => {
  "use strict";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const watch = (root) => {
    const marked = new Map(); // a statement's number -> its pieces of text, each with the letter of its role
    for (const piece of root.querySelectorAll(".text [data-m]")) {
      for (const mark of piece.dataset.m.split(" ")) {
        const number = mark.slice(1);
        if (!marked.has(number)) marked.set(number, []);
        marked.get(number).push([piece, mark[0]]);
      }
    }
    const entries = new Map();
    for (const entry of root.querySelectorAll(".entry")) entries.set(entry.dataset.n, entry);
    let lit = null;
    let pinned = null;

    const set = (number, on) => {
      for (const [piece, letter] of marked.get(number) || []) piece.classList.toggle(`lit-${letter}`, on);
      entries.get(number)?.classList.toggle("lit", on);
    };
    const light = (number) => {
      if (number === lit) return;
      if (lit !== null) set(lit, false);
      lit = number;
      if (lit !== null) set(lit, true);
    };

    // Where several statements lie on each other, the one with the fewest words is meant: the innermost.
    const size = (number) => marked.get(number).reduce((sum, [piece]) => sum + piece.textContent.length, 0);
    const at = (target) => {
      const own = target.closest("[data-n]");
      if (own) return own.dataset.n;
      const marks = target.closest("[data-m]")?.dataset.m.split(" ").filter((mark) => "csq".includes(mark[0]));
      return marks?.length ? marks.map((mark) => mark.slice(1)).reduce((a, b) => (size(b) < size(a) ? b : a)) : null;
    };

    const margin = root.querySelector(".margin");
    const look = (event) => {
      const number = at(event.target);
      light(number ?? pinned);
      // Where the margin scrolls by itself, what is lit in the text is brought into sight there.
      const entry = number !== null && !margin.contains(event.target) && entries.get(number);
      if (!entry || getComputedStyle(margin).position !== "sticky") return;
      const [seen, place] = [margin.getBoundingClientRect(), entry.getBoundingClientRect()];
      if (place.top < seen.top || place.bottom > seen.bottom) {
        margin.scrollTop += place.top - seen.top - (seen.height - place.height) / 2;
      }
    };
    root.addEventListener("mouseover", look);
    root.addEventListener("mouseleave", () => light(pinned));
    root.addEventListener("focusin", look);

    root.addEventListener("click", (event) => {
      const link = event.target.closest("a.to, a.n");
      const goal = link && document.getElementById(link.hash.slice(1));
      if (!goal || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      root.querySelector(".entry.chosen")?.classList.remove("chosen");
      pinned = at(link);
      light(pinned);
      goal.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
      (goal.matches("a") ? goal : goal.querySelector("a")).focus({ preventScroll: true });
      if (link.search) history.replaceState(null, "", link.href);
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") light((pinned = null));
    });

    const chosen = root.querySelector(".entry.chosen"); // lit by the server, for those without a script
    if (chosen) {
      for (const [piece, letter] of marked.get(chosen.dataset.n) || []) piece.classList.remove(`lit-${letter}`);
      light((pinned = chosen.dataset.n));
    }
  };
  for (const root of document.querySelectorAll(".article")) watch(root);
})();
