// Every kind of page opens from the disk and over http without a violation of its own policy.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { browser, onDisk, open, serve, site } from './browser.js';

const PAGES = ['index.html', 'en/index.html', 'en/state-duties.html', 'ar/what-rights-are.html', 'zh/glossary.html', 'fr/instruments/iccpr.html', 'en/a-z.html', 'ar/search.html'];

test('pages open from the disk and over http, and their policy is kept', async () => {
  const chromium = await browser();
  const server = await serve();
  try {
    for (const place of [onDisk(), server.address]) {
      const { page, faults, fetched } = await open(chromium);
      for (const name of PAGES) {
        await page.goto(place + name);
        assert.ok((await page.title()).length > 0, name);
        assert.ok(await page.$('h1'), name);
      }
      assert.deepEqual(faults, [], place);
      const outside = fetched.filter(({ url }) => !url.startsWith(place));
      assert.deepEqual(outside, [], 'nothing is asked of another place');
      await page.close();
    }
  } finally {
    await chromium.close();
    await server.close();
  }
});

test('no page in any language is wider than a small phone', async () => {
  const pages = (await readdir(site, { recursive: true })).filter((name) => /^[^/]+\/.*\.html$/.test(name) && !path.basename(name).startsWith('print'));
  assert.ok(pages.length > 100, `${pages.length} pages`);
  const chromium = await browser();
  try {
    const { page } = await open(chromium);
    await page.setViewport({ width: 360, height: 640 });
    const wide = [];
    for (const name of pages) {
      await page.goto(onDisk() + name);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wide.push(`${name}: ${over} pixels too wide`);
    }
    assert.deepEqual(wide, []);
  } finally {
    await chromium.close();
  }
});
