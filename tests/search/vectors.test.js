// The analysis of the client gives what that of the generator gave: both read one file of examples.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { engine } from './engine.js';

const { hs } = engine(process.env.SITE);
const rows = JSON.parse(readFileSync(new URL('../golden/search-vectors.json', import.meta.url)));

test('the client analyses every example as the generator does', () => {
  assert.ok(rows.length >= 300, `${rows.length} examples`);
  const wrong = [];
  for (const [language, text, expected] of rows) {
    const rules = { l: language, m: language === 'vi' ? 1 : 0 };
    const tokens = Array.from(hs.runs(text, rules), ({ gram, tokens }) => tokens.map((token) => (gram ? '+' : '') + token)).flat();
    if (tokens.join(' ') !== expected) wrong.push({ language, text, tokens: tokens.join(' '), expected });
  }
  assert.deepEqual(wrong, []);
});
