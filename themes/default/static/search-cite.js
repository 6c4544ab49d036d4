// Citations in queries: `PIDCP art. 19, par. 3`, `《公约》第十九条`, `GR 35 CEDAW`. Loaded for a query that holds a number; see search.js.
'use strict';

(() => {
  const { fold, normalise, runs, RUNS } = globalThis.hs;
  const CHINESE = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
  const chinese = (text) => text.replace(/([一二三四五六七八九])?(百)?(零)?([一二三四五六七八九])?(十)?([一二三四五六七八九])?(?=[条條款项號号])/g, (all, a, hundred, zero, b, ten, c) => {
    if (!all) return all;
    if (hundred) return String((CHINESE[a] || 1) * 100 + (ten ? (CHINESE[b] || 1) * 10 + (CHINESE[c] || 0) : CHINESE[b] || CHINESE[c] || 0));
    return String(ten ? (CHINESE[a] || CHINESE[b] || 1) * 10 + (CHINESE[c] || 0) : CHINESE[c] || CHINESE[b] || CHINESE[a] || 0);
  });
  const plain = (text) => ` ${[...text.matchAll(RUNS)].map(([run]) => run).join(' ')} `;
  const isHan = (word) => /^\p{Script=Han}/u.test(word);
  const holds = (text, word) => text.includes(isHan(word) ? word : ` ${word} `);
  /** A word's place in a text with punctuation. */
  const placed = (word) => new RegExp(isHan(word) ? word.split(' ').join('[^\\p{L}\\p{N}]*') : `(^|[^\\p{L}\\p{N}\\p{M}])${word.split(' ').join('[^\\p{L}\\p{N}]+')}(?![\\p{L}\\p{M}])`, 'gu');
  const strip = (text, words) => words.reduce((rest, word) => rest.replace(placed(word), (all, before) => (typeof before === 'string' ? before : '') + ' '), text);
  const byLength = (words) => [...words].sort((a, b) => b.length - a.length);

  const cite = async (index, text) => {
    const ordinal = /ماد[ةه]/.test(text);
    const { i: instruments, b: bodies, a: aliases, q: kinds, o: ordinals } = index.names;
    let rest = fold(chinese(normalise(text)), 0);
    for (const word of byLength(Object.keys(ordinals))) if (ordinal && holds(plain(rest), word)) { rest = rest.replace(placed(word), ` ${ordinals[word]} `); break; }
    let words = plain(rest);
    const name = byLength(Object.keys(aliases)).find((alias) => holds(words, alias));
    const ids = name ? aliases[name].split(' ') : [];
    if (name) rest = rest.replace(placed(name), ' ');
    words = plain(rest);
    const says = (kind) => kinds[kind].some((word) => holds(words, word));
    const kind = says('r') ? 'r' : says('c') ? 'c' : says('a') ? 'a' : '';
    const stripped = strip(rest, byLength([...kinds.a, ...kinds.p, ...kinds.c, ...kinds.r]));
    const place = /(\d{1,4})(bis|ter|quater)?(?:\s*[-–]\s*(\d{1,4}))?(?:[^\p{L}\p{N}]+(\d{1,3}))?(?:[^\p{L}\p{N}]*([a-z])(?![\p{L}\p{N}]))?/u.exec(stripped);
    if (!place) return null;
    const left = runs(stripped.replace(place[0], ' '), { l: '' }).filter(({ gram, tokens }) => !gram && tokens[0].length > 3 && !/^\d/.test(tokens[0]));
    // A name of many words may go on; otherwise what is left says that something else is looked for.
    if (left.length && !(name && (kind || name.length > 16))) return null;
    const [, number, suffix = '', to, paragraph, letter] = place;
    const article = number + suffix;
    if (kind === 'c' || kind === 'r') {
      const own = ids.map((id) => (id[0] === 'b' ? +id.slice(1) : instruments[id][4])).filter((id) => id !== null);
      const wanted = (name ? own.map((id) => bodies[id]) : bodies).flatMap((body) => body[3].split('\n').filter((line) => line.split('\t')[0].slice(2) === article).map((line) => [body, line.split('\t')]));
      if (!wanted.length) return null;
      return Promise.all(wanted.slice(0, 4).map(async ([body, [term, label, title, entry]]) => ({ address: body[1] + (entry ? '#' + term.replace(/\d/, '--$&') : ''), label, title, sections: await citing(index, [`§${body[0]}:${term}`]) })));
    }
    let chosen = ids.filter((id) => id[0] !== 'b').map((id) => instruments[id]);
    if (!name) {
      if (!kind) return null;
      chosen = (await citedArticle(index, article)).map((id) => instruments.find(([known]) => known === id)).filter(Boolean).slice(0, 6);
    }
    const results = await Promise.all(chosen.map(async ([id, pattern, extent, entries]) => {
      const section = index.sections.findIndex(({ address }) => address.endsWith(`/instruments/${id}.html`));
      const { address, title } = index.sections[section];
      const known = entries.split('\n').map((line) => line.split('\t'));
      const entry = known.find(([key]) => key === article) || known.find(([key]) => key.endsWith(`--${article}`));
      const within = extent && extent.split(', ').some((range) => { const [from, end = from] = range.split('-'); return range === article || (+number >= +from && +number <= +end && !suffix); });
      const digits = article.replace(/\d/g, (one) => index.core.w.digits[one]);
      const shown = entry?.[1] || pattern.replace('{n}', digits);
      if (extent && !within && !entry) return +number > 999 ? null : { address, title, absent: article, name: pattern };
      const all = [];
      for (let one = +number; one <= Math.min(+to || 0, +number + 29) || one === +number; one++) all.push(one === +number ? article : String(one));
      const base = `§${id}:${entry ? entry[0] : article}`;
      const terms = to ? all.map((one) => `§${id}:${one}`) : [paragraph && letter && `${base}.${paragraph}.${letter}`, (paragraph || letter) && `${base}.${paragraph || letter}`, base].filter(Boolean);
      return { address: address + (entry ? `#art--${entry[0]}` : ''), label: shown, title: entry && (await index.textOf(section)).split('\n').find((line) => line.startsWith(`${digits}. `))?.slice(digits.length + 2) || title, sections: await citing(index, terms) };
    }));
    const good = results.filter(Boolean);
    return good.length ? good : null;
  };
  /** Sections that hold any of the terms: those of the narrowest first, headings before text, many before few. */
  const citing = async (index, terms) => {
    const found = new Map();
    for (const term of terms) {
      const [group] = await index.groupsOf(term);
      if (group === undefined) continue;
      const { sections } = await index.postings(group);
      const list = [...sections].sort(([a, one], [b, other]) => (other.flags & 1) - (one.flags & 1) || other.tf - one.tf || a - b);
      for (const [section] of list) found.set(section, true);
    }
    return [...found.keys()];
  };
  const citedArticle = async (index, article) => {
    const counts = [];
    for (let at = 0; at < index.core.s.length; at++) {
      if (index.core.s[at][0][0] !== '§') continue;
      for (const word of (await index.shard(at)).words) {
        const [id, place] = word.slice(1).split(':');
        if (place === article || place?.endsWith(`--${article}`)) counts.push([id, (await citing(index, [word])).length]);
      }
    }
    return counts.sort((a, b) => b[1] - a[1]).map(([id]) => id);
  };

  globalThis.hs.cite = cite;
})();
