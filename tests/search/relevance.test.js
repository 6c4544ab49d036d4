// What people type finds what they mean: in each language at least 95 of 100 queries have it among the first three, none misses it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { engine } from './engine.js';

const { ask, index } = engine(process.env.SITE);
const queries = JSON.parse(readFileSync(new URL('queries.json', import.meta.url)));
const FIRST = 3;
const SEEN = 30;

for (const [language, list] of Object.entries(queries)) {
  test(`${language}: ${list.length} queries`, async () => {
    const found = await index(language);
    const late = [];
    const absent = [];
    for (const [query, expected, kind] of list) {
      const { hits, cited } = await ask(found, query);
      const of = ({ section }) => { const { address, fragment } = found.sections[section]; return address + (fragment && '#' + fragment); };
      const places = kind === 'cited' ? (cited ?? []).map(({ address }) => address) : hits.slice(0, SEEN).map(of);
      const rank = places.findIndex((place) => expected.some((one) => place === `${language}/${one}`));
      if (kind === 'any' ? !hits.length && !cited : rank < 0) absent.push([query, places.slice(0, 4)]);
      else if (kind !== 'any' && rank >= FIRST) late.push([query, rank, places.slice(0, 4)]);
    }
    assert.ok(list.length >= 15);
    assert.deepEqual(absent, [], 'absent');
    assert.ok(late.length <= list.length * 0.05, JSON.stringify(late, null, 1));
    if (late.length) console.log(language, JSON.stringify(late));
  });
}
