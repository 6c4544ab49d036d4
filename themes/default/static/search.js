// Search without a server: reads the files that the generator's src/search wrote, and finds. It touches no page; search-box.js does.
// Every address is built from `core.js`; a file is a script with one call, `hs.c` to `hs.k`, told apart by where it was loaded from.
'use strict';

globalThis.hs = Object.assign(globalThis.hs || {}, (() => {
  const FORMAT = 1;
  const indexes = new Map();

  // --- Analysis: the twin of src/search/analysis.rs; tests/golden/search-vectors.json holds both together.
  const INVISIBLE = /[\u00AD\u0640\u061C\uFEFF\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069]/g;
  const GRAM = '(?=[\\p{Alphabetic}\\p{M}])(?!\\p{N})[\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005\\u3040-\\u30FF\\u3400-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}\\uAC00-\\uD7AF]';
  const RUNS = new RegExp(`(${GRAM}(?:${GRAM}|\\p{M})*)|(?:(?!${GRAM})[\\p{Alphabetic}\\p{N}\\p{M}])+`, 'gu');
  const UNITS = /[^](?:[\u17D2\u1039][^]?|\p{M})*/gu;
  const MARKS = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u093C]/g;
  const OTHER_MARKS = /[\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u093C]/g;
  const LETTERS = { 'ٱ': 'ا', 'ى': 'ي', 'ی': 'ي', 'ة': 'ه', 'ک': 'ك', 'ı': 'i', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ł': 'l', 'ς': 'σ' };
  const ARTICLES = ['وبال', 'فبال', 'وكال', 'وال', 'فال', 'بال', 'كال', 'ولل', 'ال', 'لل'];
  const normalise = (text) => text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase();
  const digit = (one) => {
    const code = one.codePointAt(0);
    if (code > 0xFFFF) return one;
    // The digits of a script begin at a code that ends in 0 or in 6.
    const low = code & 15;
    return String(low > 9 || (low > 5 && !/\p{Nd}/u.test(String.fromCharCode(code - low))) ? low - 6 : low);
  };
  const fold = (text, marks) => {
    if (/^[\0-\x7F]*$/.test(text)) return text;
    return text.normalize('NFD').replace(/и\u0306/g, 'й').replace(marks ? OTHER_MARKS : MARKS, '')
      .replace(/[ٱىیةکıßæœøđłς]/g, (one) => (marks && one === 'đ' ? one : LETTERS[one])).replace(/\p{Nd}/gu, digit).normalize('NFC');
  };
  const surface = (word, rules) => {
    const folded = fold(word, rules.m);
    if (rules.l !== 'ar') return folded;
    const article = ARTICLES.find((article) => folded.startsWith(article) && [...folded].length - article.length >= 3);
    return article ? folded.slice(article.length) : folded;
  };
  const fits = (token) => token && [...token].length <= 64;
  /** The runs of a text: [{gram, tokens}]. */
  const runs = (text, rules) => [...normalise(text).matchAll(RUNS)].map(([run, gram]) => {
    if (!gram) return { tokens: [surface(run, rules)].filter(fits) };
    const units = run.match(UNITS);
    const pairs = units.length > 1 ? units.slice(1).map((unit, at) => units[at] + unit) : units;
    return { gram: true, tokens: pairs.map((pair) => fold(pair, rules.m)).filter(fits) };
  }).filter((run) => run.tokens.length);
  /** [[token, is_gram]] of a text in a language. */
  const analyse = (text, rules) => runs(text, rules).flatMap(({ gram, tokens }) => tokens.map((token) => [token, !!gram]));

  // --- Files: numbers, words and postings as src/search/files.rs describes them.
  const DIGITS = [];
  for (let code = 0x23; code < 0x7F; code++) if (code !== 0x3C && code !== 0x5C) DIGITS[code] = DIGITS.count = (DIGITS.count ?? -1) + 1;
  const numbers = (text) => {
    const out = [];
    for (let at = 0; at < text.length;) {
      let value = 0;
      let scale = 1;
      for (;;) {
        const part = DIGITS[text.charCodeAt(at++)];
        if (!(part >= 45)) { out.push(value + part * scale); break; }
        value += (part - 45) * scale;
        scale *= 45;
        value += scale;
      }
    }
    return out;
  };
  const compare = (one, other) => {
    const [a, b] = [[...one], [...other]];
    for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
    return a.length - b.length;
  };
  /** Index of the last item whose key is not above; the first where all are. */
  const last = (list, above) => {
    let [low, high] = [0, list.length];
    while (low < high) { const middle = (low + high) >> 1; if (above(list[middle])) high = middle; else low = middle + 1; }
    return Math.max(0, low - 1);
  };
  const frontCoded = (text) => {
    let before = [];
    return text.split('!').slice(0, -1).map((entry) => {
      const [, shared, rest, groups] = /^([Q-[\]^_\x60a-z{|}~]*[^])([^ ]*) ?([^]*)$/u.exec(entry);
      before = [...before.slice(0, numbers(shared)[0]), ...rest];
      return [before.join(''), groups];
    });
  };

  /** The search of one language: `address` is that of its folder, `load` loads a script, `recogniser` is the one of citations. */
  class Index {
    constructor(address, load, recogniser) {
      Object.assign(this, { address, load, recogniser, files: new Map(), shards: [], texts: [], surfaces: new Map(), brevities: new Map() });
    }
    /** Loads a file once. */
    file(name) {
      // Where the core names a file that a host has no more, the site was replaced in the meantime.
      if (!this.files.has(name)) this.files.set(name, this.load(this.address + name).catch((fault) => { this.files.delete(name); throw this.core && /^http/.test(this.address) && navigator.onLine ? new Error('updated') : fault; }));
      return this.files.get(name);
    }
    async open() {
      await this.file('core.js');
      if (!this.core || this.core.f !== FORMAT) throw new Error('updated');
      return this;
    }
    c(core) {
      this.core = core;
      this.rules = { l: core.l, m: core.m };
      this.lengths = numbers(core.n);
      this.average = core.a / this.lengths.length || 1;
      this.sections = core.p.flatMap(([address, title, number, sections]) => sections.split('\n').map((line) => {
        const [fragment, heading] = line.split('\t');
        return { address, title, number, fragment, heading };
      }));
    }
    s(index, terms, postings) {
      const firstGroup = this.core.s[index][1];
      let next = firstGroup;
      const words = frontCoded(terms).map(([word, refs]) => {
        const groups = numbers(refs).map((ref) => (ref === 0 ? next++ : ref % 2 ? next - 1 - (ref - 1) / 2 : firstGroup - 1 - (ref - 2) / 2));
        this.surfaces.set(word, groups);
        return word;
      });
      this.shards[index] = { words, postings: postings.split('!') };
    }
    t(index, texts) { texts.forEach((text, at) => { this.texts[this.core.t[index][0] + at] = text; }); }
    v(list) { this.vocabulary = frontCoded(list).map(([word]) => [word, letters(word)]); }
    k(names) { this.names = names; }

    async shard(index) {
      if (!this.shards[index]) await this.file(this.core.s[index][2]);
      return this.shards[index];
    }
    /** The shard that holds a word, if any does. */
    shardOf(word) { return last(this.core.s, ([first]) => compare(first, word) > 0); }
    async groupsOf(word) {
      if (this.core.s.length) await this.shard(this.shardOf(word));
      return this.surfaces.get(word) || [];
    }
    /** {stop, sections: Map section → {tf, flags, places}} of a group. */
    async postings(group) {
      const index = last(this.core.s, ([, first]) => first > group);
      const shard = await this.shard(index);
      const text = shard.postings[group - this.core.s[index][1]];
      const stop = text[0] === ' ';
      const list = numbers(stop ? text.slice(1) : text);
      const sections = new Map();
      for (let at = 0, section = 0; at < list.length;) {
        section += list[at++];
        const head = list[at++];
        const places = [];
        for (let count = (head >> 2) + 1, place = 0; count && at < list.length; count--) places.push(place += list[at++]);
        sections.set(section, { tf: places.length, flags: head & 3, places });
      }
      return { stop, sections };
    }
    /** Words of at most two shards that begin with `start`. */
    async beginningWith(start, limit) {
      const first = this.shardOf(start);
      const found = [];
      for (let index = first; index < Math.min(first + 2, this.core.s.length) && compare(this.core.s[index][0], start + '\u{10FFFF}') <= 0; index++) {
        for (const word of (await this.shard(index)).words) if (word.startsWith(start) && found.length < limit) found.push(word);
      }
      return found;
    }
    async textOf(section) {
      if (this.texts[section] === undefined) await this.file(this.core.t[last(this.core.t, ([first]) => first > section)][1]);
      return this.texts[section];
    }
  }

  // --- From a word of the query to groups: [{group, weight, word, similar}].
  const CLITICS = ['وب', 'ول', 'وس', 'و', 'ف', 'ب', 'ك', 'ل', 'س'];
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
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let [two, one] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let best = i;
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(one[j] + 1, row[j - 1] + 1, one[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], two[j - 2] + 1);
        best = Math.min(best, row[j]);
      }
      if (best > limit) return limit + 1;
      [two, one] = [one, row];
    }
    return one[b.length];
  };
  const likeness = (word, other) => {
    const [length, longer, shorter] = [word.length, Math.max(word.length, other.length), Math.min(word.length, other.length)];
    const limit = length >= 8 ? 2 : 1;
    const apart = distance(word, other, limit);
    if (apart <= limit) return 0.9 / (1 + apart) + (word[0] === other[0] ? 0.05 : 0);
    let shared = 0;
    while (shared < shorter && word[shared] === other[shared]) shared++;
    if (shared >= Math.max(4, 0.6 * length)) return 0.4 * shared / longer;
    // Compounds and prefixes: a long part in common, anywhere.
    const least = Math.ceil(Math.max(4, 0.75 * shorter, 0.55 * longer));
    let common = 0;
    for (let at = 0, size = least; at + size <= word.length; at++) {
      while (at + size <= word.length && other.includes(word.slice(at, at + size))) common = size++;
    }
    return common && 0.35 * common / longer;
  };
  const similarWords = async (index, word, count) => {
    if (!index.core.v || word.length < 4 || /\p{N}/u.test(word)) return [];
    await index.file(index.core.v);
    const scored = [];
    const own = letters(word);
    for (const [other, theirs] of index.vocabulary) {
      // Words with few letters in common are not looked at closely.
      if (size(own & theirs) < Math.max(3, Math.min(size(own), size(theirs)) - 2)) continue;
      const like = likeness(word, other);
      if (like) scored.push([like, other]);
    }
    scored.sort((a, b) => b[0] - a[0] || compare(a[1], b[1]));
    return scored.slice(0, count).filter(([like]) => like >= 0.6 * scored[0][0]);
  };
  const candidates = async (index, word, open) => {
    const found = new Map();
    const add = async (surface, weight, similar) => {
      for (const group of await index.groupsOf(surface)) if (!(found.get(group)?.weight >= weight)) found.set(group, { group, weight, word: surface, similar });
    };
    await add(word, 1);
    if ((open && [...word].length >= 3) || !found.size) {
      if ([...word].length >= 2) for (const surface of await index.beginningWith(word, 40)) await add(surface, 0.7 * word.length / surface.length);
    }
    if (!found.size && index.rules.l === 'ar') {
      const clitic = CLITICS.find((clitic) => word.startsWith(clitic) && word.length - clitic.length >= 3 && index.shards);
      for (const one of clitic ? CLITICS.filter((one) => word.startsWith(one) && word.length - one.length >= 3) : []) {
        await add(surface(word.slice(one.length), index.rules), 0.9);
        if (found.size) break;
      }
    }
    if (!found.size) {
      const shards = new Set();
      for (const [like, surface] of await similarWords(index, word, 6)) {
        if (shards.add(index.shardOf(surface)).size > 4) break;
        await add(surface, like * 0.6, true);
      }
    }
    return [...found.values()];
  };
  const gramCandidates = async (index, token, alone) => {
    const groups = (await index.groupsOf(token)).map((group) => ({ group, weight: 1, word: token }));
    if (!alone || [...token].length > 1) return groups;
    for (const word of await index.beginningWith(token, 40)) for (const group of await index.groupsOf(word)) groups.push({ group, weight: 0.5, word });
    return groups;
  };

  /** What a query cites; the recogniser is loaded for a query with a number beside other words. */
  const citation = async (index, text, needs) => {
    const written = /\p{N}|[一二三四五六七八九十百][条條款项號号]|[مﻡ]اد[ةه]/u.test(text);
    if (!written || needs.length + (needs[0]?.gram ? 1 : 0) < 2) return null;
    await Promise.all([globalThis.hs.cite || index.load(index.recogniser), index.names || index.file(index.core.k)]);
    return globalThis.hs.cite(index, text);
  };

  // --- Ranking.
  const QUOTES = /["«“„「『]([^"»”“」』]+)["»”“」』]/gu;
  /** Whether the tokens of a phrase stand side by side in a section; words that stand everywhere have no places. */
  const adjacent = (needs, phrase, section) => {
    const places = phrase.map((token) => {
      const need = needs.find((need) => need.tokens.includes(token));
      return need && !need.stop ? need.slots[need.tokens.indexOf(token)].get(section)?.places ?? [] : null;
    });
    const first = places.findIndex(Boolean);
    return first < 0 || places[first].some((place) => places.every((list, at) => !list || list.includes(place + at - first)));
  };
  const literally = (tokens, wanted) => {
    for (let at = 0; at + wanted.length <= tokens.length; at++) if (wanted.every((token, offset) => tokens[at + offset] === token)) return true;
    return false;
  };
  /** A word of a short heading says more about its section than one of a long title. */
  const brevity = (index, heading) => {
    if (!index.brevities.has(heading)) index.brevities.set(heading, 0.2 + 0.8 * Math.min(1, 2.5 / analyse(heading, index.rules).length));
    return index.brevities.get(heading);
  };
  /** Sections that a query of runs finds: Map section → {score, share, similar}. */
  const rank = async (index, query, open, exact) => {
    const needs = await Promise.all(query.map(async (run, at) => {
      if (!run.gram) return { options: [run.literal || exact ? (await index.groupsOf(run.tokens[0])).map((group) => ({ group, weight: 1, word: run.tokens[0] })) : await candidates(index, run.tokens[0], open && at === query.length - 1)], word: run.tokens[0], tokens: run.tokens };
      return { gram: true, options: await Promise.all(run.tokens.map((token) => gramCandidates(index, token, run.tokens.length === 1))), word: run.tokens.join(' '), tokens: run.tokens };
    }));
    const total = index.lengths.length;
    for (const need of needs) {
      need.stop = true;
      need.slots = await Promise.all(need.options.map(async (options) => {
        const slot = new Map();
        for (const option of options) {
          const { stop, sections } = await index.postings(option.group);
          if (!stop) need.stop = false;
          const df = stop ? 0.6 * total : sections.size;
          const idf = Math.log(1 + (total - df + 0.5) / (df + 0.5));
          for (const [section, { tf, flags, places }] of sections) {
            const norm = 1.2 * (0.4 + 0.6 * index.lengths[section] / index.average);
            const { heading, title } = index.sections[section];
            const value = option.weight * idf * (tf * 2.2 / (tf + norm) + (flags & 1 ? 1.2 * brevity(index, heading) : 0) + (flags & 2 ? 1.5 * brevity(index, title) : 0));
            const known = slot.get(section);
            const hit = { value, places, idf: option.weight * idf, similar: option.similar, word: option.word, titled: (flags & 2) > 0 };
            if (known) {
              const all = known.places.concat(places).sort((a, b) => a - b);
              slot.set(section, { ...(known.value >= value ? known : hit), places: all });
            } else slot.set(section, hit);
          }
        }
        return slot;
      }));
      need.empty = need.options.every((options) => !options.length);
      // Nothing to go by: a word that stands everywhere, or a single letter beside others.
      need.optional = !need.empty && (need.stop || (!need.gram && needs.length > 1 && [...need.word].length === 1));
    }
    const counted = needs.filter((need) => !need.optional);
    const needed = (counted.length || needs.length);
    const found = new Map();
    for (const section of new Set(needs.flatMap((need) => need.slots.flatMap((slot) => [...slot.keys()])))) {
      let [score, matched, before, titled] = [0, 0, null, false];
      const similar = new Set();
      for (const need of needs) {
        const hits = need.slots.map((slot) => slot.get(section)).filter(Boolean);
        if (!hits.length) { before = null; continue; }
        const consecutive = !need.gram || (hits.length === need.slots.length && hits[0].places.some((place) => hits.every((hit, at) => hit.places.includes(place + at))));
        const share = consecutive ? 1 : 0.8 * hits.length / need.slots.length;
        score += hits.reduce((sum, hit) => sum + hit.value, 0) / (need.gram ? Math.sqrt(need.slots.length) : 1) * share;
        if (counted.includes(need) || !counted.length) matched += share;
        for (const hit of hits) { if (hit.similar) similar.add(hit.word); titled = titled || hit.titled; }
        if (before) {
          let closest = 99;
          for (const place of before.places) for (const other of hits[0].places) closest = Math.min(closest, other > place ? other - place : place - other + 1);
          score += 1.2 * Math.min(before.idf, hits[0].idf) * (closest <= 1 ? 1 : closest <= 4 ? 0.5 : closest <= 10 ? 0.2 : 0);
        }
        before = hits[hits.length - 1];
      }
      // On the page of an instrument the labels of its articles are names, not passages.
      if (!titled && index.sections[section].address.includes('/instruments/')) score *= 0.6;
      if (matched > 0 || !counted.length) found.set(section, { section, score: score * (matched / needed) ** 2, tier: matched < needed ? 3 : similar.size ? 2 : 1, similar });
    }
    return { found, needs };
  };

  /** The runs before and after some tokens of a query; of a run of pairs, those that overlap none of them. */
  const round = (needs, words) => {
    for (let at = 0; at < needs.length; at++) {
      if (needs[at].gram) {
        const { tokens } = needs[at];
        const start = tokens.findIndex((_, from) => literally(tokens.slice(from, from + words.length), words));
        const part = (some) => (some.length ? [{ gram: true, tokens: some }] : []);
        if (start >= 0) return [[...needs.slice(0, at), ...part(tokens.slice(0, Math.max(0, start - 1)))], [...part(tokens.slice(start + words.length + 1)), ...needs.slice(at + 1)]];
      } else if (words.every((word, offset) => needs[at + offset]?.tokens[0] === word)) return [needs.slice(0, at), needs.slice(at + words.length)];
    }
    return [];
  };
  /** {hits: [{section, tier, score, similar}], missing, similar, marks, cited} of a query. `open`: the last word may still grow. */
  const search = async (index, text, open = false) => {
    let query = text.slice(0, 200);
    const phrases = [];
    const quoted = query.replace(QUOTES, (_, words) => { phrases.push(analyse(words, index.rules).map(([token]) => token)); return ` ${words} `; });
    let count = 0;
    const literal = phrases.flat();
    const needs = runs(quoted, index.rules).filter((run) => (count += run.gram ? run.tokens.length / 3 : 1) <= 13).map((run) => ({ ...run, literal: run.tokens.every((token) => literal.includes(token)) }));
    const cited = await citation(index, query, needs);
    const { found, needs: own } = needs.length ? await rank(index, needs, open && !phrases.length) : { found: new Map(), needs: [] };
    const counting = own.filter((need) => !need.optional);
    const groups = new Set((counting.length ? counting : own).flatMap((need) => need.options.flat().map(({ group }) => group)));
    // What the language's synonyms write instead.
    const typed = needs.flatMap((run) => run.tokens);
    const rewritings = phrases.length ? [] : index.core.r.filter(([left]) => literally(typed, left.split(' '))).slice(-4);
    const replaced = new Set();
    for (const [left, rights] of rewritings) {
      const words = left.split(' ');
      words.forEach((word) => replaced.add(word));
      const [before, after] = round(needs, words);
      if (!before) continue;
      for (const right of rights.split('\n')) {
        const tokens = right.split(' ');
        const gram = [...right].length && analyse(right, { ...index.rules, l: '' })[0]?.[1];
        const instead = gram ? [{ gram: true, tokens }] : tokens.map((token) => ({ tokens: [token] }));
        const { found: more, needs: theirs } = await rank(index, [...before, ...instead, ...after], false, true);
        for (const need of theirs) if (!need.optional) for (const { group } of need.options.flat()) groups.add(group);
        for (const [section, hit] of more) {
          const known = found.get(section);
          const score = hit.score * 0.6;
          if (!known || known.tier > hit.tier) found.set(section, { ...hit, score: score + (known?.score || 0) });
          else if (known.tier === hit.tier) known.score += score;
        }
      }
    }
    let hits = [...found.values()].filter(({ score }) => score > 0).sort((a, b) => a.tier - b.tier || b.score - a.score || a.section - b.section);
    if (phrases.length) {
      const kept = [];
      hits = hits.filter(({ tier, section }) => tier === 1 && phrases.every((phrase) => adjacent(own, phrase, section)));
      for (let at = 0; at < Math.min(hits.length, 60) && kept.length < 30; at += 10) {
        const ten = hits.slice(at, at + 10);
        const texts = await Promise.all(ten.map(({ section }) => index.textOf(section)));
        ten.forEach((hit, at) => {
          const { title, heading } = index.sections[hit.section];
          const lines = [title, heading, ...texts[at].split('\n').map((line) => line.replace(/^\d+\t/, ''))].map((line) => analyse(line, index.rules).map(([token]) => token));
          if (phrases.every((phrase) => lines.some((line) => literally(line, phrase)))) kept.push(hit);
        });
      }
      hits = kept;
    }
    // Behind good answers the scattered ones only distract.
    const best = hits.filter(({ tier }) => tier < 3).length;
    if (best) hits = hits.filter((hit, at) => hit.tier < 3 || at < best + 10);
    const marks = [...index.surfaces].filter(([, list]) => list.some((group) => groups.has(group))).map(([word]) => word).filter((word) => word[0] !== '§');
    const missing = own.filter((need) => need.empty && !replaced.has(need.word)).map(({ word }) => word);
    return { hits: hits.slice(0, 100), missing, marks, cited, needs };
  };
  /** Words of the texts that look like those of the query. */
  const suggest = async (index, text) => {
    const words = runs(text, index.rules).filter(({ gram }) => !gram).map(({ tokens }) => tokens[0]);
    const found = [];
    for (const word of words.slice(0, 4)) for (const [, other] of await similarWords(index, word, 3)) if (!found.includes(other)) found.push(other);
    return found.slice(0, 5);
  };

  const called = (method) => (...values) => {
    const source = document.currentScript.src;
    indexes.get(source.slice(0, source.lastIndexOf('/') + 1))?.[method](...values);
  };
  return {
    c: called('c'), s: called('s'), t: called('t'), v: called('v'), k: called('k'),
    analyse, runs, normalise, fold, search, suggest, RUNS, UNITS,
    /** The search whose folder has this address. */
    index: (address, load, recogniser) => {
      if (!indexes.has(address)) indexes.set(address, new Index(address, load, recogniser));
      return indexes.get(address).open();
    },
  };
})());
