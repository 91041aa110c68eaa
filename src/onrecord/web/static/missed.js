// In an article: words that are selected can be told to be a statement that is missing.
(() => {
  "use strict";
  const bar = document.getElementById("selected");
  const link = bar.querySelector("a");
  const words = bar.querySelector("q");
  const text = document.querySelector("article.text");
  let places = null; // what they are is found when somebody first selects words: that takes a moment on a long page
  let waiting = 0;

  const look = () => {
    const chosen = getSelection();
    const inside = !chosen.isCollapsed && chosen.rangeCount && chosen.getRangeAt(0).intersectsNode(text);
    places ??= inside ? globalThis.placesIn(text) : null;
    const now = inside ? places.selected() : null;
    if (!now && bar.contains(document.activeElement)) return; // or it would go from under the keyboard
    bar.hidden = !now;
    if (!now) return;
    const told = [...places.textAt(now.start, now.end)];
    words.textContent = told.length > 60 ? `${told.slice(0, 58).join("")} …` : told.join("");
    link.search = new URLSearchParams({ content: `${now.start}-${now.end}` });
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 120);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing) return;
    if (localStorage.getItem("onrecord-keys") === "off") return;
    look();
    if (!bar.hidden) link.click();
  });
})();
