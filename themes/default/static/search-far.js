// What a query needs beyond its own words: slips of the pen, what the language's synonyms write instead, phrases. Loaded when one does; see search.js.
'use strict';

globalThis.hs.far = (() => {
  const { analyse, compare, rank, runs } = globalThis.hs;

  // --- Words that look like another.
  /** The letters of a word as a set of 32 bits. */
  const letters = (word) => {
    let set = 0;
    for (let at = 0; at < word.length; at++) set |= 1 << (word.charCodeAt(at) & 31);
    return set;
  };
  const size = (set) => {
    let count = 0;
    for (; set; set &= set - 1) count++;
    return count;
  };
  /** Distance by insertions, deletions, substitutions and swapped neighbours, up to `limit`. */
  const distance = (a, b, limit) => {
    let [two, one, row] = [[], [], []];
    for (let j = 0; j <= b.length; j++) one[j] = j;
    for (let i = 1; i <= a.length; i++) {
      let best = row[0] = i;
      for (let j = 1; j <= b.length; j++) {
        let least = Math.min(one[j] + 1, row[j - 1] + 1, one[j - 1] + (a[i - 1] !== b[j - 1]));
        if (j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, two[j - 2] + 1);
        row[j] = least;
        if (least < best) best = least;
      }
      if (best > limit) break;
      [two, one, row] = [one, row, two];
    }
    return one[b.length];
  };
  const single = (word) => word.replace(/(.)\1/gu, '$1');
  /** How much two words, with the sets of their letters, look alike; 0 if they don't. */
  const likeness = (word, own, other, theirs) => {
    const [length, longer, shorter] = [word.length, Math.max(word.length, other.length), Math.min(word.length, other.length)];
    const limit = length >= 8 ? 2 : 1;
    // No slip brings or takes more than one letter.
    const isNear = longer - shorter <= limit && size(own & ~theirs) <= limit && size(theirs & ~own) <= limit;
    const apart = isNear ? distance(word, other, limit) : limit + 1;
    // The slips that come most: a doubled letter written once, never the first letter.
    if (apart <= limit) return 0.9 / (1 + apart) + (word[0] === other[0] ? 0.05 : 0) + (single(word) === single(other) ? 0.1 : 0);
    let shared = 0;
    while (shared < shorter && word[shared] === other[shared]) shared++;
    if (shared >= Math.max(4, 0.6 * length)) return 0.4 * shared / longer;
    // Compounds and prefixes: a long part in common, anywhere.
    const least = Math.ceil(Math.max(4, 0.75 * shorter, 0.55 * longer));
    let common = 0;
    for (let at = 0, size = least; at + size <= length; at++) {
      while (at + size <= length && other.includes(word.slice(at, at + size))) common = size++;
    }
    return common && 0.35 * common / longer;
  };
  /** [[likeness, word]] of the words of the texts that look most like a word. */
  const similarWords = async (index, word, count) => {
    await index.file(index.core.v);
    index.listed ??= index.vocabulary.map((word) => [word, letters(word)]);
    const own = letters(word);
    const scored = [];
    for (const [other, theirs] of index.listed) {
      // Words with few letters in common are not looked at closely.
      if (size(own & theirs) < Math.max(3, Math.min(size(own), size(theirs)) - 2)) continue;
      const like = likeness(word, own, other, theirs);
      if (like) scored.push([like, other]);
    }
    scored.sort((a, b) => b[0] - a[0] || compare(a[1], b[1]));
    return scored.slice(0, count).filter(([like]) => like >= 0.6 * scored[0][0]);
  };
  /** Words of the texts that look like those of a query. */
  const suggest = async (index, text) => {
    const words = index.core.v ? runs(text, index.rules).filter(({ gram, tokens: [word] }) => !gram && word.length > 3) : [];
    const found = await Promise.all(words.slice(0, 4).map(({ tokens: [word] }) => similarWords(index, word, 3)));
    return [...new Set(found.flat().map(([, word]) => word))].slice(0, 5);
  };

  /** Index of the first place at which some tokens stand side by side, or -1. */
  const placeOf = (tokens, wanted) => tokens.findIndex((_, at) => wanted.every((token, offset) => tokens[at + offset] === token));

  // --- Synonyms.
  /** The runs before and after some tokens of a query; of a run of pairs, those that overlap none of them. */
  const round = (query, words) => {
    for (let at = 0; at < query.length; at++) {
      const { gram, tokens } = query[at];
      if (gram) {
        const start = placeOf(tokens, words);
        const part = (some) => (some.length ? [{ ...query[at], tokens: some }] : []);
        if (start >= 0) return [[...query.slice(0, at), ...part(tokens.slice(0, Math.max(0, start - 1)))], [...part(tokens.slice(start + words.length + 1)), ...query.slice(at + 1)]];
      } else if (words.every((word, offset) => query[at + offset]?.tokens[0] === word)) return [query.slice(0, at), query.slice(at + words.length)];
    }
    return null;
  };
  /** Adds what is found where `words` of a query are written otherwise; gives what those queries needed. */
  const widen = async (index, query, words, rights, found) => {
    const parts = round(query, words);
    const all = [];
    for (const right of parts ? rights : []) {
      // Folded tokens stand side by side; a run of pairs is told by the first.
      const tokens = right.split(' ');
      const instead = runs(tokens[0], { l: '' })[0]?.gram ? [{ gram: true, text: right, tokens }] : tokens.map((token) => ({ text: token, tokens: [token] }));
      const { found: more, needs } = await rank(index, [...parts[0], ...instead, ...parts[1]], false, true);
      all.push(...needs);
      for (const [section, hit] of more) {
        const known = found.get(section);
        // One word for several would otherwise weigh less than they do together.
        const score = hit.score * 0.6 * Math.sqrt(Math.max(1, words.length / tokens.length));
        if (!known || known.tier > hit.tier) found.set(section, { ...hit, score: score + (known?.score || 0) });
        else if (known.tier === hit.tier) known.score += score;
      }
    }
    return all;
  };

  // --- Phrases.
  /** Whether the tokens of a phrase stand side by side in a section; words that stand everywhere have no places. */
  const adjacent = (needs, phrase, section) => {
    const places = phrase.map((token) => {
      const need = needs.find((need) => need.tokens.includes(token));
      return need && !need.stop ? need.slots[need.tokens.indexOf(token)]?.get(section)?.places ?? [] : null;
    });
    const first = places.findIndex(Boolean);
    return first < 0 || places[first].some((place) => places.every((list, at) => !list || list.includes(place + at - first)));
  };
  /** The hits whose text has every phrase word for word; groups of inflections hide which word it is, so the text itself is read. */
  const literally = async (index, hits, needs, phrases) => {
    const kept = [];
    const likely = hits.filter(({ tier, section }) => tier === 1 && phrases.every((phrase) => adjacent(needs, phrase, section))).slice(0, 60);
    for (let at = 0; at < likely.length && kept.length < 30; at += 10) {
      const ten = likely.slice(at, at + 10);
      const texts = await Promise.all(ten.map(({ section }) => index.textOf(section)));
      kept.push(...ten.filter(({ section }, at) => {
        const { title, heading } = index.sections[section];
        const lines = [title, heading, ...texts[at].split('\n').map((line) => line.replace(/^\d+\t/, ''))].map((line) => analyse(line, index.rules));
        return phrases.every((phrase) => lines.some((line) => placeOf(line, phrase) >= 0));
      }));
    }
    return kept;
  };

  return { similarWords, suggest, widen, literally };
})();
