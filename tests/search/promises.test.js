// What the search promises, kept by the shipped client and the shipped files: addresses, sizes, citations, order, bad input.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { engine } from './engine.js';

const site = process.env.SITE;
const { hs, ask, index } = engine(site);
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
    const linked = new Set(['core.js', found.core.v, ...found.core.k, ...found.core.s.map(([, , file]) => file), ...found.core.t.map(([, file]) => file)].filter(Boolean));
    assert.deepEqual(readdirSync(path.join(site, language, 'search')).sort(), [...linked].sort(), 'no stale file');
  }
});

test('sizes stay within what a slow phone bears', async () => {
  const page = readFileSync(path.join(site, 'en/index.html'), 'utf8');
  const part = (name) => zipped(readFileSync(path.join(site, new RegExp(`data-${name}="\\.\\./([^"]+)"`).exec(page)[1])));
  const client = part('search') + part('view');
  assert.ok(part('search') <= 6_000 && client <= 10_000, `client ${client}`);
  assert.ok(part('far') <= 2_500 && part('cite') <= 3_000 && part('results') <= 3_000 && part('marks') <= 1_000);
  for (const language of languages) {
    for (const name of readdirSync(path.join(site, language, 'search'))) {
      const size = zipped(readFileSync(path.join(site, language, 'search', name)));
      const limit = name.startsWith('v.') ? 30_000 : 16_000;
      assert.ok(size <= limit, `${language}/${name} ${size}`);
    }
  }
  // What is fetched before the first result, from nothing: one word, then one citation.
  const first = async (limit, queries, ask) => {
    for (const [language, query] of queries) {
      const fresh = engine(site);
      const found = await fresh.index(language);
      await ask(fresh.hs, found, query);
      const size = fresh.read.slice(1).reduce((sum, { bytes }) => sum + zipped(bytes), client);
      assert.ok(size <= limit, `${language} ${query}: ${size}`);
    }
  };
  await first(35_000, [['en', 'torture'], ['en', 'freedom'], ['fr', 'urgence'], ['ar', 'الطوارئ'], ['zh', '难民'], ['ru', 'пытки'], ['es', 'refugiados']], (hs, found, query) => hs.search(found, query, true));
  await first(50_000, [['en', 'ICCPR 19(3)'], ['en', 'general comment 34'], ['fr', 'PIDCP 19'], ['es', 'art. 4 PIDCP'], ['ru', 'статья 19 МПГПП'], ['ar', 'اتفاقية حقوق الطفل المادة 3'], ['zh', '公民权利和政治权利国际公约第19条']], async (hs, found, query) => assert.ok((await hs.cited(found, query))[0].sections.length > 0, query));
});

test('a file that is damaged, absent or of another version is told; the others go on', async () => {
  const ask = async (arriving, language = 'en', query = 'torture') => {
    const { index, ask } = engine(site, arriving);
    return ask(await index(language), query);
  };
  const shard = (file) => /search\/s\d/.test(file);
  const damaged = (change) => (file, bytes) => (shard(file) ? Buffer.from(change(bytes.toString())) : bytes);
  for (const change of [(text) => text.slice(0, text.length / 2), () => '', () => '<!doctype html><title>404</title>', (text) => text.replace('hs.s(', 'hs.s(9'), (text) => text.replace(/"[^"]*"\)/, '"")'), (text) => text.replace(/^hs\.s/, 'hs.nothing')]) {
    await assert.rejects(ask(damaged(change)), { name: /Error$/ }, `${change}`);
  }
  await assert.rejects(ask((file, bytes) => { if (shard(file)) throw new Error('absent'); return bytes; }), /absent/);
  await assert.rejects(ask((file, bytes) => (file.endsWith('core.js') ? Buffer.from(bytes.toString().replace('"f":1', '"f":9')) : bytes)), /updated/);
  const fragile = engine(site, (file, bytes) => (/search\/t\d/.test(file) ? Buffer.from('') : bytes));
  const found = await fragile.index('zh');
  assert.ok((await fragile.hs.search(found, '酷刑')).hits.length > 0, 'what needs no text is found without it');
  await assert.rejects(found.textOf(3), /damaged/);
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
        const { cited } = await ask(found, query);
        assert.equal(cited?.[0]?.address, `${language}/${expected}`, `${language}: ${query}`);
      }
    }
  }
});

test('what is no citation is none; an article that is not there is said', async () => {
  const found = await index('en');
  for (const query of ['19', '2024', 'torture', 'the 2018 report on parliaments', '30 experts', 'article', 'ICCPR', 'resolution 60/251 council', 'Covid-19', 'rights in 10 countries']) {
    assert.equal((await ask(found, query)).cited, null, query);
  }
  const { cited } = await ask(found, 'ICCPR 99');
  assert.equal(cited[0].absent, '99');
  assert.equal(cited[0].address, 'en/instruments/iccpr.html');
  const range = (await ask(found, 'ICCPR 18-20')).cited[0];
  assert.ok(range.sections.length >= (await ask(found, 'ICCPR 18')).cited[0].sections.length);
  const [narrow] = (await ask(found, 'ICCPR 4(2)')).cited;
  assert.match(of(found, { section: narrow.sections[0] }), /limits-and-emergencies/);
  // A committee's name with an article means its treaty; a synonym of one name in search.yaml is a name.
  assert.equal((await ask(found, 'art. 2(1) CESCR')).cited[0].address, 'en/instruments/icescr.html#art--2');
  assert.equal((await ask(await index('ar'), 'سيداو المادة 2')).cited[0].address, 'ar/instruments/cedaw.html#art--2');
});

test('exact before similar, phrases literally, words while they are typed', async () => {
  const found = await index('en');
  for (const query of ['parliment', 'imunity', 'derogashun', 'amnasty law', 'torture', 'freedom of expression in parliament', 'zebra torture']) {
    const tiers = Array.from((await ask(found, query)).hits, ({ tier }) => tier);
    assert.deepEqual(tiers, [...tiers].sort(), query);
  }
  const similar = (await ask(found, 'parliment')).hits[0];
  assert.equal(similar.tier, 2);
  assert.ok(similar.similar.has('parliament'));
  assert.deepEqual(Array.from((await ask(found, 'zebra torture')).missing), ['zebra']);
  assert.ok((await ask(found, '"rule of law"')).hits.length > 0);
  assert.equal((await ask(found, '"law of rule"')).hits.length, 0);
  for (const { section } of (await ask(found, '"rule of law"')).hits) {
    const { title, heading } = found.sections[section];
    assert.match(`${title}\n${heading}\n${await found.textOf(section)}`, /rule.of.law/i);
  }
  assert.match(of(found, (await ask(found, 'amnest', true)).hits[0]), /impunity\.html#amnesties/);
});

test('a run of characters without spaces falls apart between its words, and only there', async () => {
  const found = await index('zh');
  const whole = (await ask(found, '人身自由')).hits[0];
  assert.equal(whole.tier, 1);
  // No text has 法酷 or 刑难: three words, all of which must be there.
  const [first] = (await ask(found, '宪法酷刑')).hits;
  const { title, heading } = found.sections[first.section];
  const text = `${title}${heading}${await found.textOf(first.section)}`;
  assert.ok(first.tier === 1 && text.includes('宪法') && text.includes('酷刑'), text);
  // A character too many: what is left is told as similar. A word that is nowhere: the rest is related.
  const [slip] = (await ask(found, '紧急状态犇')).hits;
  assert.equal(slip.tier, 2);
  assert.deepEqual([...slip.similar], ['紧急状态']);
  const odd = await ask(found, '恐怖犇麤骉');
  assert.equal(odd.hits[0].tier, 3);
  assert.deepEqual(Array.from(odd.missing), ['恐怖犇麤骉']);
  assert.deepEqual(Array.from((await ask(found, '犇麤骉')).hits), []);
});

test('any neighbouring characters of Chinese text are found where they stand', async () => {
  const found = await index('zh');
  for (let section = 3; section < found.sections.length; section += 17) {
    const [run = ''] = /[\u4E00-\u9FFF]{6,}/.exec(await found.textOf(section)) ?? [];
    for (const query of [run.slice(1, 6), run.slice(0, 4)]) {
      if (!query) continue;
      const { hits } = await hs.search(found, query);
      assert.ok(hits.some((hit) => hit.section === section && hit.tier === 1), `${query}: ${of(found, { section })}`);
    }
  }
});

test('no input breaks it', async () => {
  let state = 11;
  const step = (limit) => { state = (state * 1103515245 + 12345) % 2147483648; return state % limit; };
  const pieces = ['a', 'ال', '人', '权利', '\u0301', '\u17D2', '"', '«', '»', '(', ')', '19', '٣', '第', '条', ' ', ' ', '-', '/', '§', '\\', '&h=', '<b>', '\u{20000}', '\uD800', 'art.', 'ICCPR', 'GC', 'ة', '\u200B', '%', '\n', 'ё', 'İ'];
  for (const language of languages) {
    const found = await index(language);
    for (let round = 0; round < 80; round++) {
      // Every other round from all of Unicode, halves of pairs too.
      const piece = () => (round % 4 < 2 ? pieces[step(pieces.length)] : String.fromCodePoint(step(step(3) ? 0x11000 : 0x110000)));
      const query = Array.from({ length: 1 + step(14) }, piece).join('') + (round % 8 === 7 ? ' 19 ICCPR' : '');
      const { hits } = await ask(found, query, round % 2 === 0);
      assert.ok(hits.length >= 0, query);
      await (await hs.further(found)).suggest(found, query);
    }
  }
  const found = await index('en');
  const hostile = ['('.repeat(200), '"'.repeat(199), '一'.repeat(199) + '条', '十百'.repeat(99) + '条 19', 'art. '.repeat(40) + '19', '1(2)(a)'.repeat(28) + ' ICCPR', '权'.repeat(5000), '\u0301'.repeat(300), '\u17D2'.repeat(199) + 'ក', '__proto__', 'constructor 19', '__proto__ article 19', '$& $1 ICCPR 19', 'ICCPR 0', 'ICCPR 9-1', 'ICCPR 1-9999', 'ICCPR 99999999999'];
  for (const query of hostile) {
    await ask(found, query);
    await (await hs.further(found)).suggest(found, query);
  }
});
