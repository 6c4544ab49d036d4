// Citations in queries: `PIDCP art. 19, par. 3`, `《公约》第十九条`, `GR 35 CEDAW`. Loaded for a query that holds a number; see search.js.
'use strict';

globalThis.hs.cite = (() => {
  const { analyse, fold, normalise } = globalThis.hs;
  const CHINESE = ' 一二三四五六七八九';
  /** Chinese numerals before a counting word, up to 999, as digits. */
  const arabic = (text) => text.replace(/([一二三四五六七八九]?)(百?)零?([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)(?=[条條款項项號号])/g, (all, a, hundred, b, ten, c) => {
    if (!all) return all;
    const value = (one) => CHINESE.indexOf(one || ' ');
    const tens = hundred ? b : a || b;
    return (hundred && (value(a) || 1) * 100) + (ten ? (value(tens) || 1) * 10 + value(c) : value(tens || c));
  });
  const plain = (text) => fold(normalise(text), 0).replace(/(\p{L}{3})(?=\d)/gu, '$1 ');
  /** The words of a text, and each Chinese character: [match]. */
  const parts = (text) => [...text.matchAll(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu)];
  /** Names by their first word, [[words with a space behind each, value]], the longest first. */
  const spelt = (names) => {
    const made = new Map();
    for (const [name, value] of names) {
      const words = parts(plain(name)).map(([word]) => word);
      if (!made.has(words[0])) made.set(words[0], []);
      made.get(words[0]).push([words.map((word) => word + ' ').join(''), value, words.length]);
    }
    for (const list of made.values()) list.sort((a, b) => b[0].length - a[0].length);
    return made;
  };

  /** A text from which names are taken, the longest first. */
  class Query {
    constructor(text) { this.text = text; }
    /** [name, value, count of words] of the longest of some names in the text, which leaves it; else nothing. */
    take(names) {
      const words = parts(this.text);
      const joined = words.map(([word]) => word + ' ').join('');
      let [best, first, offset] = [[''], 0, 0];
      words.forEach(([word], at) => {
        const found = names.get(word)?.find(([name]) => joined.startsWith(name, offset));
        if (found?.[0].length > best[0].length) [best, first] = [found, at];
        offset += word.length + 1;
      });
      const [name, , length] = best;
      if (!name) return [];
      const last = words[first + length - 1];
      this.text = `${this.text.slice(0, words[first].index)} ${this.text.slice(last.index + last[0].length)}`;
      return best;
    }
  }
  const NUMBER = /(\d{1,4})(bis|ter|quater)?(?:\s*[-–]\s*(\d{1,4}))?(?:[^\p{L}\p{N}]+(\d{1,3}))?(?:[^\p{L}\p{N}]*([a-z])(?![\p{L}\p{N}]))?/u;
  /** What a query says in terms of some names: {ids, kinds, place, left}. */
  const read = (text, { aliases, kinds, ordinals }) => {
    const query = new Query(plain(arabic(text)));
    if (/ماد[ةه]/.test(text)) {
      const [, number = ''] = query.take(ordinals);
      query.text += ` ${number} `;
    }
    const [, found = '', length] = query.take(aliases);
    let said = '';
    for (let kind; ([, kind] = query.take(kinds), kind);) said += kind;
    const place = NUMBER.exec(query.text);
    const left = parts(query.text.replace(NUMBER, ' ')).filter(([word]) => !/^\d/.test(word));
    return { ids: found.split(' ').filter(Boolean), length, said, place, left: left.filter(([word]) => word.length > 3), isOpen: left.some(([word]) => word.length > 3 || /\p{Script=Han}/u.test(word)) };
  };
  /** The names known so far, ready to be looked for. */
  const known = ({ names }) => {
    const [{ q, o }] = names;
    return {
      aliases: spelt(names.flatMap(({ a }) => Object.entries(a))),
      kinds: spelt(Object.entries(q).flatMap(([kind, words]) => words.map((word) => [word, kind]))), ordinals: spelt(Object.entries(o)),
    };
  };

  const cite = async (index, text) => {
    let said = read(text, index.known ??= known(index));
    // What this language's names leave open, those of other languages may explain.
    const [, others] = index.core.k;
    if (said.isOpen && others && !index.names[1]) {
      await index.file(others);
      said = read(text, index.known = known(index));
    }
    const { ids, place, left } = said;
    const isComment = /[cr]/.test(said.said);
    // A name of many words may go on; otherwise what is left says that something else is looked for.
    if (!place || (left.length && !(ids.length && (/[acr]/.test(said.said) || said.length > 3)))) return null;
    const { i: instruments, b: bodies } = index.names[0];
    const bodyOf = (id) => (id[0] === 'b' ? +id.slice(1) : instruments[id][4]);
    const found = await Promise.all(isComment ? comments(index, ids.length ? ids.map((id) => bodies[bodyOf(id)]).filter(Boolean) : bodies, place)
      : (await chosen(index, said)).map((instrument) => article(index, instrument, place)));
    return found.some(Boolean) ? found.filter(Boolean) : null;
  };
  /** Instruments that are meant: by name, by the name of their committee, or those with that article, most cited first. */
  const chosen = async (index, { ids, said, place }) => {
    const { i: instruments, b: bodies } = index.names[0];
    if (ids.length) return ids.map((id) => (id[0] === 'b' ? instruments.find(([name]) => bodies[id.slice(1)][1].endsWith(`/${name}.html`)) : instruments[id])).filter(Boolean);
    if (!said.includes('a')) return [];
    const names = await citedArticle(index, place[1] + (place[2] ?? ''));
    return names.map((id) => instruments.find(([name]) => name === id)).filter(Boolean).slice(0, 6);
  };
  const comments = (index, bodies, [, number]) => bodies.flatMap(([id, address, , lines]) => lines.split('\n').map((line) => line.split('\t'))
    .filter(([term]) => term.slice(2) === number).map(async ([term, label, title, entry]) => ({
      address: address + (entry ? '#' + term.replace(/\d/, '--$&') : ''), label, title, words: analyse(label, index.rules), sections: await citing(index, [`§${id}:${term}`]),
    }))).slice(0, 4);
  const article = async (index, [id, pattern, extent, entries], [, number, suffix = '', to, paragraph, letter]) => {
    const name = number + suffix;
    const section = index.sections.findIndex(({ address }) => address.endsWith(`/instruments/${id}.html`));
    const { address, title } = index.sections[section];
    const entry = entries.split('\n').map((line) => line.split('\t')).find(([key]) => key === name || key.endsWith(`--${name}`));
    const within = extent.split(', ').some((range) => { const [from, end = from] = range.split('-'); return range === name || (+number >= +from && +number <= +end && !suffix); });
    if (extent && !within && !entry) return +number > 999 ? null : { address, title, absent: name };
    const shown = name.replace(/\d/g, (one) => index.core.w.digits[one]);
    const label = entry?.[1] || pattern.replace('{n}', shown);
    const base = `§${id}:${entry ? entry[0] : name}`;
    const range = Array.from({ length: Math.max(1, Math.min(30, to - number + 1 || 1)) }, (_, at) => (at ? `§${id}:${+number + at}` : base));
    const terms = to ? range : [paragraph && letter && `${base}.${paragraph}.${letter}`, (paragraph || letter) && `${base}.${paragraph || letter}`, base].filter(Boolean);
    const own = entry && (await index.textOf(section)).split('\n').find((line) => line.startsWith(`${shown}. `));
    return { address: address + (entry ? `#art--${entry[0]}` : ''), label, title: own?.slice(shown.length + 2) || title, words: analyse(label, index.rules), sections: await citing(index, terms) };
  };
  /** Sections that hold any of the terms: those of the narrowest first, headings before text, many before few. */
  const citing = async (index, terms) => {
    const found = new Set();
    for (const term of terms) {
      for (const group of await index.groupsOf(term)) {
        const { sections } = await index.postings(group);
        for (const [section] of [...sections].sort(([a, one], [b, other]) => (other.flags & 1) - (one.flags & 1) || other.tf - one.tf || a - b)) found.add(section);
      }
    }
    return [...found];
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

  return cite;
})();
