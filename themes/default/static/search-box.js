// What a reader sees of the search: the box with its list. search-page.js has the page of results, search-marks.js the marks on the page that a
// result leads to. The query stays on the reader's device: it travels behind the `#` of addresses, which no browser sends to a host.
'use strict';

(() => {
  const { hs } = globalThis;
  const settings = document.querySelector('script[data-core]').dataset;
  const absolute = (address) => new URL(address, document.baseURI).href;
  const scripts = { far: absolute(settings.far), cite: absolute(settings.cite) };
  const folder = absolute(settings.core).replace(/[^/]+$/, '');
  const root = new URL('../../', folder).href;
  const open = async (address = folder) => hs.index(address, hs.load, scripts);
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter(Boolean));
    return made;
  };
  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const digits = (index, text) => String(text).replace(/\d/g, (one) => index.core.w.digits[one]);
  const counted = (index, n) => {
    const forms = index.core.w.results;
    return filled(forms.other ? forms[new Intl.PluralRules(forms.in ?? document.documentElement.lang).select(n)] ?? forms.other : forms, { n: digits(index, n) });
  };
  const failure = (fault) => (fault?.message === 'updated' ? settings.updated : settings.failed);

  // --- The runs of a text whose tokens are among some words.
  const spans = (text, words, rules) => {
    const found = [];
    const add = (from, to) => {
      const before = found[found.length - 1];
      if (before && from <= before[1]) before[1] = to; else found.push([from, to]);
    };
    for (const { 0: part, index: start } of text.matchAll(hs.RUNS)) {
      const [run] = hs.runs(part, rules);
      if (!run?.tokens.some((token) => words.has(token))) continue;
      let at = start;
      const units = run.gram ? part.match(hs.UNITS).map((unit) => [at, at += unit.length]) : [];
      if (units.length === run.tokens.length + 1) run.tokens.forEach((token, pair) => words.has(token) && add(units[pair][0], units[pair + 1][1]));
      else add(start, start + part.length);
    }
    return found;
  };
  const marked = (text, words, rules) => {
    let at = 0;
    const nodes = spans(text, words, rules).flatMap(([from, to]) => [text.slice(at, from), element('mark', {}, text.slice(from, at = to))]);
    return [...nodes, text.slice(at)];
  };
  /** {paragraph, nodes}: the line of a section with most of the words, and the part of it round them. */
  const snippet = (text, words, rules) => {
    const LENGTH = 180;
    const kindOf = (line, from, to) => hs.normalise(line.slice(from, to));
    let [best, now] = [{ line: '', found: [], kinds: -1 }, ''];
    for (const raw of text.split('\n').slice(0, 400)) {
      const [, number, line] = /^(?:(\d+)\t)?([^]*)$/.exec(raw);
      now = number || now;
      const found = spans(line, words, rules);
      const kinds = new Set(found.map((span) => kindOf(line, ...span))).size;
      // A cell that holds but the word says less than a sentence.
      if (kinds > best.kinds || (kinds === best.kinds && best.line.length < 30 && line.length > 60)) best = { line, found, kinds, paragraph: now };
    }
    const { line, found, paragraph } = best;
    // The window with most of the words, close together, begins a quarter before the first of them.
    let [start, most] = [0, -1];
    for (const [at, [from]] of line.length > LENGTH ? found.entries() : []) {
      const inside = found.slice(at).filter(([, to]) => to < from + LENGTH * 0.7);
      const kinds = new Map(inside.reverse().map(([a, to]) => [kindOf(line, a, to), to]));
      const value = kinds.size - (Math.max(...kinds.values()) - from) / LENGTH;
      if (value > most) [most, start] = [value, Math.max(0, from - LENGTH / 4)];
    }
    if (start && !/[\u2E80-\u9FFF\uAC00-\uD7AF]/.test(line[start])) start = line.lastIndexOf(' ', start) + 1;
    const full = Math.min(line.length, start + LENGTH);
    const space = full < line.length ? line.lastIndexOf(' ', full) : 0;
    const end = space > start + LENGTH / 2 ? space : full;
    return { paragraph, nodes: [start ? '… ' : '', ...marked(line.slice(start, end), words, rules), end < line.length ? ' …' : ''] };
  };

  // --- Results: groups of a page each, from the sections found.
  const addressOf = (index, section, paragraph, marks) => {
    const { address, fragment } = index.sections[section];
    const id = paragraph ? `p--${paragraph}` : fragment;
    const words = marks.length ? `&h=${marks.slice(0, 12).map(encodeURIComponent).join('+')}` : '';
    return root + address + (id || words ? '#' + id + words : '');
  };
  /** A result that can be shown: {href, heading, paragraph, nodes}. `words` are sought in its text, `marks` on its page. */
  const shown = async (index, { words, marks }, { section }) => {
    const { title, heading, number } = index.sections[section];
    const head = marked(heading || title, words, index.rules);
    const { paragraph, nodes } = snippet(await index.textOf(section), words, index.rules);
    const numbered = paragraph && number;
    return {
      href: addressOf(index, section, numbered && head.length < 2 && paragraph, marks), heading: head, nodes,
      paragraph: numbered && filled(index.core.w.paragraph, { number: `${number}.${digits(index, paragraph)}` }),
    };
  };
  /** Pages with their hits; `alone`: the page is the result itself, under its own name. */
  const byPage = (index, hits) => {
    const groups = new Map();
    for (const hit of hits) {
      const { address, title, number, fragment } = index.sections[hit.section];
      if (!groups.has(address)) groups.set(address, { title: [number && element('span', { class: 'num' }, number + ' '), title], hits: [], alone: !number });
      const group = groups.get(address);
      group.hits.push(hit);
      if (fragment) group.alone = false;
    }
    return [...groups.values()];
  };
  /** What stands over hits of the second and third kind. */
  const label = (index, hits, tier) => {
    const { similar, also, separator } = index.core.w;
    const words = [...new Set(hits.flatMap(({ similar }) => [...similar]))].slice(0, 5).join(separator);
    return tier > 1 && element('p', { class: 'label', role: 'presentation' }, tier === 2 ? filled(similar, { words }) : also);
  };
  /** What a query of a citation finds, as an answer. */
  const citing = ({ sections, words }) => ({ hits: sections.map((section) => ({ section })), words: new Set(words), marks: [] });

  // --- The box: a list of the best answers while typing.
  const SHOWN = 8;
  const box = (form) => {
    const input = form.querySelector('input');
    // The page of results shows all of them itself.
    if (document.querySelector('#hb-results') && form.closest('main')) return;
    const list = element('div', { id: `${input.id}--list`, role: 'listbox', class: 'found', hidden: '', 'aria-label': form.querySelector('label').textContent });
    const status = element('p', { class: 'sr', role: 'status' });
    let [asked, active, made, timer, telling] = [0, -1, 0, 0, 0];
    form.append(list, status);
    const set = (name, value) => (value === null ? input.removeAttribute(name) : input.setAttribute(name, value));
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' })) set(name, value);
    const options = () => [...list.querySelectorAll('[role=option]')];
    const say = (text) => { clearTimeout(telling); telling = setTimeout(() => { status.textContent = text; }, 500); };
    const expand = (is) => {
      list.hidden = !is;
      active = -1;
      set('aria-expanded', is);
      set('aria-activedescendant', null);
    };
    const close = () => expand(false);
    const show = (...children) => { list.replaceChildren(...children.filter(Boolean)); expand(true); };
    const choose = (at) => {
      const all = options();
      all[active]?.removeAttribute('aria-selected');
      active = (at + all.length) % all.length;
      all[active].setAttribute('aria-selected', 'true');
      all[active].scrollIntoView({ block: 'nearest' });
      set('aria-activedescendant', all[active].id);
    };
    const option = (href, ...children) => {
      const item = element('div', { role: 'option', id: `${input.id}--${made++}` }, ...children);
      item.addEventListener('pointerdown', (event) => event.preventDefault());
      item.addEventListener('click', () => { close(); location.assign(href); });
      return item;
    };
    const span = (kind, ...children) => element('span', { class: kind }, ...children);
    const end = (href, text) => element('div', { class: 'end' }, option(href, text));
    const note = (text) => element('p', { class: 'label', role: 'presentation' }, text);
    const run = async () => {
      const query = input.value.trim();
      const turn = ++asked;
      if (!query) { close(); say(''); return; }
      const waiting = setTimeout(() => { if (turn === asked) { show(note(settings.loading)); say(settings.loading); } }, 600);
      try {
        const index = await open();
        const { w: words } = index.core;
        const cited = await hs.cited(index, query) ?? [];
        // Of one citation, the passages that cite it; else the best that there are of a kind.
        const answer = cited.length === 1 && cited[0].sections?.length ? citing(cited[0]) : await hs.search(index, query, true);
        answer.words ??= new Set(answer.marks);
        if (turn !== asked) return;
        clearTimeout(waiting);
        const { tier } = answer.hits[0] ?? {};
        const hits = answer.hits.slice(0, SHOWN - cited.length).filter((hit) => hit.tier === tier || tier !== 1);
        const about = cited.map(({ address, absent, label, title }) => option(root + address, span('what', element('bdi', {}, absent ? filled(words.no_article, { instrument: title, number: digits(index, absent) }) : label)), !absent && span('where', element('bdi', {}, title))));
        const draw = (results) => {
          const groups = byPage(index, hits).map(({ title, hits: own, alone }, at) => {
            const id = `${input.id}--g${at}`;
            const items = own.map((hit) => {
              const { heading, title: page } = index.sections[hit.section];
              const { href, heading: head, paragraph, nodes } = results?.[hits.indexOf(hit)] ?? { href: addressOf(index, hit.section, '', []), heading: [heading || page] };
              return option(href, span('what', ...head), nodes && span('text', paragraph && span('para', paragraph + ' '), ...nodes));
            });
            return alone ? element('div', {}, ...items) : element('div', { role: 'group', 'aria-labelledby': id }, element('p', { class: 'label', id }, ...title), ...items);
          });
          show(...about, hits.length && (tier ? label(index, hits, tier) : note(words.citing)), ...groups, hits.length && end(`${absolute(settings.page)}#q=${encodeURIComponent(query)}`, words.all));
        };
        const count = answer.hits.length + cited.length;
        say(count ? counted(index, count) : filled(words.none, { query }));
        if (!count) { show(note(filled(words.none, { query })), end(absolute(settings.index), words.a_z)); return; }
        draw();
        const results = await Promise.all(hits.map((hit) => shown(index, answer, hit)));
        if (turn !== asked || list.hidden || !hits.length) return;
        const kept = active;
        draw(results);
        if (kept >= 0) choose(kept);
      } catch (fault) {
        clearTimeout(waiting);
        if (turn !== asked) return;
        show(note(failure(fault)), end(absolute(settings.index), settings.aZ));
        say(failure(fault));
      }
    };
    const soon = () => { clearTimeout(timer); asked++; timer = setTimeout(run, 120); };
    // What an input method is still putting together is not searched for.
    input.addEventListener('input', (event) => { if (!event.isComposing) soon(); });
    input.addEventListener('compositionend', soon);
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const { key } = event;
      const shut = list.hidden;
      const steps = { ArrowDown: active + 1, ArrowUp: active < 0 ? -1 : active - 1, ...(active >= 0 && { Home: 0, End: -1 }) };
      if (key in steps && options().length && !(shut && key !== 'ArrowDown')) {
        if (shut) expand(true);
        choose(steps[key]);
      } else if (key === 'Enter' && active >= 0 && !shut) options()[active].click();
      else if (key === 'Escape' && !shut) close();
      else if (key === 'Escape' && input.value) input.value = '';
      else return;
      event.preventDefault();
    });
    input.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== input) close(); }, 150));
    input.addEventListener('focus', () => { if (input.value.trim() && list.childElementCount) expand(true); });
    form.addEventListener('submit', close);
    if (document.activeElement === input && input.value.trim()) run(); else open().catch(() => {});
  };

  hs.view = { settings, root, absolute, open, element, filled, digits, counted, marked, addressOf, shown, byPage, label, citing, failure };
  for (const form of document.querySelectorAll('form.search')) box(form);
})();
