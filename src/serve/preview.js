// What the preview adds to a page, and no published page has: it is loaded again when it changed, with the scroll position
// kept; style sheets change without that; mistakes are shown over it; and each passage leads to where it is written.
// All words come from the server as JSON and reach the page as text.
"use strict";
(() => {
  const own = document.currentScript.dataset.page;
  const KEPT = "preview:scroll";
  const STATE = "/_preview/state" + location.pathname;
  const versions = new Map();
  let panel = null;
  let shown = "";
  let isReloading = false;

  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  const sheet = (name) => {
    const link = make("link");
    link.rel = "stylesheet";
    link.href = "/_preview/" + name;
    return link;
  };

  // Passages of a page, and what each says without its number, which changes when something is written above it.
  const passages = () => [...document.querySelectorAll("main [id]")].filter((block) => block.getClientRects().length);
  const said = (block) => [...block.childNodes]
    .filter((node) => !(node.matches && node.matches(".pn, .num, .preview-source")))
    .map((node) => node.textContent).join("").trim().slice(0, 400);

  // The page is loaded again; what stood at the top of the window stands there again, also when something was
  // written above it.
  const reload = () => {
    // The passage that begins nearest to the top of the window: what holds it begins far above.
    const away = (block) => Math.abs(block.getBoundingClientRect().top);
    const blocks = passages();
    const top = blocks.length ? blocks.reduce((best, block) => (away(block) < away(best) ? block : best)) : null;
    const details = [...document.querySelectorAll("details")].map((one) => one.open);
    const kept = {
      path: location.pathname,
      y: scrollY,
      id: top ? top.id : null,
      said: top ? said(top) : null,
      place: blocks.indexOf(top),
      top: top ? top.getBoundingClientRect().top : 0,
      details,
    };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
    isReloading = true;
    history.scrollRestoration = "manual";
    location.reload();
  };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    if (!kept || kept.path !== location.pathname) return;
    const scroll = () => {
      const blocks = passages();
      const away = (block) => Math.abs(blocks.indexOf(block) - kept.place);
      const same = blocks.filter((block) => said(block) === kept.said).sort((one, other) => away(one) - away(other));
      const block = same[0] || (kept.id && document.getElementById(kept.id));
      const y = block && kept.y > 0
        ? block.getBoundingClientRect().top + scrollY - kept.top
        : kept.y;
      scrollTo({ top: y, behavior: "instant" });
    };
    const details = document.querySelectorAll("details");
    if (details.length === kept.details.length) {
      details.forEach((one, index) => { one.open = kept.details[index]; });
    }
    scroll();
    addEventListener("load", () => {
      scroll();
      sessionStorage.removeItem(KEPT);
    });
    // Not before this page goes: the browser would scroll to where the reader was, after us.
    addEventListener("pagehide", () => {
      if (!isReloading) history.scrollRestoration = "auto";
    });
  };

  const swapSheets = (sheets) => {
    for (const [name, [address, version]] of Object.entries(sheets)) {
      const before = versions.get(name);
      versions.set(name, version);
      if (before === undefined || before === version) continue;
      for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
        const file = new URL(link.href).pathname.split("/").pop();
        if (file !== name + ".css" && !file.startsWith(name + ".")) continue;
        // The old sheet goes when the new one is there: the page is never without style.
        const next = link.cloneNode();
        next.href = address + "?" + version;
        next.addEventListener("load", () => link.remove());
        next.addEventListener("error", () => next.remove());
        link.after(next);
      }
    }
  };

  const showPlaces = (places) => {
    document.querySelectorAll(".preview-source").forEach((link) => link.remove());
    const text = document.querySelector(".prose");
    const blocks = text ? [...text.children].filter((block) => !block.matches("span.gap")) : [];
    const holds = /^(P|DIV|H[1-6]|LI|ASIDE|FIGURE|SECTION|DT|BLOCKQUOTE)$/;
    for (const [kind, which, label, href] of places) {
      const element = kind === "id" ? document.getElementById(which)
        : kind === "block" ? blocks[which] : document.querySelector("h1");
      if (!element) continue;
      const link = make("a", "preview-source", label.split(":").pop());
      link.href = href;
      link.title = label;
      link.setAttribute("aria-label", "Source: " + label);
      if (holds.test(element.tagName)) {
        element.classList.add("preview-place");
        element.append(link);
      } else {
        element.before(link);
      }
    }
  };

  // What stands between backticks is something that was written, or is to be written.
  const words = (name, text) => {
    const element = make(name);
    text.split("`").forEach((part, index) => element.append(index % 2 ? make("code", "", part) : part));
    return element;
  };

  const mistake = (told) => {
    const item = make("li", told.level);
    const head = make("p", "head");
    head.append(make("strong", "", told.level), " ", words("bdi", told.message), " ", make("code", "kind", told.code));
    item.append(head);
    const place = make(told.href ? "a" : "span", "place", told.place);
    if (told.href) place.href = told.href;
    item.append(place);
    if (told.excerpt) {
      const excerpt = make("pre");
      excerpt.dir = "auto";
      const [before, marked, after] = told.excerpt;
      excerpt.append(before, make("mark", "", marked || "\u2038"), after);
      item.append(excerpt);
    }
    if (told.advice) {
      const advice = words("p", told.advice);
      advice.className = "advice";
      item.append(advice);
    }
    return item;
  };

  // Whether the list is open: as the reader left it in this window, until there are errors where there were none.
  const OPEN = "preview:open";
  const wasOpen = (errors) => {
    const kept = JSON.parse(sessionStorage.getItem(OPEN) || "null");
    return kept && (kept.errors > 0 || errors === 0) ? kept.open : errors > 0;
  };
  const keepOpen = (open, errors) => sessionStorage.setItem(OPEN, JSON.stringify({ open, errors }));

  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  const showMistakes = (mistakes) => {
    const text = JSON.stringify(mistakes);
    if (text === shown) return;
    shown = text;
    if (!panel) {
      const host = make("div");
      host.id = "hb-preview";
      const root = host.attachShadow({ mode: "open" });
      panel = make("section", "panel");
      panel.setAttribute("role", "status");
      panel.setAttribute("aria-label", "Mistakes");
      panel.lang = "en";
      panel.dir = "ltr";
      panel.hidden = true;
      const style = sheet("panel.css");
      // Nothing shows before it has its style.
      style.addEventListener("load", () => { panel.hidden = panel.childElementCount === 0; });
      root.append(style, panel);
      document.body.append(host);
    }
    const { list, errors, all } = mistakes;
    const scrolled = panel.scrollTop;
    panel.replaceChildren();
    if (all === 0) {
      panel.hidden = true;
      document.documentElement.classList.remove("preview-open");
      keepOpen(false, 0);
      return;
    }
    const warnings = all - errors;
    const words = [errors && count(errors, "error"), warnings && count(warnings, "warning")];
    const bar = make("div", "bar");
    const button = make("button", "", words.filter(Boolean).join(", "));
    button.type = "button";
    bar.append(button);
    const here = mistakes.own === all ? "" : mistakes.own === 0 ? "none on this page" : `${mistakes.own} on this page`;
    const last = errors ? "the last state without errors is shown" : "";
    const note = make("span", "note", [here, last].filter(Boolean).join("; "));
    bar.append(note);
    panel.append(bar);
    const content = make("div");
    for (const [title, own] of [["On this page", true], ["Elsewhere", false]]) {
      const told = list.filter((one) => one.own === own);
      if (!told.length) continue;
      const items = make("ol");
      items.append(...told.map(mistake));
      content.append(make("h2", "", title), items);
    }
    if (all > list.length) content.append(make("p", "note", `… and ${all - list.length} more: handbook check lists them all`));
    panel.append(content);
    const set = (open) => {
      content.hidden = note.hidden = !open;
      panel.className = `panel ${errors ? "errors" : "warnings"} ${open ? "open" : "closed"}`;
      button.setAttribute("aria-expanded", String(open));
      document.documentElement.classList.toggle("preview-open", open);
      keepOpen(open, errors);
    };
    button.addEventListener("click", () => set(content.hidden));
    set(wasOpen(errors));
    panel.scrollTop = scrolled;
    if (panel.getRootNode().firstChild.sheet) panel.hidden = false;
  };

  let isAsking = false;
  let askAgain = false;
  const ask = async () => {
    if (isAsking) { askAgain = true; return; }
    isAsking = true;
    try {
      const answer = await fetch(STATE, { cache: "no-store" });
      const state = await answer.json();
      if (state.page !== own) { reload(); return; }
      swapSheets(state.sheets);
      showMistakes(state.mistakes);
      showPlaces(state.places);
      document.documentElement.dataset.preview = state.number;
    } catch {
      // The preview has ended or is busy: the next event asks again.
    }
    isAsking = false;
    if (askAgain) { askAgain = false; ask(); }
  };

  // A browser has few connections to one host: windows that nobody looks at give theirs back.
  let events = null;
  const listen = () => {
    if (document.hidden) {
      if (events) events.close();
      events = null;
      return;
    }
    if (events && events.readyState !== EventSource.CLOSED) return;
    events = new EventSource("/_preview/events");
    events.onmessage = ask;
    events.onerror = () => {
      if (events && events.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    };
  };

  document.head.append(sheet("preview.css"));
  restore();
  document.addEventListener("visibilitychange", listen);
  listen();
})();
