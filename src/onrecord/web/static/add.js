// While pages are being read, what is shown of them is asked for anew; the form beside it is left alone.
(() => {
  "use strict";
  const PAUSE = 1000;
  const shown = () => document.getElementById("progress");
  const later = (pause) => setTimeout(look, pause);
  async function look() {
    try {
      const answer = await fetch("/add", { headers: { Accept: "text/html" } });
      if (!answer.ok) return; // signed out meanwhile: what is shown stays
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("progress");
      const held = shown().contains(document.activeElement);
      const said = news && news.querySelector("h2").textContent;
      const told = document.getElementById("news"); // what a screen reader says, when it changes
      if (said && told.textContent !== said) told.textContent = said;
      if (news && !held) shown().replaceChildren(...document.adoptNode(news).childNodes);
      if (news && news.dataset.toDo === "0" && !held) return;
      later(PAUSE);
    } catch {
      later(5 * PAUSE); // the site may come back
    }
  }
  if (shown().dataset.toDo !== "0") later(PAUSE);
})();
