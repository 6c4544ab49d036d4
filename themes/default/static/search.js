// Search without a server: reads the files that the generator's src/search wrote, and finds. It touches no page; search-box.js does.
// Every address is built from `core.js`; a file is a script with one call, `hs.c` to `hs.k`, told apart by where it was loaded from.
// What few queries need comes when it is needed: search-far.js (phrases, synonyms, slips of the pen) and search-cite.js (citations).
'use strict';

globalThis.hs = Object.assign(globalThis.hs || {}, (() => {
  const FORMAT = 1;
  const indexes = new Map();

  // --- Analysis: the twin of src/search/analysis.rs; tests/golden/search-vectors.json holds both together.
  const INVISIBLE = /[\u00AD\u0640\u061C\uFEFF\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069]/g;
  const GRAM = '(?=[\\p{Alphabetic}\\p{M}])(?!\\p{N})[\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005\\u3040-\\u30FF\\u3400-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}\\uAC00-\\uD7AF]';
  const RUNS = new RegExp(`(${GRAM}(?:${GRAM}|\\p{M})*)|(?:(?!${GRAM})[\\p{Alphabetic}\\p{N}\\p{M}])+`, 'gu');
  const UNITS = /[^](?:[\u17D2\u1039][^]?|\p{M})*/gu;
  const ACCENTS = /[\u0300-\u036F]/g;
  const POINTS = /[\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u093C]/g;
  const LETTERS = { 'ٱ': 'ا', 'ى': 'ي', 'ی': 'ي', 'ة': 'ه', 'ک': 'ك', 'ı': 'i', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ł': 'l', 'ς': 'σ' };
  const ARTICLES = ['وبال', 'فبال', 'وكال', 'وال', 'فال', 'بال', 'كال', 'ولل', 'ال', 'لل'];
  const normalise = (text) => text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase();
  /** The digits of a script stand in a row that begins with its zero. */
  const digit = (one) => {
    const code = one.codePointAt(0);
    let value = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
    return code > 0xFFFF ? one : value % 10;
  };
  const fold = (text, marks) => {
    if (/^[\0-\x7F]*$/.test(text)) return text;
    const bare = text.normalize('NFD').replace(/и\u0306/g, 'й').replace(POINTS, '');
    return (marks ? bare : bare.replace(ACCENTS, '')).replace(/[ٱىیةکıßæœøđłς]/g, (one) => (marks && one === 'đ' ? one : LETTERS[one])).replace(/\p{Nd}/gu, digit).normalize('NFC');
  };
  const longer = (word, least) => [...word].length >= least;
  const surface = (word, rules) => {
    const folded = fold(word, rules.m);
    const article = rules.l === 'ar' && ARTICLES.find((article) => folded.startsWith(article) && longer(folded, article.length + 3));
    return article ? folded.slice(article.length) : folded;
  };
  const fits = (token) => token && !longer(token, 65);
  /** The runs of a text: [{text, gram, tokens}]. */
  const runs = (text, rules) => [...normalise(text).matchAll(RUNS)].map(([run, gram]) => {
    if (!gram) return { text: run, tokens: [surface(run, rules)].filter(fits) };
    const units = run.match(UNITS);
    const pairs = units.length > 1 ? units.slice(1).map((unit, at) => units[at] + unit) : units;
    return { text: run, gram: true, tokens: pairs.map((pair) => fold(pair, rules.m)).filter(fits) };
  }).filter((run) => run.tokens.length);
  /** The tokens of a text in a language. */
  const analyse = (text, rules) => runs(text, rules).flatMap(({ tokens }) => tokens);

  // --- Files: numbers, words and postings as src/search/files.rs describes them.
  /** Of the printable characters from `#`, without `<` and `\`, the first 45 end a number, the others say that it goes on. */
  const digitAt = (text, at) => {
    const code = text.charCodeAt(at);
    return code - 0x23 - (code > 0x3C) - (code > 0x5C);
  };
  const numbers = (text) => {
    const out = [];
    let [value, scale] = [0, 1];
    for (let at = 0; at < text.length; at++) {
      const part = digitAt(text, at);
      if (part < 45) {
        out.push(value + part * scale);
        [value, scale] = [0, 1];
      } else {
        value += (part - 45) * scale;
        scale *= 45;
        value += scale;
      }
    }
    return out;
  };
  /** By code points, as the generator sorts. */
  const compare = (one, other) => {
    const [a, b] = [[...one], [...other]];
    for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
    return a.length - b.length;
  };
  /** Index of the last item that is not above; the first where all are. */
  const last = (list, above) => {
    let [low, high] = [0, list.length];
    while (low < high) { const middle = (low + high) >> 1; if (above(list[middle])) high = middle; else low = middle + 1; }
    return Math.max(0, low - 1);
  };
  /** [[word, groups]] of words that share their beginnings, counted in code points. */
  const frontCoded = (text) => {
    let before = '';
    return text.split('!').slice(0, -1).map((entry) => {
      let start = 1;
      while (digitAt(entry, start - 1) >= 45) start++;
      const [shared] = numbers(entry.slice(0, start));
      const [rest, groups] = entry.slice(start).split(' ');
      before = (/[\uD800-\uDFFF]/.test(before) ? [...before].slice(0, shared).join('') : before.slice(0, shared)) + rest;
      return [before, groups];
    });
  };

  /** The search of one language: `address` is that of its folder, `load` loads a script, `scripts` are the addresses of the client's other parts. */
  class Index {
    constructor(address, load, scripts) {
      Object.assign(this, { address, load, scripts, files: new Map(), arrived: new Set(), shards: [], texts: [], surfaces: new Map(), brevities: new Map() });
    }
    /** Loads a file once. */
    file(name) {
      if (!this.files.has(name)) {
        this.files.set(name, this.load(this.address + name).then(() => {
          if (!this.arrived.has(name)) throw new Error('damaged');
        }).catch((fault) => {
          this.files.delete(name);
          // Where the core names a file that a host has no more, the site was replaced in the meantime.
          throw this.core && /^http/.test(this.address) && navigator.onLine ? new Error('updated') : fault;
        }));
      }
      return this.files.get(name);
    }
    async open() {
      await this.file('core.js');
      if (this.core.f !== FORMAT) throw new Error('updated');
      return this;
    }
    c(core) {
      this.core = core;
      if (core.f !== FORMAT) return;
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
        this.surfaces.set(word, numbers(refs).map((ref) => (ref === 0 ? next++ : ref % 2 ? next - 1 - (ref - 1) / 2 : firstGroup - 1 - (ref - 2) / 2)));
        return word;
      });
      this.shards[index] = { words, postings: postings.split('!') };
    }
    t(index, texts) { texts.forEach((text, at) => { this.texts[this.core.t[index][0] + at] = text; }); }
    v(list) { this.vocabulary = frontCoded(list).map(([word]) => word); }
    k(names) { (this.names ??= []).push(names); }

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
      const text = (await this.shard(index)).postings[group - this.core.s[index][1]];
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
    /** At most forty words of at most two shards that begin with `start`. */
    async beginningWith(start) {
      const first = this.shardOf(start);
      const found = [];
      for (let index = first; index < Math.min(first + 2, this.core.s.length) && compare(this.core.s[index][0], start + '\u{10FFFF}') <= 0; index++) {
        found.push(...(await this.shard(index)).words.filter((word) => word.startsWith(start)));
      }
      return found.slice(0, 40);
    }
    async textOf(section) {
      if (this.texts[section] === undefined) await this.file(this.core.t[last(this.core.t, ([first]) => first > section)][1]);
      return this.texts[section];
    }
  }

  // --- From a run of the query to what it needs: `options`, for each token the groups that stand for it, [{group, weight, word, similar}].
  const CLITICS = ['وب', 'ول', 'وس', 'و', 'ف', 'ب', 'ك', 'ل', 'س'];
  /** What search-far.js knows. */
  const further = async (index) => { await index.load(index.scripts.far); return globalThis.hs.far; };
  const exactly = async (index, word) => (await index.groupsOf(word)).map((group) => ({ group, weight: 1, word }));
  const candidates = async (index, word, open) => {
    const found = new Map();
    const add = async (surface, weight, similar) => {
      for (const group of await index.groupsOf(surface)) if (!(found.get(group)?.weight >= weight)) found.set(group, { group, weight, word: surface, similar });
    };
    await add(word, 1);
    if (longer(word, open ? 3 : found.size ? 65 : 2)) for (const surface of await index.beginningWith(word)) await add(surface, 0.7 * word.length / surface.length);
    if (index.rules.l === 'ar') {
      for (const clitic of CLITICS) if (!found.size && word.startsWith(clitic) && word.length >= clitic.length + 3) await add(surface(word.slice(clitic.length), index.rules), 0.9);
    }
    if (!found.size && index.core.v && longer(word, 4) && !/\p{N}/u.test(word)) {
      const shards = new Set();
      for (const [like, surface] of await (await further(index)).similarWords(index, word, 6)) if (shards.add(index.shardOf(surface)).size < 5) await add(surface, like * 0.6, true);
    }
    return [...found.values()];
  };
  /** A run of pairs falls apart where no text has a pair: that is between words, or a slip of the pen. */
  const needsOf = async (index, run, open, exact) => {
    const { text, gram, tokens: [first] } = run;
    if (!gram) return [{ ...run, options: [await (exact ? exactly : candidates)(index, first, open)] }];
    const options = await Promise.all(run.tokens.map((token) => exactly(index, token)));
    // A single character is the beginning of pairs.
    if (options.length === 1 && !longer(first, 2)) for (const word of await index.beginningWith(first)) options[0].push(...(await exactly(index, word)).map((one) => ({ ...one, weight: 0.5 })));
    const known = options.map((list) => (list.length ? '+' : '-')).join('');
    const slip = !exact && /^-|--|-$/.test(known);
    const parts = [...known.matchAll(/\++/g)].map(({ index: at, 0: { length } }) => {
      const end = at + length;
      const word = text.match(UNITS).slice(at, end + 1).join('');
      return { gram, text: word, tokens: run.tokens.slice(at, end), options: options.slice(at, end).map((list) => list.map((one) => ({ ...one, word, similar: slip }))) };
    });
    return !parts.length || /^--|---|--$/.test(known) ? [...parts, { ...run, options: [[]] }] : parts;
  };

  // --- Ranking.
  /** A word of a short heading says more about its section than one of a long title. */
  const brevity = (index, heading) => {
    if (!index.brevities.has(heading)) index.brevities.set(heading, 0.2 + 0.8 * Math.min(1, 2.5 / analyse(heading, index.rules).length));
    return index.brevities.get(heading);
  };
  /** Where a token of a need stands: Map section → {value, places, idf, similar, word, titled}. Sets `stop` of the need. */
  const slot = async (index, need, options) => {
    const total = index.lengths.length;
    const found = new Map();
    for (const { group, weight, similar, word } of options) {
      const { stop, sections } = await index.postings(group);
      need.stop &&= stop;
      const df = stop ? 0.6 * total : sections.size;
      const idf = weight * Math.log(1 + (total - df + 0.5) / (df + 0.5));
      for (const [section, { tf, flags, places }] of sections) {
        const { heading, title } = index.sections[section];
        const norm = 1.2 * (0.4 + 0.6 * index.lengths[section] / index.average);
        const value = idf * (tf * 2.2 / (tf + norm) + (flags & 1 ? 1.2 * brevity(index, heading) : 0) + (flags & 2 ? 1.5 * brevity(index, title) : 0));
        const hit = { value, places, idf, similar, word, titled: flags & 2 };
        const known = found.get(section);
        found.set(section, known ? { ...(known.value >= value ? known : hit), places: known.places.concat(places).sort((a, b) => a - b) } : hit);
      }
    }
    return found;
  };
  /** A word of more than this part of all sections is not needed for a result; function words are of that kind, and "rights" in this book. */
  const COMMON = 0.2;
  /** {found: Map section → {section, score, tier, similar}, needs} of runs. `exact`: without words that only begin so or look alike. */
  const rank = async (index, query, open, exact) => {
    const needs = (await Promise.all(query.map((run, at) => needsOf(index, run, open && at === query.length - 1, exact || run.literal)))).flat();
    for (const need of needs) {
      need.stop = need.options.some((options) => options.length);
      need.empty = !need.stop;
      need.slots = await Promise.all(need.options.map((options) => slot(index, need, options)));
      // Welcome, not needed: a word that stands in many places, or a single letter beside others.
      const isCommon = need.slots.some((slot) => slot.size > COMMON * index.lengths.length) && !need.options.flat().some(({ similar }) => similar);
      need.optional = need.stop || isCommon || (!need.empty && !need.gram && needs.length > 1 && !longer(need.tokens[0], 2));
    }
    const counted = needs.some((need) => !need.optional && !need.empty) ? needs.filter((need) => !need.optional) : needs;
    const needed = counted.length;
    for (const need of needs) need.marked = counted.includes(need) || (!need.stop && (need.gram || longer(need.tokens[0], 4)));
    const found = new Map();
    for (const section of new Set(needs.flatMap((need) => need.slots.flatMap((slot) => [...slot.keys()])))) {
      let [score, matched, before, titled] = [0, 0, null, 0];
      const similar = new Set();
      for (const need of needs) {
        const hits = need.slots.map((slot) => slot.get(section)).filter(Boolean);
        if (hits.length) {
          const together = !need.gram || (hits.length === need.slots.length && hits[0].places.some((place) => hits.every((hit, at) => hit.places.includes(place + at))));
          const share = together ? 1 : 0.8 * hits.length / need.slots.length;
          score += share * hits.reduce((sum, hit) => sum + hit.value, 0) / (need.gram ? Math.sqrt(hits.length) : 1);
          if (counted.includes(need)) matched += share;
          for (const hit of hits) { if (hit.similar) similar.add(hit.word); titled |= hit.titled; }
          if (before) {
            let [closest, at] = [11, 0];
            const { places } = hits[0];
            for (const place of before.places) {
              while (places[at] <= place) at++;
              closest = Math.min(closest, places[at] - place || 11, place - places[at - 1] + 1 || 11);
            }
            score += 1.2 * Math.min(before.idf, hits[0].idf) * (closest <= 1 ? 1 : closest <= 4 ? 0.5 : closest <= 10 ? 0.2 : 0);
          }
        }
        before = hits[hits.length - 1];
      }
      // On the page of an instrument the labels of its articles are names, not passages.
      if (!titled && index.sections[section].address.includes('/instruments/')) score *= 0.6;
      if (matched > 0) found.set(section, { section, score: score * (matched / needed) ** 2, tier: matched < needed ? 3 : similar.size ? 2 : 1, similar });
    }
    return { found, needs };
  };

  const QUOTES = /["«“„「『]([^"»”“」』]+)["»”“」』]/gu;
  /** {hits: [{section, tier, score, similar}], missing, marks} of a query. `open`: the last word may still grow. */
  const search = async (index, text, open = false) => {
    const phrases = [];
    const plain = text.slice(0, 200).replace(QUOTES, (_, words) => { phrases.push(analyse(words, index.rules)); return ` ${words} `; });
    const literal = phrases.flat();
    let room = 13;
    const query = runs(plain, index.rules).filter(({ gram, tokens }) => (room -= gram ? tokens.length / 3 : 1) >= 0);
    for (const run of query) run.literal = run.tokens.every((token) => literal.includes(token));
    const { found, needs } = await rank(index, query, open && !phrases.length);
    const groups = new Set();
    const mark = (needs) => { for (const { marked, options } of needs) for (const { group } of marked ? options.flat() : []) groups.add(group); };
    mark(needs);
    // What the language's synonyms write instead.
    const typed = ` ${query.flatMap(({ tokens }) => tokens).join(' ')} `;
    const synonyms = phrases.length ? [] : index.core.r.filter(([left]) => typed.includes(` ${left} `)).slice(-4);
    for (const [left, rights] of synonyms) mark(await (await further(index)).widen(index, query, left.split(' '), rights.split('\n'), found));
    let hits = [...found.values()].filter(({ score }) => score > 0).sort((a, b) => a.tier - b.tier || b.score - a.score || a.section - b.section);
    if (phrases.length) hits = await (await further(index)).literally(index, hits, needs, phrases);
    // Behind good answers the scattered ones only distract.
    const best = hits.filter(({ tier }) => tier < 3).length;
    if (best) hits = hits.slice(0, best + 20);
    const marks = [...index.surfaces].filter(([word, list]) => word[0] !== '§' && list.some((group) => groups.has(group))).map(([word]) => word);
    const missing = needs.filter((need) => need.empty && !synonyms.some(([left]) => left.split(' ').includes(need.tokens[0]))).map(({ text }) => text);
    return { hits: hits.slice(0, 100), missing, marks };
  };
  /** [{address, label, title, absent, sections, marks}] that a query cites, if it holds a number beside other words; else null. */
  const cited = async (index, text) => {
    const query = text.slice(0, 200);
    if (!/\p{N}|[一二三四五六七八九十百][条條款项號号]|[مﻡ]اد[ةه]/u.test(query) || !/\p{L}/u.test(query)) return null;
    await Promise.all([index.load(index.scripts.cite), index.file(index.core.k[0])]);
    return globalThis.hs.cite(index, query);
  };

  const called = (method) => (...values) => {
    const source = document.currentScript.src;
    const end = source.lastIndexOf('/') + 1;
    const index = indexes.get(source.slice(0, end));
    index?.[method](...values);
    index?.arrived.add(source.slice(end));
  };
  return {
    c: called('c'), s: called('s'), t: called('t'), v: called('v'), k: called('k'),
    analyse, runs, normalise, fold, compare, rank, search, cited, further, RUNS, UNITS,
    /** The search whose folder has this address. */
    index: (address, load, scripts) => {
      if (!indexes.has(address)) indexes.set(address, new Index(address, load, scripts));
      return indexes.get(address).open();
    },
  };
})());
