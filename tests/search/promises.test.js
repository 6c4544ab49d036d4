// What the search promises, kept by the shipped client and the shipped files: addresses, sizes, citations, order, bad input.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { engine } from './engine.js';

const site = process.env.SITE;
const { hs, index } = engine(site);
const languages = readdirSync(site).filter((name) => existsSync(path.join(site, name, 'search/core.js')));
const zipped = (bytes) => gzipSync(bytes).length;
const of = (found, { section }) => { const { address, fragment } = found.sections[section]; return address + (fragment && '#' + fragment); };

test('every section has an address that exists, in every language', async () => {
  assert.ok(languages.length >= 6, `${languages}`);
  for (const language of languages) {
    const found = await index(language);
    const pages = new Map();
    for (const { address, fragment } of found.sections) {
      if (!pages.has(address)) pages.set(address, readFileSync(path.join(site, address), 'utf8'));
      assert.ok(!fragment || pages.get(address).includes(`id="${fragment}"`), `${address}#${fragment}`);
    }
    const linked = new Set(['core.js', found.core.v, found.core.k, ...found.core.s.map(([, , file]) => file), ...found.core.t.map(([, file]) => file)].filter(Boolean));
    assert.deepEqual(readdirSync(path.join(site, language, 'search')).sort(), [...linked].sort(), 'no stale file');
  }
});

test('sizes stay within what a slow phone bears', async () => {
  const page = readFileSync(path.join(site, 'en/index.html'), 'utf8');
  const client = ['search', 'view'].map((name) => zipped(readFileSync(path.join(site, new RegExp(`data-${name}="\\.\\./([^"]+)"`).exec(page)[1])))).reduce((a, b) => a + b);
  assert.ok(client <= 12_000, `client ${client}`);
  for (const language of languages) {
    for (const name of readdirSync(path.join(site, language, 'search'))) {
      const size = zipped(readFileSync(path.join(site, language, 'search', name)));
      const limit = name.startsWith('cite') ? 24_000 : name.startsWith('v.') ? 30_000 : 16_000;
      assert.ok(size <= limit, `${language}/${name} ${size}`);
    }
  }
  // One word, cold: client, core, shards and the texts of the list.
  for (const [language, word] of [['en', 'torture'], ['en', 'freedom'], ['fr', 'urgence'], ['ar', 'الطوارئ'], ['zh', '难民'], ['ru', 'пытки'], ['es', 'refugiados']]) {
    const fresh = engine(site);
    const found = await fresh.index(language);
    await fresh.hs.search(found, word, true);
    const size = fresh.read.slice(1).reduce((sum, { bytes }) => sum + zipped(bytes), client);
    assert.ok(size <= 35_000, `${language} ${word}: ${size}`);
  }
});

test('one citation, however it is written, leads to the same article from every language', async () => {
  const forms = {
    'instruments/iccpr.html#art--19': ['ICCPR 19', 'iccpr art. 19', 'Article 19 ICCPR', 'art 19 of the ICCPR', 'ICCPR, art. 19(3)', 'PIDCP 19', 'PIDCP, art. 19, par. 3', 'article 19 du PIDCP', 'artículo 19 del Pacto Internacional de Derechos Civiles y Políticos', 'статья 19 МПГПП', 'Международный пакт о гражданских и политических правах, ст. 19', 'المادة ١٩ من العهد الدولي الخاص بالحقوق المدنية والسياسية', 'العهد الدولي الخاص بالحقوق المدنية والسياسية، المادة 19 (3)', '《公民权利和政治权利国际公约》第十九条', '公民权利和政治权利国际公约第19条第3款', '第 19 條 公民权利和政治权利国际公约', 'International Covenant on Civil and Political Rights article 19'],
    'instruments/cedaw.html#art--2': ['CEDAW 2', 'CEDEF art. 2', 'art. 2 CEDAW', 'CEDAW article 2(f)'],
    'instruments/crc.html#art--3': ['CRC 3', 'Convention on the Rights of the Child, article 3', 'CDE 3(1)', 'CRC art. 3 para 1'],
  };
  for (const language of languages) {
    const found = await index(language);
    for (const [expected, list] of Object.entries(forms)) {
      for (const query of list) {
        const { cited } = await hs.search(found, query);
        assert.equal(cited?.[0]?.address, `${language}/${expected}`, `${language}: ${query}`);
      }
    }
  }
});

test('what is no citation is none; an article that is not there is said', async () => {
  const found = await index('en');
  for (const query of ['19', '2024', 'torture', 'the 2018 report on parliaments', '30 experts', 'article', 'ICCPR', 'resolution 60/251 council', 'Covid-19', 'rights in 10 countries']) {
    assert.equal((await hs.search(found, query)).cited, null, query);
  }
  const { cited } = await hs.search(found, 'ICCPR 99');
  assert.equal(cited[0].absent, '99');
  assert.equal(cited[0].address, 'en/instruments/iccpr.html');
  const range = (await hs.search(found, 'ICCPR 18-20')).cited[0];
  assert.ok(range.sections.length >= (await hs.search(found, 'ICCPR 18')).cited[0].sections.length);
  const [narrow] = (await hs.search(found, 'ICCPR 4(2)')).cited;
  assert.match(of(found, { section: narrow.sections[0] }), /limits-and-emergencies/);
});

test('exact before similar, phrases literally, words while they are typed', async () => {
  const found = await index('en');
  for (const query of ['parliment', 'imunity', 'derogashun', 'amnasty law', 'torture', 'freedom of expression in parliament', 'zebra torture']) {
    const tiers = Array.from((await hs.search(found, query)).hits, ({ tier }) => tier);
    assert.deepEqual(tiers, [...tiers].sort(), query);
  }
  const similar = (await hs.search(found, 'parliment')).hits[0];
  assert.equal(similar.tier, 2);
  assert.ok(similar.similar.has('parliament'));
  assert.deepEqual(Array.from((await hs.search(found, 'zebra torture')).missing), ['zebra']);
  assert.ok((await hs.search(found, '"rule of law"')).hits.length > 0);
  assert.equal((await hs.search(found, '"law of rule"')).hits.length, 0);
  for (const { section } of (await hs.search(found, '"rule of law"')).hits) {
    const { title, heading } = found.sections[section];
    assert.match(`${title}\n${heading}\n${await found.textOf(section)}`, /rule.of.law/i);
  }
  assert.match(of(found, (await hs.search(found, 'amnest', true)).hits[0]), /impunity\.html#amnesties/);
});

test('no input breaks it', async () => {
  let state = 11;
  const step = (limit) => { state = (state * 1103515245 + 12345) % 2147483648; return state % limit; };
  const pieces = ['a', 'ال', '人', '权利', '\u0301', '\u17D2', '"', '«', '»', '(', ')', '19', '٣', '第', '条', ' ', ' ', '-', '/', '§', '\\', '&h=', '<b>', '\u{20000}', '\uD800', 'art.', 'ICCPR', 'GC', 'ة', '\u200B', '%', '\n', 'ё', 'İ'];
  for (const language of languages) {
    const found = await index(language);
    for (let round = 0; round < 60; round++) {
      const query = Array.from({ length: 1 + step(14) }, () => pieces[step(pieces.length)]).join('');
      const { hits } = await hs.search(found, query, round % 2 === 0);
      assert.ok(Array.isArray(hits) || hits.length >= 0, query);
      await hs.suggest(found, query);
    }
  }
});
