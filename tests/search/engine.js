// The shipped client and the shipped files in Node: scripts run as in a page, without a page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/**
 * The search of a built site: {index(language), hs, ask, read}. `read` lists the files that were read, with their sizes. `arriving` may change a file's
 * bytes on their way, or throw where it is absent.
 */
export const engine = (site, arriving = (file, bytes) => bytes) => {
  const document = { currentScript: null };
  const read = [];
  const context = vm.createContext({ document, console, Intl });
  context.globalThis = context;
  const names = readFileSync(path.join(site, 'en/index.html'), 'utf8');
  const script = (name) => path.join(site, /** @type {RegExpExecArray} */ (new RegExp(`data-${name}="\\.\\./([^"]+)"`).exec(names))[1]);
  const run = (file) => {
    const bytes = arriving(path.relative(site, file), readFileSync(file));
    read.push({ file: path.relative(site, file), bytes });
    document.currentScript = { src: file };
    try {
      vm.runInContext(bytes.toString(), context, { filename: file });
    } catch (fault) {
      // A browser tells its console what is wrong with a script, and goes on.
      if (!file.includes('/search/')) throw fault;
    }
    document.currentScript = null;
  };
  run(script('search'));
  const loaded = new Set();
  const load = async (address) => { if (!loaded.has(address)) { loaded.add(address); run(address); } };
  const { hs } = context;
  return {
    hs, read,
    index: (language) => hs.index(path.join(site, language, 'search') + '/', load, { far: script('far'), cite: script('cite') }),
    /** What the page of results shows: {hits, missing, marks, cited}. */
    ask: async (index, query, open) => ({ cited: await hs.cited(index, query), ...await hs.search(index, query, open) }),
  };
};
