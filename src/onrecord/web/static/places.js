// Places in an article's text, counted in code points as the record counts them. Whoever shows a text with its
// paragraphs' beginnings (data-at) can ask what is selected in it.
globalThis.placesIn = (root) => {
  "use strict";
  // The numbers of statements stand in the text and are none of it.
  const plain = (node) => {
    for (const each of node.querySelectorAll(".n")) each.remove();
    return node.textContent;
  };
  const paragraphs = [...root.querySelectorAll("[data-at]")].map((node) => {
    const signs = [...plain(node.cloneNode(true))];
    return { node, at: Number(node.dataset.at), signs, end: Number(node.dataset.at) + signs.length };
  });
  const holding = (place) => paragraphs.find(({ at, end }) => at <= place && place < end);
  const blank = (place) => {
    const its = holding(place);
    return /^\s*$/u.test(its?.signs[place - its.at] ?? "");
  };

  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const chosen = selection.getRangeAt(0);
    if (!chosen.intersectsNode(root)) return null;
    let [start, end] = [null, null];
    for (const { node, at } of paragraphs) {
      if (!chosen.intersectsNode(node)) continue;
      const own = document.createRange();
      own.selectNodeContents(node);
      const from = own.cloneRange();
      const to = own.cloneRange();
      if (chosen.compareBoundaryPoints(Range.START_TO_START, own) > 0) from.setEnd(chosen.startContainer, chosen.startOffset);
      else from.collapse(true);
      if (chosen.compareBoundaryPoints(Range.END_TO_END, own) < 0) to.setEnd(chosen.endContainer, chosen.endOffset);
      start ??= at + [...plain(from.cloneContents())].length;
      end = at + [...plain(to.cloneContents())].length;
    }
    if (start === null) return null;
    while (start < end && blank(start)) start++;
    while (end > start && blank(end - 1)) end--;
    return start < end ? { start, end } : null;
  };

  const textAt = (start, end) =>
    paragraphs
      .filter((each) => each.at < end && start < each.end)
      .map(({ at, signs }) => signs.slice(Math.max(0, start - at), end - at).join(""))
      .join(" ")
      .split(/\s+/u)
      .filter(Boolean)
      .join(" ");

  return { paragraphs, selected, textAt };
};
