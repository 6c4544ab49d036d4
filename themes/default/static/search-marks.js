// The marks on the page that a result leads to: the words found stand behind the `#` of its address, as `#section&h=word+word`.
'use strict';

(() => {
  const { element, marked, settings } = globalThis.hs.view;
  const clear = () => {
    for (const mark of document.querySelectorAll('main mark')) { const parent = mark.parentNode; mark.replaceWith(...mark.childNodes); parent.normalize(); }
    document.querySelector('.unmark')?.remove();
  };
  const mark = () => {
    const found = /&h=([^&]*)$/.exec(location.hash);
    if (!found) return;
    clear();
    let words = [];
    try { words = found[1].split('+').map(decodeURIComponent); } catch { /* no address of ours */ }
    const language = document.documentElement.lang.split('-')[0];
    const rules = { l: language, m: 'accents' in settings || language === 'vi' };
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    let count = 0;
    for (const node of nodes) {
      if (!node.data.trim() || node.parentElement.closest('nav, .pn, .notice')) continue;
      const parts = marked(node.data, new Set(words), rules);
      if (parts.length > 1) { count++; node.replaceWith(...parts); }
    }
    // A plain id again, so that the browser scrolls there and nothing of the query stays in the history.
    const id = location.hash.slice(1).replace(/&h=.*$/, '');
    location.replace('#' + id);
    // At once: a chapter is long.
    document.getElementById(decodeURIComponent(id))?.scrollIntoView({ behavior: 'instant' });
    if (!count) return;
    const button = element('button', { type: 'button', class: 'unmark' }, settings.clear);
    button.addEventListener('click', clear);
    document.body.append(button);
  };
  addEventListener('hashchange', mark);
  addEventListener('keydown', (event) => { if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) clear(); });
  mark();
})();
