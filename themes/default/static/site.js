// The few comforts of a page. Everything can be read and reached without them.
'use strict';

// Where there is room the lists of contents stand open (style.css does it alone in newer browsers).
const lists = document.querySelectorAll('details[data-wide]');
const open_where_wide = () => {
  for (const list of lists) {
    const width = list.parentElement.id === 'hb-contents' ? 78 : 60;
    list.open = matchMedia(`(min-width: ${width}rem)`).matches;
  }
};
open_where_wide();
matchMedia('(min-width: 60rem)').addEventListener('change', open_where_wide);
matchMedia('(min-width: 78rem)').addEventListener('change', open_where_wide);

// On a phone a list closes behind the reader who has chosen from it.
for (const list of lists) {
  list.addEventListener('click', (event) => {
    if (event.target.closest('a')) setTimeout(open_where_wide);
  });
}

// The list of sections shows which of them is being read.
const links = new Map();
for (const link of document.querySelectorAll('.toc a')) links.set(link.hash.slice(1), link);
const heads = [...document.querySelectorAll('.prose :is(h2, h3)[id]')].filter((head) => links.has(head.id));
let section = null;
const mark = () => {
  let now = null;
  for (const head of heads) if (head.getBoundingClientRect().top < innerHeight / 3) now = head;
  if (now === section) return;
  if (section) links.get(section.id).removeAttribute('aria-current');
  if (now) links.get(now.id).setAttribute('aria-current', 'location');
  section = now;
};
if (heads.length) {
  let waiting = false;
  addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}

// A change of language keeps the place: the passage in the address, else the section being read.
for (const link of document.querySelectorAll('.languages a')) {
  const bare = link.getAttribute('href');
  const keep = () => link.setAttribute('href', bare + (location.hash || (section ? '#' + section.id : '')));
  link.addEventListener('focus', keep);
  link.addEventListener('pointerdown', keep);
  link.addEventListener('click', keep);
}

// The search: its scripts are fetched when somebody turns to it. A query never leaves the device: it stands behind the `#`.
const { search, view, marks, results, page, index, aZ, loading, failed } = document.currentScript?.dataset ?? {};
const policy = globalThis.trustedTypes?.createPolicy('hb', {
  createScriptURL: (address) => {
    if (new URL(address, document.baseURI).origin !== location.origin) throw new TypeError(address);
    return address;
  },
});
const fetched = new Map();
globalThis.hs = {
  /** Whether the key `/` opens the search; a value says so from now on. It is the only thing that is ever kept on the device. */
  slash: (on) => {
    try {
      if (on !== undefined) localStorage.setItem('hb-slash', on ? '' : 'off');
      return localStorage.getItem('hb-slash') !== 'off';
    } catch { return true; }
  },
  load: (address) => {
    if (!fetched.has(address)) {
      fetched.set(address, new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.onload = resolve;
        script.onerror = () => { fetched.delete(address); reject(new Error('absent')); };
        // Fetched side by side, run one after the other.
        script.async = false;
        script.src = policy ? policy.createScriptURL(address) : address;
        document.head.append(script);
      }));
    }
    return fetched.get(address);
  },
};
const place = document.querySelector('#hb-results');
/** Loads the search and what else is asked for; where that fails, says so under the box or in the place of the results. */
const awaken = async (form, ...more) => {
  try {
    await Promise.all([search, view, ...more].map(globalThis.hs.load));
  } catch {
    const note = document.createElement('p');
    note.setAttribute('role', 'alert');
    note.append(failed + ' ');
    if (form) {
      note.className = 'found';
      form.addEventListener('focusout', () => note.remove(), { once: true });
    } else {
      const link = document.createElement('a');
      link.href = index;
      link.append(aZ);
      note.append(link);
      document.querySelector('#hb-status').textContent = '';
    }
    if (!form?.querySelector('.found')) (form ?? place)?.append(note);
  }
};
for (const form of document.querySelectorAll('form.search')) {
  form.addEventListener('focusin', () => awaken(form));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const query = form.querySelector('input').value.trim();
    if (query && !place) location.assign(`${page}#q=${encodeURIComponent(query)}`);
  });
}
addEventListener('keydown', (event) => {
  const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && globalThis.hs.slash();
  if (!(slash || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey))) || event.isComposing) return;
  if (event.target.closest('input, textarea, select, [contenteditable]')) return;
  const box = [...document.querySelectorAll('form.search input')].find((input) => input.offsetParent);
  if (box) { box.focus(); box.select(); event.preventDefault(); }
});
const markWords = () => { if (/&h=/.test(location.hash)) awaken(null, marks); };
addEventListener('hashchange', markWords);
if (place) {
  place.replaceChildren();
  document.querySelector('#hb-status').textContent = loading;
  awaken(null, results);
} else markWords();
