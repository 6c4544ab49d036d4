// The page of search results: citations first, then chapters with their sections. search-box.js has what it shares with the box.
'use strict';

(() => {
  const { hs } = globalThis;
  const { settings, root, absolute, open, element, filled, digits, counted, marked, addressOf, shown, byPage, label, citing, failure } = hs.view;
  const place = document.querySelector('#hb-results');
  const PAGES = 10;
  const SECTIONS = 3;
  const CITING = 6;
  const form = document.querySelector('main form.search');
  const input = form.querySelector('input');
  const status = document.querySelector('#hb-status');
  let [asked, timer, telling] = [0, 0, 0];
  /** A result, first by its heading alone; the text round the words is fetched when the reader comes to see it. */
  const item = (index, answer, hit, titled) => {
    const { heading, title } = index.sections[hit.section];
    const link = element('a', { href: addressOf(index, hit.section, '', answer.marks) }, ...marked(heading || title, answer.words, index.rules));
    const made = element('li', {}, link, titled && heading && element('span', { class: 'in' }, ' ' + title), element('p', {}));
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
  /** A button in whose place `parts` come; the reader goes on at the first of them. */
  const more = (text, count, parts) => {
    const button = element('button', { type: 'button', class: 'more' }, `${text} (${count})`);
    button.addEventListener('click', () => {
      const added = parts();
      button.replaceWith(...added);
      added[0].querySelector('a').focus();
    });
    return button;
  };
  const sections = (index, answer, hits, limit = PAGES) => {
    const { more_in_chapter: inChapter, all } = index.core.w;
    const groups = byPage(index, hits);
    const parts = groups.slice(0, limit).map(({ title, hits: own, alone }) => {
      const list = (some) => element('ol', {}, ...some.map((hit) => item(index, answer, hit)));
      const rest = own.slice(SECTIONS);
      return element('section', { class: alone ? 'hit alone' : 'hit' }, !alone && element('h2', {}, ...title), list(own.slice(0, SECTIONS)),
        rest.length && more(inChapter, digits(index, rest.length), () => [list(rest)]));
    });
    const rest = groups.slice(limit).flatMap(({ hits: own }) => own);
    return rest.length ? [...parts, more(all, digits(index, hits.length), () => sections(index, answer, rest, Infinity))] : parts;
  };
  const citations = (index, cited) => cited.map((one) => {
    const { no_article: absent, citing: label } = index.core.w;
    const link = element('a', { href: root + one.address }, element('bdi', {}, one.absent ? one.title : one.label));
    if (one.absent) return element('section', { class: 'hit cited' }, element('p', {}, filled(absent, { instrument: one.title, number: digits(index, one.absent) })), element('p', {}, link));
    const answer = citing(one);
    const list = (hits) => element('ol', {}, ...hits.map((hit) => item(index, answer, hit, true)));
    const rest = answer.hits.slice(CITING);
    return element('section', { class: 'hit cited' }, element('h2', {}, link, ' ', element('bdi', { class: 'in' }, one.title)),
      answer.hits.length && element('p', { class: 'label' }, label), answer.hits.length && list(answer.hits.slice(0, CITING)),
      rest.length && more(index.core.w.all, digits(index, answer.hits.length), () => [list(rest)]));
  });
  const nothing = async (index, query) => {
    const { none, suggestions, separator, a_z: aZ } = index.core.w;
    const near = await (await hs.further(index)).suggest(index, query);
    return [
      element('p', {}, filled(none, { query })),
      near.length && element('p', { class: 'near' }, suggestions + ': ', ...near.flatMap((word, at) => [at && separator, element('a', { href: '#q=' + encodeURIComponent(word) }, word)])),
      element('p', {}, element('a', { href: absolute(settings.index) }, aZ)),
    ].filter(Boolean);
  };
  /** The same query in the language that the book was written in, with its count. */
  const elsewhere = async (index, query) => {
    if (!index.core.w.source) return null;
    const [tag, lang, , name] = index.core.w.source;
    const other = await open(`${root}${tag}/search/`);
    const [{ hits }, cited] = await Promise.all([hs.search(other, query), hs.cited(other, query)]);
    const count = hits.filter(({ tier }) => tier < 3).length + (cited ? 1 : 0);
    return count && element('p', { class: 'elsewhere' }, element('a', { href: `${root}${tag}/search.html#q=${encodeURIComponent(query)}`, hreflang: lang }, filled(index.core.w.in_source, { language: name })), ` (${digits(index, count)})`);
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
      const cited = await hs.cited(index, query) ?? [];
      if (turn !== asked) return;
      const about = citations(index, cited);
      // A citation is shown before the text is searched: it is what is looked for.
      if (cited.length) place.replaceChildren(...about);
      const answer = await hs.search(index, query);
      answer.words = new Set(answer.marks);
      const { hits } = answer;
      const count = hits.length + cited.length;
      const parts = hits.length ? answer.missing.slice(0, 3).map((word) => element('p', { class: 'missing' }, filled(words.none_for_word, { word }))) : [];
      for (const tier of [1, 2, 3]) {
        const own = hits.filter((hit) => hit.tier === tier);
        if (own.length) parts.push(label(index, own, tier), ...sections(index, answer, own));
      }
      if (!count) parts.push(...await nothing(index, query));
      if (turn !== asked) return;
      place.replaceChildren(...about, ...parts.filter(Boolean));
      telling = setTimeout(() => { status.textContent = count ? counted(index, count) : ''; }, 300);
      if (hits.filter(({ tier }) => tier < 3).length < 3) {
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
    if (kept === undefined && asked === null) { if (!input.value) status.textContent = ''; return; }
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
  take();
})();
