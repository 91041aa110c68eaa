// Keys for each decision, and boundaries moved by selecting words. All of it can be done with the forms alone.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const form = byId("decision");
  const dialog = byId("keys");
  let busy = false; // a key pressed twice is not to decide on the next statement, too
  addEventListener("pageshow", () => (busy = false));
  for (const each of document.querySelectorAll("form[method=post]")) {
    each.addEventListener("submit", (event) => (busy ? event.preventDefault() : (busy = true)));
  }
  for (const each of document.querySelectorAll(".key, #marks, #show-keys")) each.hidden = false;

  // Single keys can be turned off, for those whose voice or hands press keys that were not meant.
  const switched = byId("take-keys");
  const kept = { get: () => localStorage.getItem("onrecord-keys") !== "off", set: (on) => localStorage.setItem("onrecord-keys", on ? "on" : "off") };
  if (switched) {
    switched.checked = kept.get();
    switched.addEventListener("change", () => kept.set(switched.checked));
  }
  byId("show-keys")?.addEventListener("click", () => dialog.showModal());

  const isField = (node) => node.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  const reach = (target) => {
    if (target.disabled || target.closest("fieldset:disabled")) return;
    if (target.matches("button")) target.click();
    else {
      target.focus();
      target.select?.();
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      if (event.key === "Enter" && event.ctrlKey && form?.contains(event.target)) byId("accept").click();
      return;
    }
    if (dialog?.open) return;
    if (event.key === "Escape" && isField(event.target)) return event.target.blur();
    if (isField(event.target)) return;
    if (marks?.arrow(event)) return event.preventDefault();
    if (event.repeat) return;
    if (!kept.get() && event.key !== "?") return;
    const key = event.key.toLowerCase();
    if (key === "b" && marks?.other()) return event.preventDefault();
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.dataset.mark) marks.take(target.dataset.mark, event.shiftKey);
    else reach(target);
  });

  // What was changed, compared with what stands.
  const adding = form?.dataset.adding !== undefined; // a statement of one's own: nothing stands yet
  const shown = form && !adding ? JSON.parse(form.elements.shown.value) : {};
  const tidy = (value) => value.split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
  const initial = new Map([...(form?.querySelectorAll(".target :is(select, input)") || [])].map((each) => [each, each.value]));
  const look = () => {
    let any = false;
    for (const cell of form.querySelectorAll("[data-cell]")) {
      const name = cell.dataset.cell;
      const changed =
        name === "targets"
          ? cell.dataset.changed === "1" || [...initial].some(([field, value]) => field.value !== value)
          : tidy(form.elements[name].value) !== tidy(shown[name] ?? "");
      if (!adding) cell.classList.toggle("changed", changed);
      any ||= changed;
    }
    if (!adding) byId("accept").querySelector("span").textContent = any ? "Accept with changes" : "Accept";
  };
  if (form) {
    const targets = form.querySelector("[data-cell=targets]");
    if (targets?.classList.contains("changed")) targets.dataset.changed = "1";
    form.addEventListener("input", look);
    form.addEventListener("change", look);
    look();
  }

  // Names to choose from, and the type of the one that was chosen.
  const speaker = byId("c-speaker");
  const names = byId("speakers");
  const typeOf = () => [...names.options].find((option) => option.value === speaker.value)?.dataset.type;
  let asked = 0;
  speaker?.addEventListener("input", () => {
    const type = typeOf();
    if (type) form.elements.speaker_type.value = type;
    clearTimeout(asked);
    if (type || speaker.value.trim().length < 3) return;
    asked = setTimeout(async () => {
      const answer = await fetch(`/review/speakers?like=${encodeURIComponent(speaker.value)}`).catch(() => null);
      if (!answer?.ok) return;
      const known = new Set([...names.options].map((option) => option.value));
      for (const [name, kind] of await answer.json()) {
        if (known.has(name)) continue;
        const option = document.createElement("option");
        option.value = name;
        option.label = kind;
        option.dataset.type = kind;
        names.append(option);
      }
    }, 200);
  });

  // Places in the evidence, counted in code points of the article as the record counts them.
  const watch = (evidence) => {
    const told = byId("told");
    const { paragraphs, selected, textAt } = globalThis.placesIn(evidence);
    const words = paragraphs.flatMap(({ at, node }) =>
      [...node.textContent.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}]+)*/gu)].map((found) => {
        const start = at + [...node.textContent.slice(0, found.index)].length;
        return { start, end: start + [...found[0]].length };
      }),
    );
    let moving = "end";

    const point = (place, isEnd) => {
      const inside = paragraphs.filter(({ at, end }) => (isEnd ? at < place && place <= end : at <= place && place < end));
      const found = inside[0];
      if (!found) return null;
      let left = found.signs.slice(0, place - found.at).join("").length;
      const walker = document.createTreeWalker(found.node, NodeFilter.SHOW_TEXT);
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        if (left < text.length || (isEnd && left === text.length)) return [text, left];
        left -= text.length;
      }
      return null;
    };
    const range = (start, end) => {
      const [from, to] = [point(start, false), point(end, true)];
      if (!from || !to) return null;
      const made = document.createRange();
      made.setStart(...from);
      made.setEnd(...to);
      return made;
    };
    const select = (start, end) => {
      const made = range(start, end);
      if (!made) return false;
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(made);
      made.startContainer.parentElement.scrollIntoView({ block: "nearest" });
      return true;
    };
    const show = () => {
      if (!CSS.highlights) return;
      const pending = new Highlight();
      for (const field of form.querySelectorAll("[data-place]")) {
        if (tidy(field.value) === tidy(shown[field.name] ?? "")) continue;
        for (const { start, end } of placesOf(field)) {
          const made = start !== null && range(start, end);
          if (made) pending.add(made);
        }
      }
      CSS.highlights.set("pending", pending);
    };
    const placesOf = (field) =>
      tidy(field.value).split("\n").filter(Boolean).map((line) => {
        const found = line.match(/@\s*(\d+)\s*[-–]\s*(\d+)$/u) || line.match(/^(\d+)\s*[-–]\s*(\d+)$/u);
        return { line, start: found ? Number(found[1]) : null, end: found ? Number(found[2]) : null };
      });
    form.addEventListener("input", show);
    show();

    // What was chosen or typed before is brought into sight; else words are looked for from where one reads.
    const inSight = () => {
      const top = Math.max(0, ...[evidence, evidence.parentElement].map((each) => each.getBoundingClientRect().top));
      return paragraphs.find(({ node }) => node.getBoundingClientRect().top >= top - 4)?.at ?? 0;
    };
    const first = adding ? [...form.querySelectorAll("[data-place]")].flatMap(placesOf).find(({ start }) => start !== null) : null;
    const there = first && range(first.start, first.end);
    if (there) {
      const [scrolled] = [evidence, evidence.parentElement].filter((each) => each.scrollHeight > each.clientHeight + 1);
      if (scrolled) scrolled.scrollTop += there.getBoundingClientRect().top - scrolled.getBoundingClientRect().top - scrolled.clientHeight / 3;
    }

    const take = (role, further) => {
      const field = byId(`c-${role}`);
      if (field.closest("fieldset:disabled")) return;
      const places = placesOf(field);
      const now = selected();
      const at = now ? places.findIndex(({ start, end }) => start === now.start && end === now.end) : -1;
      if (!now || (at >= 0 && places.length > 1)) {
        // Nothing is selected: what stands there is, one place after the other, or the first word at hand.
        const next = places[(at + 1) % places.length];
        const first = next?.start != null ? next : words.find(({ start }) => start >= (placesOf(byId("c-content"))[0]?.start ?? inSight()));
        moving = "end";
        if (first && select(first.start, first.end)) told.textContent = `${role}: ${next ? "what stands is" : "a word is"} selected. Move its end by the arrow keys, and press the key again.`;
        else told.textContent = `${role}: it stands further off: show the whole article, or type its words.`;
        return;
      }
      if (at >= 0) {
        told.textContent = `${role}: that is what stands.`;
        return;
      }
      const own = { line: `${textAt(now.start, now.end)} @${now.start}–${now.end}`, ...now };
      const touched = ({ start, end }) => start !== null && start < now.end && now.start < end;
      const several = field.dataset.place === "several";
      const left = several && (further || places.some(touched)) ? places.filter((each) => !touched(each)) : [];
      const all = [...left, own].sort((one, other) => (one.start ?? 0) - (other.start ?? 0));
      field.value = all.map(({ line }) => line).join("\n");
      field.rows = all.length;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      getSelection().removeAllRanges();
      told.textContent = `${role}: ${textAt(now.start, now.end)}. ${adding ? "Add the statement" : "Accept"} to keep it.`;
    };

    const moved = (place, forward, letter) => {
      if (letter) {
        const next = place + (forward ? 1 : -1);
        return paragraphs.some(({ at, end }) => at <= next && next <= end) ? next : place;
      }
      const ends = words.map((each) => each[moving]);
      const found = forward ? ends.find((each) => each > place) : ends.findLast((each) => each < place);
      return found ?? place;
    };
    const arrow = (event) => {
      if (!/^(?:Arrow|Page)/u.test(event.key)) return false;
      const now = selected();
      if (!now || event.target.closest("a, button")) return false;
      if (event.key.startsWith("Page")) {
        const next = event.key === "PageDown" ? paragraphs.find(({ at }) => at > now.start) : paragraphs.findLast(({ end }) => end <= now.start);
        const word = next && words.find(({ start }) => start >= next.at);
        moving = "end";
        return Boolean(word) && select(word.start, word.end);
      }
      if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        const next = event.key === "ArrowDown" ? words.find(({ start }) => start >= now.end) : words.findLast(({ end }) => end <= now.start);
        moving = "end";
        return Boolean(next) && select(next.start, next.end);
      }
      const next = { ...now, [moving]: moved(now[moving], event.key === "ArrowRight", event.shiftKey) };
      return next.start >= next.end || select(next.start, next.end);
    };
    const other = () => {
      if (!selected()) return false;
      moving = moving === "end" ? "start" : "end";
      told.textContent = `Now the arrow keys move the ${moving}.`;
      return true;
    };
    for (const button of document.querySelectorAll("[data-mark]")) {
      button.addEventListener("pointerdown", (event) => event.preventDefault()); // or the selection would go
      button.addEventListener("click", (event) => take(button.dataset.mark, event.shiftKey));
    }
    return { take, arrow, other };
  };
  const evidence = byId("evidence");
  const marks = evidence && form ? watch(evidence) : null;
})();
