// The browser and the places it reads from: every test file begins with `await browser()` and `await places()`.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from 'puppeteer-core';

/** The built handbook, made by `run`. */
export const site = process.env.SITE;

/** The program, made by `run`. */
export const program = process.env.HANDBOOK;

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json' };

/** Workaround: Chromium sometimes never tells that a window is closed. Nothing depends on it, so nothing waits for it for long. */
const closesInTime = (object) => {
  const close = object.close.bind(object);
  object.close = () => {
    let timer;
    const late = new Promise((done) => { timer = setTimeout(done, 10000); });
    return Promise.race([close(), late]).finally(() => clearTimeout(timer));
  };
  return object;
};

/** A headless Chromium. */
export const browser = async () => {
  const chromium = closesInTime(await launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--lang=en'] }));
  const { close } = chromium;
  chromium.close = async () => {
    await close();
    chromium.process()?.kill('SIGKILL');
  };
  return chromium;
};

/** A static server of a folder on this machine alone: {address, requests, close}. `requests` are the paths as a host's log would hold them. */
export const serve = async (folder = site) => {
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(request.url);
    const name = path.join(folder, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    try {
      if (!name.startsWith(folder)) throw new Error('outside');
      const bytes = await readFile(name);
      response.writeHead(200, { 'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${server.address().port}/`, requests, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
};

/** The site's address on the disk, for `file://`. */
export const onDisk = (folder = site) => pathToFileURL(folder).href + '/';

/** A page that notes what must not happen: {page, faults, fetched}. `faults` are violations of the policy and errors of scripts. */
export const open = async (chromium, options = {}) => {
  const page = closesInTime(await chromium.newPage());
  const faults = [];
  const fetched = [];
  await page.setViewport(options.phone ? { width: 390, height: 844, isMobile: true, hasTouch: true } : { width: 1280, height: 900 });
  if (options.script === false) await page.setJavaScriptEnabled(false);
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error' && !/favicon/.test(message.text())) faults.push(`console: ${message.text()}`); });
  page.on('request', (request) => fetched.push({ url: request.url(), type: request.resourceType() }));
  return { page, faults, fetched };
};
