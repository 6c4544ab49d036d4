// Every kind of page opens from the disk and over http without a violation of its own policy.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, onDisk, open, serve } from './browser.js';

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
