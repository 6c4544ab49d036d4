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
  let told = null;
  let shown = "";
  let placed = "";
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

  // What is too wide for the window, and moves sideways by itself.
  const SIDEWAYS = "main [tabindex='0']";

  // The page is loaded again; what stood at the top of the window stands there again, also when something was
  // written above it.
  const reload = () => {
    // The passage that begins nearest to the top of the window: what holds it begins far above.
    const away = (block) => Math.abs(block.getBoundingClientRect().top);
    const blocks = passages();
    const top = blocks.length ? blocks.reduce((best, block) => (away(block) < away(best) ? block : best)) : null;
    const details = [...document.querySelectorAll("details")].map((one) => one.open);
    const sideways = [...document.querySelectorAll(SIDEWAYS)].map((one) => one.scrollLeft);
    const kept = {
      path: location.pathname,
      y: scrollY,
      id: top ? top.id : null,
      said: top ? said(top) : null,
      place: blocks.indexOf(top),
      top: top ? top.getBoundingClientRect().top : 0,
      details,
      sideways,
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
    const tables = document.querySelectorAll(SIDEWAYS);
    if (tables.length === kept.sideways.length) {
      tables.forEach((one, index) => { one.scrollLeft = kept.sideways[index]; });
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

  const swapPictures = (pictures) => {
    for (const [address, version] of Object.entries(pictures)) {
      const before = versions.get(address);
      versions.set(address, version);
      if (before === undefined || before === version) continue;
      for (const picture of document.querySelectorAll("img")) {
        if (picture.getAttribute("src").split("?")[0] === address) picture.src = address + "?" + version;
      }
    }
  };

  // The elements that an anchor of the page means: what stands there, and where the link to its source can be put.
  const HOLDS = /^(P|DIV|H[1-6]|LI|ASIDE|FIGURE|SECTION|DT|DD|TH|TD|BLOCKQUOTE)$/;
  const holder = (element) => {
    if (element && /^(UL|OL|DL|TABLE)$/.test(element.tagName)) return element.querySelector("li, dt, th, td");
    return element;
  };
  const finder = () => {
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];
    const text = document.querySelector(".prose");
    // What a translation lacks stands in a frame of its own, with a mark before it.
    const inside = (block) => (block.matches(".borrowed") ? [...block.children].flatMap(inside)
      : block.matches("span.gap, .mark, .folded") ? [] : [block]);
    const blocks = text ? [...text.children].flatMap(inside) : [];
    const begun = new Map();
    for (const link of all("main :is(th, li, dt) > a:first-of-type")) {
      const href = link.getAttribute("href");
      begun.set(href, [...(begun.get(href) || []), link.parentElement]);
    }
    const find = {
      title: () => all("main h1").slice(0, 1),
      summary: () => all("main :is(.summary, .subtitle)").slice(0, 1),
      point: (at) => all("main .key li").slice(at, at + 1),
      id: (id) => [document.getElementById(id)],
      block: (at) => [blocks[at]],
      entry: (href) => begun.get(href) || [],
      row: (href) => (begun.get(href) || []).map((cell) => cell.parentElement.querySelector(":scope > td")),
      open: (at) => all("main .passage").slice(at, at + 1),
      fact: (at) => all("main .facts > div").slice(at, at + 1),
    };
    return (kind, which) => (find[kind] ? find[kind](which) : []).map(holder).filter(Boolean);
  };

  const showPlaces = (places) => {
    const text = JSON.stringify(places);
    if (text === placed) return;
    placed = text;
    document.querySelectorAll(".preview-source").forEach((link) => link.remove());
    const find = finder();
    for (const [kind, which, label, href] of places) {
      for (const element of find(kind, which)) {
        const link = make("a", "preview-source");
        link.href = href;
        link.lang = "en";
        link.dataset.place = label;
        link.setAttribute("aria-label", "Source: " + label);
        if (HOLDS.test(element.tagName) && getComputedStyle(element).overflowX === "visible") {
          element.classList.add("preview-place");
          element.append(link);
        } else {
          element.parentElement.classList.add("preview-place");
          link.classList.add("before");
          element.before(link);
        }
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

  const stops = () => [...panel.querySelectorAll("button, a")].filter((one) => one.getClientRects().length);
  let close = () => false;
  // Escape folds the list, unless it means something to what has the focus.
  addEventListener("keydown", (event) => {
    const isField = event.target.matches && event.target.matches("input, select, textarea");
    if (event.key === "Escape" && !event.defaultPrevented && !isField && close()) event.preventDefault();
  });

  const showMistakes = (mistakes) => {
    const text = JSON.stringify(mistakes);
    if (text === shown) return;
    shown = text;
    if (!panel) {
      const host = make("div");
      host.id = "hb-preview";
      const root = host.attachShadow({ mode: "open" });
      panel = make("section", "panel");
      panel.setAttribute("aria-label", "Mistakes");
      panel.lang = "en";
      panel.dir = "ltr";
      panel.hidden = true;
      const style = sheet("panel.css");
      // Nothing shows before it has its style.
      style.addEventListener("load", () => { panel.hidden = panel.childElementCount === 0; });
      told = make("p", "told");
      told.setAttribute("role", "status");
      told.lang = "en";
      root.append(style, panel, told);
      document.body.append(host);
    }
    const { list, errors, all } = mistakes;
    const warnings = all - errors;
    const counts = [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean);
    const before = told.textContent;
    // Those who do not see the list are told how many there are when that changes, not all of them again.
    told.textContent = counts.join(", ") || (before && "no mistakes");
    const scrolled = panel.scrollTop;
    const focused = panel.getRootNode().activeElement;
    const at = focused ? stops().indexOf(focused) : -1;
    panel.replaceChildren();
    if (all === 0) {
      panel.hidden = true;
      close = () => false;
      document.documentElement.classList.remove("preview-open");
      keepOpen(false, 0);
      return;
    }
    const bar = make("div", "bar");
    const button = make("button", "", told.textContent);
    button.type = "button";
    bar.append(button);
    const here = mistakes.own === all ? "" : mistakes.own === 0 ? "none on this page" : `${mistakes.own} on this page`;
    const last = errors && own ? "the last state without errors is shown" : "";
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
    close = () => {
      if (content.hidden) return false;
      if (panel.getRootNode().activeElement) button.focus();
      set(false);
      return true;
    };
    set(wasOpen(errors));
    panel.scrollTop = scrolled;
    // Whoever was going through the list with the keyboard goes on from the same place.
    if (at >= 0) (stops()[at] || button).focus({ preventScroll: true });
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
      swapPictures(state.pictures);
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
