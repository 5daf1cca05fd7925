// The page works without this. With it, the stories change while one types or chooses, and the focus stays.
(() => {
  "use strict";
  const form = document.getElementById("ask");
  if (!form || !window.fetch || !window.DOMParser || !window.URLSearchParams || !window.AbortController) return;
  document.documentElement.classList.add("js");
  let timer = 0;
  let running = null;
  let shown = "";

  const address = () => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "" && !(name === "order" && !chosen)) asked.append(name, value);
    }
    return "/?" + asked;
  };
  let chosen = new URLSearchParams(location.search).has("order");

  const show = async (target, remember) => {
    if (running) running.abort();
    const mine = (running = new AbortController());
    const results = document.getElementById("results");
    results.classList.add("busy");
    try {
      const answer = await fetch(target, { signal: mine.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = document.getElementById("results");
      // The heading stays the same element, so that a screen reader is told of the new count.
      const count = document.getElementById("count");
      const fresh = page.getElementById("results");
      const heading = fresh.querySelector("#count");
      count.replaceChildren(...heading.childNodes);
      heading.replaceWith(count);
      now.replaceChildren(...fresh.childNodes);
      for (const select of form.querySelectorAll("select")) {
        const other = page.getElementById(select.id);
        if (!other || select === document.activeElement) continue;
        const value = other.value; // while its options are exchanged, a select chooses for itself
        select.replaceChildren(...other.childNodes);
        select.value = value;
      }
      document.title = page.title;
      if (remember) history.replaceState(null, "", target);
      now.classList.remove("busy");
    } catch (problem) {
      if (problem.name !== "AbortError") location.assign(target);
    }
  };

  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const target = address();
      if (target !== shown) show((shown = target), true);
    }, wait);
  };

  form.addEventListener("input", (event) => {
    if (event.target.id === "q") soon(250);
  });
  form.addEventListener("change", (event) => {
    if (event.target.id === "order") chosen = true;
    if (event.target.tagName === "SELECT") soon(0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.getElementById("q").focus();
    }
  });
})();
