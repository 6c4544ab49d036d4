// The search as readers use it: from the disk and over http, under the site's policy, by keyboard, in three scripts.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, onDisk, open, serve } from './browser.js';

const found = (page) => page.$$eval('#hb-results li a, #hb-results .cited h2 a', (links) => links.map((link) => link.textContent));
const settled = (page) => page.waitForFunction(() => !/…$/.test(document.querySelector('#hb-status').textContent) && document.querySelector('#hb-results').childElementCount > 0);

test('results on the results page, marks on the page they lead to, and nothing in a host’s log', async () => {
  const chromium = await browser();
  const server = await serve();
  try {
    for (const place of [onDisk(), server.address]) {
      for (const [language, query, word] of [['en', 'tortured', /tortur/i], ['ar', 'حقوق', /حقوق/], ['zh', '人权', /人权/], ['fr', 'etat d’urgence', /urgence/]]) {
        const { page, faults, fetched } = await open(chromium);
        await page.goto(`${place}${language}/search.html#q=${encodeURIComponent(query)}`);
        await settled(page);
        const titles = await found(page);
        assert.ok(titles.length > 2, `${language} ${query}: ${titles}`);
        assert.ok(await page.$$eval('#hb-results mark', (marks) => marks.length) > 0);
        await Promise.all([page.waitForNavigation(), page.click('#hb-results li a')]);
        await page.waitForSelector('main mark');
        const marked = await page.$$eval('main mark', (marks) => marks.map((mark) => mark.textContent));
        assert.ok(marked.some((text) => word.test(text)), `${marked}`);
        assert.ok(!page.url().includes('&h='), page.url());
        await page.click('.unmark');
        assert.equal(await page.$('main mark'), null);
        assert.deepEqual(faults, [], `${place} ${language}`);
        assert.ok(fetched.every(({ url, type }) => url.startsWith(place) && ['document', 'script', 'stylesheet', 'image', 'other'].includes(type)), JSON.stringify(fetched));
        await page.close();
      }
    }
    assert.ok(server.requests.every((address) => !address.includes('?')), 'no query reaches the host');
    assert.ok(!server.requests.some((address) => /tortured|%D8%AD/.test(address)));
  } finally {
    await chromium.close();
    await server.close();
  }
});

test('the box by keyboard: loads nothing before it is touched, lists, chooses, closes', async () => {
  const chromium = await browser();
  const server = await serve();
  try {
    const { page, faults, fetched } = await open(chromium);
    await page.goto(`${server.address}en/state-duties.html`);
    assert.ok(!fetched.some(({ url }) => /search/.test(url)), 'nothing of the search is fetched');
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'combobox');
    await page.keyboard.type('amnest');
    await page.waitForSelector('[role=option] .text');
    const state = () => page.$eval('#hb-q', (box) => [box.getAttribute('aria-expanded'), box.getAttribute('aria-activedescendant')]);
    assert.deepEqual(await state(), ['true', null]);
    await page.keyboard.press('ArrowDown');
    const [, active] = await state();
    assert.equal(await page.$eval(`#${active}`, (option) => option.getAttribute('aria-selected')), 'true');
    const chosen = () => page.$eval('#hb-q--list', (list) => [...list.querySelectorAll('[role=option]')].map((option) => option.getAttribute('aria-selected')).indexOf('true'));
    const count = await page.$$eval('#hb-q--list [role=option]', (list) => list.length);
    for (const [key, place] of [['ArrowDown', 1], ['End', count - 1], ['ArrowDown', 0], ['ArrowUp', count - 1], ['Home', 0]]) {
      await page.keyboard.press(key);
      assert.equal(await chosen(), place, key);
    }
    await page.waitForFunction(() => /\d/.test(document.querySelector('.search [role=status]').textContent));
    await page.keyboard.press('Escape');
    assert.deepEqual(await state(), ['false', null]);
    await page.keyboard.press('ArrowDown');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(page.url(), /impunity\.html#/);
    assert.deepEqual(faults, []);
    await page.close();
  } finally {
    await chromium.close();
    await server.close();
  }
});

test('markup is inert, endless queries are answered, absent files are told', async () => {
  const chromium = await browser();
  try {
    const { page, faults } = await open(chromium);
    for (const query of ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', 'a'.repeat(5000), '\u0301\u17D2\uFEFF', '((((', '%', '&h=x#q=y', '权'.repeat(900)]) {
      await page.goto('about:blank');
      await page.goto(`${onDisk()}en/search.html#q=${encodeURIComponent(query)}`);
      await settled(page);
      assert.equal(await page.$('#hb-results img, #hb-results script'), null);
    }
    assert.deepEqual(faults, []);
    await page.setRequestInterception(true);
    page.on('request', (request) => (/search\/s\d/.test(request.url()) ? request.abort() : request.continue()));
    await page.goto('about:blank');
    await page.goto(`${onDisk()}en/search.html#q=torture`);
    await page.waitForSelector('#hb-results [role=alert]');
    await page.close();
    const plain = await open(chromium, { script: false });
    await plain.page.goto(`${onDisk()}en/state-duties.html`);
    await Promise.all([plain.page.waitForNavigation(), plain.page.click('form.search button')]);
    assert.match(plain.page.url(), /en\/a-z\.html\??$/);
  } finally {
    await chromium.close();
  }
});

test('an input method is waited for; the key / can be switched off', async () => {
  const chromium = await browser();
  const server = await serve();
  try {
    const { page, faults } = await open(chromium);
    await page.goto(`${server.address}zh/state-duties.html`);
    await page.focus('#hb-q');
    await page.waitForSelector('#hb-q[role=combobox]');
    const device = await page.createCDPSession();
    await device.send('Input.imeSetComposition', { text: 'nan min', selectionStart: 7, selectionEnd: 7 });
    await new Promise((wait) => setTimeout(wait, 500));
    assert.equal(await page.$eval('#hb-q', (box) => box.getAttribute('aria-expanded')), 'false', 'nothing is searched for while it is put together');
    await device.send('Input.insertText', { text: '难民' });
    await page.waitForSelector('[role=option]');
    await page.goto(`${server.address}en/search.html`);
    await page.waitForSelector('.slash input');
    await page.click('.slash input');
    await page.goto(`${server.address}en/state-duties.html`);
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
    await page.keyboard.down('Control');
    await page.keyboard.press('k');
    await page.keyboard.up('Control');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'hb-q');
    assert.deepEqual(faults, []);
  } finally {
    await chromium.close();
    await server.close();
  }
});

test('a search address of old is understood, and its query leaves the address', async () => {
  const chromium = await browser();
  try {
    const { page, faults } = await open(chromium, { phone: true });
    await page.goto(`${onDisk()}ru/search.html?q=${encodeURIComponent('беженцы')}`);
    await settled(page);
    assert.match(page.url(), /ru\/search\.html#q=/);
    assert.ok((await found(page)).length > 1);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, 'nothing sticks out on a phone');
    await page.evaluate(() => { location.hash = '#hb-main'; });
    await new Promise((wait) => setTimeout(wait, 200));
    assert.ok((await found(page)).length > 1, 'a link within the page keeps the results');
    assert.deepEqual(faults, []);
  } finally {
    await chromium.close();
  }
});

test('on a bad line a sentence is said, never silence', async () => {
  const chromium = await browser();
  const server = await serve();
  try {
    const visit = async (address, handle, then) => {
      const { page } = await open(chromium);
      await page.setRequestInterception(true);
      page.on('request', (request) => { if (!handle(request)) request.continue(); });
      await page.goto(server.address + address);
      await then(page);
      await page.close();
    };
    const without = (name) => (request) => name.test(request.url()) && (request.abort(), true);
    const type = async (page, text) => { await page.focus('#hb-q'); await page.waitForSelector('#hb-q[role=combobox]'); await page.type('#hb-q', text); };
    const said = (page) => page.$eval('script[data-core]', ({ dataset: { failed, updated, loading } }) => ({ failed, updated, loading }));
    const listed = (page) => page.waitForFunction(() => document.querySelector('.found:not([hidden]) .label')?.textContent).then((text) => text.jsonValue());
    // The client itself is absent: under the box, and in the place of the results.
    await visit('ar/state-duties.html', without(/search-box/), async (page) => {
      await page.focus('#hb-q');
      const note = await page.waitForSelector('.search [role=alert]');
      assert.equal((await note.evaluate((one) => one.textContent)).trim(), (await said(page)).failed);
      await page.focus('.languages a');
      assert.equal(await page.$('.search [role=alert]'), null);
    });
    await visit('zh/search.html#q=酷刑', without(/search-page/), async (page) => {
      await page.waitForSelector('#hb-results [role=alert] a[href]');
      assert.equal(await page.$eval('#hb-status', (status) => status.textContent), '');
    });
    // A shard arrives cut off; one is late.
    await visit('en/state-duties.html', (request) => /search\/s\d/.test(request.url()) && (request.respond({ contentType: 'text/javascript', body: 'hs.s(3,"#tor' }), true), async (page) => {
      await type(page, 'torture');
      assert.equal(await listed(page), (await said(page)).updated);
    });
    await visit('en/state-duties.html', (request) => /search\/s\d/.test(request.url()) && (setTimeout(() => request.continue(), 2000), true), async (page) => {
      await type(page, 'torture');
      assert.equal(await listed(page), (await said(page)).loading);
      await page.waitForSelector('.found [role=option]');
    });
  } finally {
    await chromium.close();
    await server.close();
  }
});
