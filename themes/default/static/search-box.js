// What a reader sees of the search: the box with its list, and the marks on the page that a result leads to. search-page.js has the page of results.
// The query stays on the reader's device: it travels behind the `#` of addresses, which no browser sends to a host.
'use strict';

(() => {
  const { hs } = globalThis;
  const settings = document.querySelector('script[data-core]').dataset;
  const absolute = (address) => new URL(address, document.baseURI).href;
  const folder = (address) => address.slice(0, address.lastIndexOf('/') + 1);
  const core = absolute(settings.core);
  const root = folder(folder(core).slice(0, -1)).replace(/[^/]+\/$/, '');
  const open = () => hs.index(folder(core), hs.load, settings.cite);
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== ''));
    return made;
  };
  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const digits = (index, text) => String(text).replace(/\d/g, (one) => index.core.w.digits[one]);
  const counted = (index, forms, n) => filled(typeof forms === 'string' ? forms : forms[new Intl.PluralRules(document.documentElement.lang).select(n)] ?? forms.other, { n: digits(index, n) });

  // --- Marks: the runs of a text whose tokens are among the words found.
  const spans = (text, words, rules) => {
    const found = [];
    const pattern = new RegExp(`(?:${hs.RUNS.source}|[\\u00AD\\u0640\\u200B-\\u200F])+`, 'gu');
    for (const match of text.matchAll(pattern)) {
      // Where a run of raw text holds words and pairs of characters, each is looked at by itself.
      for (const part of match[0].matchAll(hs.RUNS)) {
        const start = match.index + part.index;
        const [run] = hs.runs(part[0], rules);
        if (!run) continue;
        if (!run.gram) { if (words.has(run.tokens[0])) found.push([start, start + part[0].length]); continue; }
        let at = start;
        const units = part[0].match(hs.UNITS).map((unit) => [at, at += unit.length]);
        if (units.length !== run.tokens.length + 1) { if (run.tokens.some((token) => words.has(token))) found.push([start, start + part[0].length]); continue; }
        run.tokens.forEach((token, pair) => { if (words.has(token)) found.push([units[pair][0], units[pair + 1][1]]); });
      }
    }
    const merged = [];
    for (const [from, to] of found) {
      if (merged.length && from <= merged[merged.length - 1][1]) merged[merged.length - 1][1] = to; else merged.push([from, to]);
    }
    return merged;
  };
  const marked = (text, words, rules) => {
    const nodes = [];
    let at = 0;
    for (const [from, to] of spans(text, words, rules)) { nodes.push(text.slice(at, from), element('mark', {}, text.slice(from, to))); at = to; }
    return [...nodes, text.slice(at)];
  };
  /** {paragraph, nodes}: the line of a section with most of the words, and the part of it round them. */
  const snippet = (text, words, rules, length = 180) => {
    let [best, paragraph, now] = [null, '', ''];
    for (const raw of text.split('\n').slice(0, 400)) {
      const [, number, line] = /^(?:(\d+)\t)?([^]*)$/.exec(raw);
      if (number) now = number;
      const found = spans(line, words, rules);
      const kinds = new Set(found.map(([from, to]) => hs.normalise(line.slice(from, to)))).size;
      // A cell that holds but the word says less than a sentence.
      if (!best || kinds > best.kinds || (kinds === best.kinds && best.line.length < 30 && line.length > 60)) { best = { line, found, kinds }; paragraph = now; }
    }
    if (!best) return { paragraph: '', nodes: [] };
    const { line, found } = best;
    let start = 0;
    if (found.length && line.length > length) {
      let most = 0;
      for (const [from] of found) {
        const inside = found.filter(([a, b]) => a >= from && b <= from + length * 0.7).length;
        if (inside > most) { most = inside; start = Math.max(0, from - Math.round(length * 0.25)); }
      }
      if (start > 0 && !/[\u2E80-\u9FFF\uAC00-\uD7AF]/.test(line[start])) start = line.lastIndexOf(' ', start) + 1;
    }
    let end = Math.min(line.length, start + length);
    if (end < line.length && line.lastIndexOf(' ', end) > start + length / 2) end = line.lastIndexOf(' ', end);
    return { paragraph, nodes: [start ? '… ' : '', ...marked(line.slice(start, end), words, rules), end < line.length ? ' …' : ''] };
  };

  // --- Results: groups of a page each, from the sections found.
  const addressOf = (index, section, paragraph, marks) => {
    const { address, fragment } = index.sections[section];
    const id = paragraph ? `p--${paragraph}` : fragment;
    const words = marks.length ? `&h=${marks.map(encodeURIComponent).join('+')}` : '';
    return root + address + (id || words ? '#' + id + words : '');
  };
  /** A result that can be shown: {href, title, where, paragraph, nodes}. */
  const shown = async (index, answer, { section }) => {
    const { title, heading, fragment, number } = index.sections[section];
    const words = new Set(answer.marks);
    const text = await index.textOf(section);
    const { paragraph, nodes } = snippet(text, words, index.rules);
    const inHeading = spans(heading || title, words, index.rules).length > 0;
    const exact = paragraph && number && !inHeading ? paragraph : '';
    const near = answer.marks.slice(0, 12);
    return {
      href: addressOf(index, section, exact, near), page: title, heading: marked(heading || title, words, index.rules), lead: !fragment,
      paragraph: paragraph && number ? filled(index.core.w.paragraph, { number: `${number}.${digits(index, paragraph)}` }) : '', nodes,
    };
  };
  /** Pages with their hits; `alone`: the page is the result itself, under its own name. */
  const byPage = (index, hits) => {
    const groups = new Map();
    for (const hit of hits) {
      const { address, title, number } = index.sections[hit.section];
      if (!groups.has(address)) groups.set(address, { title, number, hits: [] });
      groups.get(address).hits.push(hit);
    }
    return [...groups.values()].map((group) => ({ ...group, alone: !group.number && group.hits.every(({ section }) => !index.sections[section].fragment) }));
  };

  // --- The box: a list of the best answers while typing.
  const SHOWN = 8;
  const box = (form) => {
    const input = form.querySelector('input');
    // The page of results shows all of them itself.
    if (document.querySelector('#hb-results') && form.closest('main')) return;
    const list = element('div', { id: `${input.id}--list`, role: 'listbox', class: 'found', hidden: '', 'aria-label': form.querySelector('label').textContent });
    const status = element('p', { class: 'sr', role: 'status' });
    let [asked, active, timer, telling] = [0, -1, 0, 0];
    form.append(list, status);
    for (const [key, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' })) input.setAttribute(key, value);
    const options = () => [...list.querySelectorAll('[role=option]')];
    const say = (text) => { clearTimeout(telling); telling = setTimeout(() => { status.textContent = text; }, 500); };
    const close = () => { list.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const show = (...children) => { list.replaceChildren(...children); list.hidden = false; active = -1; input.setAttribute('aria-expanded', 'true'); input.removeAttribute('aria-activedescendant'); };
    const choose = (at) => {
      const all = options();
      all[active]?.removeAttribute('aria-selected');
      active = (at + all.length) % all.length;
      all[active].setAttribute('aria-selected', 'true');
      all[active].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', all[active].id);
    };
    let made = 0;
    const option = (href, ...children) => {
      const item = element('div', { role: 'option', id: `${input.id}--${made++}`, 'data-href': href }, ...children);
      item.addEventListener('pointerdown', (event) => event.preventDefault());
      item.addEventListener('click', () => { close(); location.assign(href); });
      return item;
    };
    const all = () => absolute(settings.page) + '#q=' + encodeURIComponent(input.value.trim());
    const run = async () => {
      const query = input.value.trim();
      const turn = ++asked;
      if (!query) { close(); status.textContent = ''; return; }
      try {
        const index = await open();
        const words = index.core.w;
        const answer = await hs.search(index, query, true);
        if (turn !== asked) return;
        const parts = [];
        for (const one of answer.cited || []) {
          parts.push(option(root + one.address, element('span', { class: 'what' }, element('bdi', {}, one.absent ? filled(words.no_article, { instrument: one.title, number: one.absent }) : one.label)), one.absent ? '' : element('span', { class: 'where' }, element('bdi', {}, one.title))));
        }
        // Of a citation, the passages that cite it; else the best that there are of a kind.
        const citing = (answer.cited || []).length === 1 && answer.cited[0].sections?.length ? answer.cited[0].sections.map((section) => ({ section })) : null;
        let hits = (citing ?? answer.hits).slice(0, SHOWN - parts.length);
        if (hits.some(({ tier }) => tier === 1)) hits = hits.filter(({ tier }) => tier === 1);
        const tier = hits[0]?.tier;
        if (citing) parts.push(element('p', { class: 'label' }, words.citing));
        if (tier === 2) parts.push(element('p', { class: 'label' }, similarLabel(index, hits)));
        if (tier === 3) parts.push(element('p', { class: 'label' }, words.also));
        const draw = (results) => byPage(index, hits).map(({ title, number, hits: own, alone }, at) => element('div', alone ? {} : { role: 'group', 'aria-labelledby': `${input.id}--g${at}` },
          alone ? '' : element('p', { class: 'label', id: `${input.id}--g${at}` }, number ? element('span', { class: 'num' }, number + ' ') : '', title),
          ...own.map((hit) => {
            const result = results?.[hits.indexOf(hit)];
            const { heading, title: page } = index.sections[hit.section];
            return option(result?.href ?? addressOf(index, hit.section, '', []), element('span', { class: 'what' }, ...(result?.heading ?? [heading || page])), result ? element('span', { class: 'text' }, result.paragraph && element('span', { class: 'para' }, result.paragraph + ' '), ...result.nodes) : '');
          })));
        const end = () => (hits.length ? [element('div', { class: 'end' }, option(all(), words.all))] : []);
        if (!parts.length && !hits.length) show(element('p', { class: 'label' }, filled(words.none, { query })), element('div', { class: 'end' }, option(absolute(settings.index), words.a_z)));
        else show(...parts, ...draw(), ...end());
        say(hits.length || parts.length ? counted(index, words.results, answer.hits.length + (answer.cited?.length || 0)) : filled(words.none, { query }));
        const results = await Promise.all(hits.map((hit) => shown(index, answer, hit)));
        if (turn !== asked || list.hidden || !hits.length) return;
        const kept = active;
        show(...parts, ...draw(results), ...end());
        if (kept >= 0) choose(kept);
      } catch (fault) {
        if (turn === asked) show(element('p', { class: 'label' }, failure(fault)), element('div', { class: 'end' }, option(absolute(settings.index), settings.aZ)));
      }
    };
    const soon = () => { clearTimeout(timer); asked++; timer = setTimeout(run, 120); };
    // What an input method is still putting together is not searched for.
    input.addEventListener('input', (event) => { if (!event.isComposing) soon(); });
    input.addEventListener('compositionend', soon);
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const shut = list.hidden;
      const steps = { ArrowDown: active + 1, ArrowUp: active < 0 ? -1 : active - 1, Home: active >= 0 ? 0 : null, End: active >= 0 ? -1 : null };
      if (event.key in steps && steps[event.key] !== null && options().length && !(shut && event.key !== 'ArrowDown')) {
        if (shut) { list.hidden = false; input.setAttribute('aria-expanded', 'true'); }
        choose(steps[event.key]);
        event.preventDefault();
      } else if (event.key === 'Enter' && active >= 0 && !shut) {
        options()[active].click();
        event.preventDefault();
      } else if (event.key === 'Escape') {
        if (!shut) { close(); event.preventDefault(); } else if (input.value) { input.value = ''; event.preventDefault(); }
      }
    });
    input.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== input) close(); }, 150));
    input.addEventListener('focus', () => { if (input.value.trim() && list.childElementCount) { list.hidden = false; input.setAttribute('aria-expanded', 'true'); } });
    form.addEventListener('submit', close);
    if (input.value.trim() && document.activeElement === input) run();
  };
  const similarLabel = (index, hits) => filled(index.core.w.similar, { words: [...new Set(hits.flatMap(({ similar }) => [...similar]))].slice(0, 5).join(index.core.w.separator) });
  const failure = (fault) => (fault?.message === 'updated' ? settings.updated : settings.failed);

  // --- Marks on the page that a result leads to.
  const markPage = async () => {
    const found = /&h=([^&]*)$/.exec(location.hash);
    if (!found) return;
    clear();
    const words = new Set(found[1].split('+').map(decodeURIComponent));
    const language = document.documentElement.lang.split('-')[0];
    const rules = { l: language, m: 'marks' in settings || language === 'vi' };
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    let count = 0;
    for (const node of nodes) {
      if (!node.data.trim() || node.parentElement.closest('nav, .pn, .notice')) continue;
      const parts = marked(node.data, words, rules);
      if (parts.length > 1) { count += (parts.length - 1) / 2; node.replaceWith(...parts); }
    }
    // A plain id again, so that the browser scrolls there and nothing of the query stays in the history.
    location.replace('#' + location.hash.slice(1).replace(/&h=.*$/, ''));
    if (!count) return;
    const button = element('button', { type: 'button', class: 'unmark' }, settings.clear);
    button.addEventListener('click', clear);
    document.body.append(button);
  };
  const clear = () => {
    for (const mark of document.querySelectorAll('main mark')) { const parent = mark.parentNode; mark.replaceWith(...mark.childNodes); parent.normalize(); }
    document.querySelector('.unmark')?.remove();
  };

  hs.view = { settings, root, absolute, open, element, filled, digits, counted, marked, addressOf, shown, byPage, similarLabel, failure };
  for (const form of document.querySelectorAll('form.search')) box(form);
  if (document.querySelector('#hb-results')) hs.load(settings.results);
  addEventListener('hashchange', markPage);
  markPage();
  addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) clear(); });
})();
