// The preview in a real browser: what editors see while they write, in English, Arabic and Chinese.
import test, { after, before, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser, open, program, serve as serveFolder } from './browser.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'handbook-preview-'));
const LANGUAGES = ['en', 'ar', 'zh'];
const TEXTS = { en: 'A new sentence about rights.', ar: 'جملة جديدة عن الحقوق.', zh: '关于权利的新句子。' };
const CHAPTER = 'what-rights-are';
let preview, address, chromium;

const file = (name) => path.join(root, name);
const read = (name) => readFileSync(file(name), 'utf8');
/** Saves as many editors do: written beside, moved into its place. */
const save = (name, text) => { writeFileSync(file(`${name}~`), text); renameSync(file(`${name}~`), file(name)); };
const edit = (name, from, to) => {
  const text = read(name);
  assert.ok(text.includes(from), `${name} has ${from}`);
  save(name, text.replace(from, to));
};

/** Every file as it is in the repository, whatever the test before left. */
const restore = () => {
  for (const language of LANGUAGES) {
    for (const name of [CHAPTER, 'state-duties']) {
      const text = readFileSync(path.join(repository, `content/${language}/${name}.md`), 'utf8');
      if (text !== read(`content/${language}/${name}.md`)) save(`content/${language}/${name}.md`, text);
    }
  }
};

/** A page of the preview, ready: {page, faults}. */
const show = async (name, options) => {
  const opened = await open(chromium, options);
  await opened.page.goto(address + name);
  await opened.page.waitForFunction(() => document.documentElement.dataset.preview);
  return opened;
};

/** What the list of mistakes says, or nothing while it is not shown. */
const panel = (page) => page.evaluate(() => {
  const section = document.getElementById('hb-preview')?.shadowRoot.querySelector('.panel');
  if (!section || section.hidden) return null;
  const text = (element) => element?.textContent ?? '';
  return {
    summary: text(section.querySelector('button')),
    open: section.classList.contains('open'),
    list: [...section.querySelectorAll('li')].map((item) => ({
      level: item.className, place: text(item.querySelector('.place')), href: item.querySelector('a.place')?.href,
      excerpt: text(item.querySelector('pre')), marked: text(item.querySelector('mark')),
    })),
  };
});

const until = async (page, what, condition, ...values) => {
  try {
    await page.waitForFunction(condition, { timeout: 30000 }, ...values);
  } catch (error) {
    throw new Error(`${what}: ${error.message}`);
  }
};

const says = (page, text) => until(page, text, (text) => document.body.innerText.includes(text), text);

/** Until the list of mistakes has, or has not, an error. */
const errors = (page, are) => until(page, `errors: ${are}`, (are) => {
  const section = document.getElementById('hb-preview')?.shadowRoot.querySelector('.panel');
  return Boolean(section && !section.hidden && section.querySelector('li.error')) === are;
}, are);

before(async () => {
  for (const folder of ['content', 'i18n']) cpSync(path.join(repository, folder), file(folder), { recursive: true });
  cpSync(path.join(repository, 'themes/default/static/style.css'), file('themes/own/static/style.css'), { recursive: true });
  save('content/handbook.yaml', `${read('content/handbook.yaml')}theme: own\n`);
  preview = spawn(program, ['serve', '--root', root, '--port', '0']);
  address = await new Promise((ready, fail) => {
    let told = '';
    preview.stderr.on('data', (data) => {
      told += data;
      const found = /http:\/\/localhost:\d+\//.exec(told);
      if (found) ready(found[0]);
    });
    preview.on('exit', () => fail(new Error(told)));
  });
  chromium = await browser();
});

beforeEach(async () => {
  restore();
  for (const page of (await chromium.pages()).slice(1)) await page.close();
});

after(async () => {
  await chromium?.close();
  preview?.kill();
  rmSync(root, { recursive: true, force: true });
});

test('a mistake is shown with its place and excerpt over the last good page, and goes when it is mended', async () => {
  for (const language of LANGUAGES) {
    const name = `content/${language}/${CHAPTER}.md`;
    const good = read(name);
    const { page, faults } = await show(`${language}/${CHAPTER}.html`);
    assert.equal(await panel(page).then((shown) => shown?.list.filter(({ level }) => level === 'error').length ?? 0), 0);
    save(name, `${good}\n${TEXTS[language]} [[ICCPR 999]]\n`);
    await errors(page, true);
    const shown = await panel(page);
    assert.ok(shown.open);
    assert.match(shown.summary, /^1 error\b/);
    const line = good.split('\n').length + 1;
    const [first] = shown.list;
    assert.equal(first.level, 'error');
    assert.equal(first.place, `${name}:${line}:${[...TEXTS[language]].length + 2}`);
    assert.equal(first.excerpt, `${TEXTS[language]} [[ICCPR 999]]`);
    assert.equal(first.marked, '[[ICCPR 999]]');
    assert.equal(decodeURI(first.href), `vscode://file${root}/${name}:${line}`);
    assert.ok(!(await page.evaluate(() => document.body.innerText)).includes(TEXTS[language]), 'the last good page stays');
    // Another chapter goes on, and tells of the mistake as well.
    const other = await show(`${language}/state-duties.html`);
    await errors(other.page, true);
    const text = read(`content/${language}/state-duties.md`);
    save(`content/${language}/state-duties.md`, `${text}\n${TEXTS[language]}\n`);
    await says(other.page, TEXTS[language]);
    save(`content/${language}/state-duties.md`, text);
    // Closed by the reader, the list stays closed over a reload, and says how many there are. (Windows that nobody looks
    // at ask for nothing.)
    await page.bringToFront();
    await page.evaluate(() => document.getElementById('hb-preview').shadowRoot.querySelector('button').click());
    await page.reload();
    await errors(page, true);
    assert.equal((await panel(page)).open, false);
    save(name, `${good}\n${TEXTS[language]} [[ICCPR 9]]\n`);
    await says(page, TEXTS[language]);
    await errors(page, false);
    save(name, good);
    await until(page, 'as before', (text) => !document.body.innerText.includes(text), TEXTS[language]);
    assert.deepEqual([...faults, ...other.faults], []);
    await page.close();
    await other.page.close();
  }
});

test('the passage that is read stays where it is when something is written above it', async () => {
  for (const language of LANGUAGES) {
    const name = `content/${language}/${CHAPTER}.md`;
    const good = read(name);
    const { page, faults } = await show(`${language}/${CHAPTER}.html`);
    const where = () => page.evaluate(() => {
      const read = document.getElementById('principles') ?? document.querySelectorAll('.prose h2')[1];
      return { top: Math.round(read.getBoundingClientRect().top), y: scrollY };
    });
    await page.evaluate(() => {
      const read = document.getElementById('principles') ?? document.querySelectorAll('.prose h2')[1];
      scrollTo({ top: read.getBoundingClientRect().top + scrollY - 40, behavior: 'instant' });
    });
    const before = await where();
    assert.ok(before.y > 500, 'in the middle of the page');
    const paragraph = `${TEXTS[language]} `.repeat(30);
    const front = good.indexOf('\n---\n') + 5;
    save(name, `${good.slice(0, front)}${paragraph}\n\n${good.slice(front)}`);
    await until(page, 'a longer text', (text) => document.querySelector('.prose').textContent.includes(text), TEXTS[language]);
    await page.waitForFunction(() => document.readyState === 'complete' && document.documentElement.dataset.preview);
    const after = await where();
    assert.ok(after.y > before.y + 20, `${language}: the text above grew`);
    assert.ok(Math.abs(after.top - before.top) <= 2, `${language}: ${before.top} became ${after.top}`);
    save(name, good);
    await until(page, 'the text as it was', (text) => !document.querySelector('.prose').textContent.includes(text), TEXTS[language]);
    assert.deepEqual(faults, []);
    await page.close();
  }
});

test('a table that was moved sideways, and what was unfolded, stay so', async () => {
  for (const language of LANGUAGES) {
    const { page, faults } = await show(`${language}/instruments.html`, { phone: true });
    const look = () => page.evaluate(() => {
      const table = document.querySelectorAll('main .scroll')[2];
      return { left: Math.round(table.scrollLeft), top: Math.round(table.getBoundingClientRect().top), open: document.querySelector('details').open };
    });
    await page.evaluate(() => {
      document.querySelector('details').open = true;
      const table = document.querySelectorAll('main .scroll')[2];
      table.scrollIntoView({ block: 'center', behavior: 'instant' });
      table.scrollLeft = getComputedStyle(table).direction === 'rtl' ? -100 : 100;
    });
    const before = await look();
    assert.equal(Math.abs(before.left), 100);
    const facts = read('content/instruments.yaml');
    save('content/instruments.yaml', facts.replace('in_force: 1976-03-23', 'in_force: 2976-03-23'));
    await until(page, 'another year', () => document.querySelector('main').textContent.includes('2976'));
    await page.waitForFunction(() => document.readyState === 'complete' && document.documentElement.dataset.preview);
    assert.deepEqual(await look(), before, language);
    save('content/instruments.yaml', facts);
    await until(page, 'as before', () => !document.querySelector('main').textContent.includes('2976'));
    assert.deepEqual(faults, []);
    await page.close();
  }
});

test('a style applies without a reload', async () => {
  const css = read('themes/own/static/style.css');
  const pages = [];
  for (const language of LANGUAGES) {
    const opened = await show(`${language}/${CHAPTER}.html`);
    await opened.page.evaluate(() => { window.stays = true; scrollTo({ top: 700, behavior: 'instant' }); });
    pages.push(opened);
  }
  save('themes/own/static/style.css', `${css}\nh1 { letter-spacing: 3px !important }\n`);
  for (const { page, faults } of pages) {
    await page.bringToFront();
    await until(page, 'the new style', () => getComputedStyle(document.querySelector('h1')).letterSpacing === '3px');
    assert.deepEqual(await page.evaluate(() => [window.stays, scrollY]), [true, 700], 'no reload, no jump');
    assert.equal(await page.evaluate(() => document.querySelectorAll('link[rel~="stylesheet"][href*="style"]').length), 1);
    assert.deepEqual(faults, []);
    await page.close();
  }
  save('themes/own/static/style.css', css);
});

test('each passage leads to its line, in the preview alone', async () => {
  for (const language of LANGUAGES) {
    const name = `content/${language}/${CHAPTER}.md`;
    const lines = read(name).split('\n');
    const { page } = await show(`${language}/${CHAPTER}.html`);
    const links = await page.evaluate(() => [...document.querySelectorAll('.prose a.preview-source')].map((link) => ({
      href: link.href, beside: (link.closest('.preview-place') ?? link.nextElementSibling).textContent,
    })));
    const blocks = await page.evaluate(() => [...document.querySelector('.prose').children].filter((block) => !block.matches('.gap, .preview-source')).length);
    assert.ok(links.length >= blocks && blocks > 20, `${links.length} links beside ${blocks} passages`);
    const plain = (text) => text.replace(/[^\p{L}]/gu, '');
    let compared = 0;
    for (const { href, beside } of links) {
      const [, line] = /^vscode:\/\/file\/.*\/content\/\w+\/[\w-]+\.md:(\d+)$/.exec(href) ?? [];
      assert.ok(line, href);
      // Plain words of the line stand in the passage: references and tables are written in other words.
      const words = lines[line - 1].replace(/^[>#\s-]*(\[!\w+\])?(\[ \])?/, '').split(/[[*_|`{"'(<]/)[0];
      if (plain(words).length > 12) {
        assert.ok(plain(beside).includes(plain(words)), `${href}: ${words}`);
        compared += 1;
      }
    }
    assert.ok(compared > 10, `${compared} compared`);
    await page.close();
  }
});

test('what stands on lists and pages of data leads to the file that says it', async () => {
  const pages = {
    'index.html': ['book.yaml', 'i18n', 'what-rights-are.md'],
    'glossary.html': ['glossary.yaml', 'i18n'],
    'instruments.html': ['instruments.yaml', 'content/instruments.yaml', 'i18n'],
    'instruments/iccpr.html': ['instruments.yaml', 'content/instruments.yaml'],
    'articles.html': ['instruments.yaml', 'i18n'],
    'checklists.html': ['what-rights-are.md', 'i18n'],
    'calendar.html': ['instruments.yaml', 'content/instruments.yaml', 'i18n'],
  };
  for (const language of LANGUAGES) {
    for (const [name, files] of Object.entries(pages)) {
      const { page, faults } = await show(`${language}/${name}`);
      const links = await page.evaluate(() => [...document.querySelectorAll('a.preview-source')].map((link) => ({
        place: link.dataset.place, href: link.href, label: link.getAttribute('aria-label'),
        // Reading paths name chapters by their short titles, tables treaties by their abbreviations.
        beside: link.closest('.path, th') ? null : link.parentElement.textContent,
      })));
      for (const file of files) {
        const whole = file === 'i18n' ? `i18n/${language}.yaml` : file.includes('/') ? file : `content/${language}/${file}`;
        assert.ok(links.some(({ place }) => place.startsWith(`${whole}:`)), `${language}/${name} leads to ${whole}`);
      }
      const plain = (text) => text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
      let compared = 0;
      for (const { place, href, label, beside } of links) {
        const [, file, line] = /^(.*):(\d+)$/.exec(place);
        assert.equal(label, `Source: ${place}`);
        assert.equal(decodeURI(href), `vscode://file${root}/${place}`);
        // A title, a term or a word of the interface stands there as it is written.
        const [, words] = /(?:title|term|page\.\w+|\.introduction): "?([^"{}[\],:]*)"?$/.exec(read(file).split('\n')[line - 1]) ?? [];
        if (!words || beside === null || plain(words).length < 4) continue;
        assert.ok(plain(beside).includes(plain(words)), `${place}: ${words} beside ${beside.slice(0, 80)}`);
        compared += 1;
      }
      if (name !== 'calendar.html') assert.ok(compared > 0, `${language}/${name}: ${compared} compared`);
      assert.deepEqual(faults, []);
      await page.close();
    }
  }
});

test('the links to the source cover no word, and stay on the page', async () => {
  for (const language of LANGUAGES) {
    for (const phone of [false, true]) {
      for (const name of [`${CHAPTER}.html`, 'index.html', 'instruments/iccpr.html', 'checklists.html']) {
        const { page } = await show(`${language}/${name}`, { phone });
        const found = await page.evaluate(() => {
          const width = document.documentElement.scrollWidth;
          const links = [...document.querySelectorAll('a.preview-source')].filter((link) => link.getClientRects().length);
          const covers = links.filter((link) => {
            const own = link.parentElement;
            const range = document.createRange();
            range.selectNodeContents(own);
            range.setEndBefore(link);
            const sign = link.getBoundingClientRect();
            // Of the finger's room half a rem reaches over the end of a line.
            const [left, right] = [sign.left + 9, sign.right - 9];
            return !own.matches('th, td') && [...range.getClientRects()].some((word) => word.width && word.right > left && word.left < right
              && word.bottom > sign.top && word.top < sign.bottom);
          });
          return { count: links.length, width, window: innerWidth, covers: covers.map((link) => link.dataset.place),
            small: links.filter((link) => link.offsetWidth < 24 || link.offsetHeight < 24).length };
        });
        assert.ok(found.count > 10, `${found.count} links`);
        assert.deepEqual(found.covers, [], `${language}/${name}`);
        assert.equal(found.small, 0, 'each is large enough for a finger');
        const published = await page.evaluate(() => {
          document.querySelectorAll('a.preview-source').forEach((link) => link.remove());
          return document.documentElement.scrollWidth;
        });
        assert.equal(found.width, published, `${language}/${name} is no wider than without them`);
        await page.close();
      }
    }
  }
});

test('a picture that is saved is shown anew, without a reload', async () => {
  const name = 'content/assets/timeline.svg';
  const drawing = read(name);
  const { page, faults } = await show(`en/${CHAPTER}.html`);
  const sources = () => page.evaluate(() => [...document.querySelectorAll('main img')].map((image) => image.src));
  const before = await sources();
  const y = await page.evaluate(() => {
    window.stays = true;
    document.querySelector('main img').scrollIntoView({ block: 'center', behavior: 'instant' });
    return scrollY;
  });
  save(name, drawing.replace('</svg>', '<rect width="9" height="9"/></svg>'));
  await until(page, 'another picture', (before) => [...document.querySelectorAll('main img')].some((image, index) => image.src !== before[index]
    && image.complete && image.naturalWidth > 0), before);
  assert.deepEqual(await page.evaluate(() => [window.stays, scrollY]), [true, y], 'no reload, no jump');
  assert.deepEqual((await sources()).map((source) => source.split('?')[0]), before);
  // Half written, it is a mistake; the last good one stays.
  save(name, drawing.slice(0, drawing.length / 2));
  await errors(page, true);
  const [first] = (await panel(page)).list;
  assert.match(first.place, /^content\/assets\/timeline\.svg:\d+:\d+$/);
  save(name, drawing);
  await errors(page, false);
  assert.deepEqual(faults, []);
  await page.close();
});

test('the list of mistakes is used with the keyboard', async () => {
  for (const language of LANGUAGES) {
    const name = `content/${language}/${CHAPTER}.md`;
    const good = read(name);
    const { page, faults } = await show(`${language}/state-duties.html`);
    const focused = () => page.evaluate(() => {
      const one = document.getElementById('hb-preview')?.shadowRoot.activeElement;
      return one && (one.localName === 'a' ? one.textContent : one.localName);
    });
    const told = () => page.evaluate(() => document.getElementById('hb-preview').shadowRoot.querySelector('[role=status]').textContent);
    save(name, `${good}\n[[ICCPR 999]] [[ICCPR 998]]\n`);
    await errors(page, true);
    assert.match(await told(), /^2 errors/);
    await page.evaluate(() => document.getElementById('hb-preview').shadowRoot.querySelectorAll('a.place')[1].focus());
    const second = await focused();
    // Another save keeps the place in the list.
    save(name, `${good}\n[[ICCPR 999]] [[ICCPR 998]] [[ICCPR 997]]\n`);
    await until(page, 'three', () => document.getElementById('hb-preview').shadowRoot.querySelectorAll('li.error').length === 3);
    assert.equal(await focused(), second);
    await page.keyboard.press('Escape');
    assert.equal((await panel(page)).open, false);
    assert.equal(await focused(), 'button', 'the focus is not lost');
    await page.keyboard.press('Enter');
    assert.equal((await panel(page)).open, true);
    await page.keyboard.press('Escape');
    assert.equal((await panel(page)).open, false);
    save(name, good);
    await errors(page, false);
    assert.equal(await told(), 'no mistakes');
    assert.deepEqual(faults, []);
    await page.close();
  }
});

test('the page looks as it will when it is published', async () => {
  const server = await serveFolder();
  try {
    for (const language of LANGUAGES) {
      const look = (page) => page.evaluate(() => ['p', 'li', 'ol', 'h2', 'pre', 'button', 'code', 'mark', 'strong'].map((name) => {
        const element = document.querySelector(`main ${name}`) ?? document.querySelector(name);
        if (!element) return name;
        const style = getComputedStyle(element);
        return [name, style.margin, style.padding, style.listStyleType, style.borderTopWidth, style.color, style.font].join(' ');
      }));
      const shown = await show(`${language}/${CHAPTER}.html`);
      const published = await open(chromium);
      await published.page.goto(`${server.address}${language}/${CHAPTER}.html`);
      assert.deepEqual(await look(shown.page), await look(published.page));
      assert.equal(await published.page.$('.preview-source, #hb-preview, script[src*="preview"]'), null);
      await shown.page.close();
      await published.page.close();
    }
  } finally {
    await server.close();
  }
});

test('what waits for a page that is not there shows it when it comes', async () => {
  const { page } = await open(chromium);
  await page.goto(`${address}en/new-chapter.html`);
  await says(page, 'There is no such page');
  writeFileSync(file('content/en/new-chapter.md'), `---\ntitle: A new chapter\n---\n${TEXTS.en}\n`);
  edit('content/handbook.yaml', 'chapters: [mps-rights]', 'chapters: [mps-rights, new-chapter]');
  await says(page, TEXTS.en);
  await page.close();
});
