// The page of search results: citations first, then chapters with their sections. search-box.js has what it shares with the box.
'use strict';

(() => {
  const { hs } = globalThis;
  const { settings, root, absolute, open, element, filled, digits, counted, marked, addressOf, shown, byPage, similarLabel, failure } = hs.view;
  const place = document.querySelector('#hb-results');
  const PAGES = 10;
  const SECTIONS = 3;
  const CITING = 6;
  const form = document.querySelector('main form.search');
  const input = form.querySelector('input');
  const status = document.querySelector('#hb-status');
  let [asked, timer, telling] = [0, 0, 0];
  /** A result, first by its heading alone; the text round the words is fetched when the reader comes to see it. */
  const item = (index, answer, hit) => {
    const { heading, title } = index.sections[hit.section];
    const link = element('a', { href: addressOf(index, hit.section, '', answer.marks.slice(0, 12)) }, ...marked(heading || title, new Set(answer.marks), index.rules));
    const made = element('li', {}, link, element('p', {}));
    awaited.set(made, async () => {
      const { href, paragraph, nodes } = await shown(index, answer, hit);
      link.href = href;
      if (paragraph) link.after(element('span', { class: 'para' }, ' ' + paragraph));
      made.lastChild.append(...nodes);
    });
    seen.observe(made);
    return made;
  };
  const awaited = new WeakMap();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      awaited.get(target)().catch((fault) => { status.textContent = failure(fault); });
    }
  }, { rootMargin: '100px' });
  const section = (index, answer, hits, label, limit) => {
    const groups = byPage(index, hits);
    const lists = groups.slice(0, limit).map(({ title, number, hits: own, alone }) => {
      const items = (some) => some.map((hit) => item(index, answer, hit));
      const rest = own.slice(SECTIONS);
      const list = element('ol', {}, ...items(own.slice(0, SECTIONS)));
      const part = element('section', { class: alone ? 'hit alone' : 'hit' }, alone ? '' : element('h2', {}, number ? element('span', { class: 'num' }, number + ' ') : '', title), list);
      if (rest.length) {
        const more = element('button', { type: 'button', class: 'more' }, index.core.w.more_in_chapter, ` (${digits(index, rest.length)})`);
        more.addEventListener('click', () => {
          const added = items(rest);
          more.remove();
          list.append(...added);
          added[0].querySelector('a').focus();
        });
        part.append(more);
      }
      return part;
    });
    if (groups.length > limit) {
      const more = element('button', { type: 'button', class: 'more' }, index.core.w.all, ` (${digits(index, hits.length)})`);
      more.addEventListener('click', () => {
        const parts = section(index, answer, groups.slice(limit).flatMap(({ hits: own }) => own), null, groups.length);
        more.replaceWith(...parts);
        parts[0].querySelector('a').focus();
      });
      lists.push(more);
    }
    return [...(label && lists.length ? [element('p', { class: 'label' }, label)] : []), ...lists];
  };
  const citations = (index, answer) => (answer.cited || []).map((one) => {
    const { no_article, citing } = index.core.w;
    const link = element('a', { href: root + one.address }, element('bdi', {}, one.absent ? one.title : one.label));
    if (one.absent) return element('section', { class: 'hit cited' }, element('p', {}, filled(no_article, { instrument: one.title, number: digits(index, one.absent) })), element('p', {}, link));
    const passages = one.sections.slice(0, CITING).map((number) => {
      const { heading, title } = index.sections[number];
      return element('li', {}, element('a', { href: addressOf(index, number, '', []) }, heading || title), ' ', element('span', { class: 'in' }, heading && title));
    });
    return element('section', { class: 'hit cited' }, element('h2', {}, link, ' ', element('bdi', { class: 'in' }, one.title)),
      passages.length ? element('p', { class: 'label' }, citing) : '', passages.length ? element('ol', {}, ...passages) : '');
  });
  const nothing = async (index, query) => {
    const words = index.core.w;
    const parts = [element('p', {}, filled(words.none, { query }))];
    const near = await hs.suggest(index, query);
    if (near.length) {
      parts.push(element('p', { class: 'near' }, words.suggestions + ': ', ...near.flatMap((word, at) => [at ? words.separator : '', element('a', { href: '#q=' + encodeURIComponent(word) }, word)])));
    }
    parts.push(element('p', {}, element('a', { href: absolute(settings.index) }, words.a_z)));
    return parts;
  };
  /** The same query in the language that the book was written in, with its count. */
  const elsewhere = async (index, query) => {
    const source = index.core.w.source;
    if (!source) return null;
    const [tag, lang, dir, name] = source;
    const other = await hs.index(`${root}${tag}/search/`, hs.load, settings.cite);
    const { hits, cited } = await hs.search(other, query);
    const count = hits.filter(({ tier }) => tier < 3).length + (cited ? 1 : 0);
    return count ? element('p', { class: 'elsewhere' }, element('a', { href: `${root}${tag}/search.html#q=${encodeURIComponent(query)}`, hreflang: lang }, filled(index.core.w.in_source, { language: name })), ` (${digits(index, count)})`) : null;
  };
  const run = async () => {
    const query = input.value.trim();
    const turn = ++asked;
    clearTimeout(telling);
    if (!query) { place.replaceChildren(); status.textContent = ''; return; }
    status.textContent = settings.loading;
    try {
      const index = await open();
      const words = index.core.w;
      const answer = await hs.search(index, query);
      const of = (tier) => answer.hits.filter((hit) => hit.tier === tier);
      const parts = citations(index, answer);
      for (const word of answer.missing.slice(0, 3)) if (answer.hits.length) parts.push(element('p', { class: 'missing' }, filled(words.none_for_word, { word })));
      parts.push(...section(index, answer, of(1), null, PAGES), ...section(index, answer, of(2), similarLabel(index, of(2)), PAGES), ...section(index, answer, of(3), words.also, PAGES));
      const none = !answer.hits.length && !answer.cited;
      if (none) parts.push(...await nothing(index, query));
      if (turn !== asked) return;
      place.replaceChildren(...parts);
      telling = setTimeout(() => { status.textContent = none ? '' : counted(index, words.results, answer.hits.length + (answer.cited?.length || 0)); }, 300);
      if (answer.hits.filter(({ tier }) => tier < 3).length < 3) {
        const more = await elsewhere(index, query).catch(() => null);
        if (more && turn === asked) place.append(more);
      }
    } catch (fault) {
      if (turn !== asked) return;
      status.textContent = '';
      place.replaceChildren(element('p', { role: 'alert' }, failure(fault)), element('p', {}, element('a', { href: absolute(settings.index) }, settings.aZ)));
    }
  };
  const keep = () => history.replaceState(null, '', location.pathname + (input.value.trim() ? '#q=' + encodeURIComponent(input.value.trim()) : ''));
  /** Takes the query from the address: behind the `#`, or behind the `?` where somebody has linked so. */
  const take = () => {
    const [, kept] = /^#q=([^&]*)/.exec(location.hash) ?? [];
    const asked = new URLSearchParams(location.search).get('q');
    if (kept === undefined && asked === null) return;
    let query = asked ?? kept;
    if (asked === null) try { query = decodeURIComponent(kept.replace(/\+/g, ' ')); } catch { /* as it is */ }
    input.value = query;
    keep();
    run();
  };
  const soon = () => { clearTimeout(timer); asked++; timer = setTimeout(() => { keep(); run(); }, 150); };
  input.addEventListener('input', (event) => { if (!event.isComposing) soon(); });
  input.addEventListener('compositionend', soon);
  form.addEventListener('submit', () => { clearTimeout(timer); keep(); run(); });
  // A key that opens the search by itself can be in somebody's way (WCAG 2.2, 2.1.4): it can be switched off.
  const slash = element('input', { type: 'checkbox' });
  slash.checked = hs.slash();
  slash.addEventListener('change', () => hs.slash(slash.checked));
  place.after(element('p', { class: 'slash' }, element('label', {}, slash, ' ', settings.slash)));
  addEventListener('hashchange', take);
  place.replaceChildren();
  take();
})();
