// The shipped client and the shipped files in Node: scripts run as in a page, without a page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/** The search of a built site: {index(language), hs, read}. `read` lists the files that were read, with their sizes. */
export const engine = (site) => {
  const document = { currentScript: null };
  const read = [];
  const context = vm.createContext({ document, console, Intl });
  context.globalThis = context;
  const names = readFileSync(path.join(site, 'en/index.html'), 'utf8');
  const script = (name) => path.join(site, /** @type {RegExpExecArray} */ (new RegExp(`data-${name}="\\.\\./([^"]+)"`).exec(names))[1]);
  const run = (file) => {
    const bytes = readFileSync(file);
    read.push({ file: path.relative(site, file), bytes });
    document.currentScript = { src: file };
    vm.runInContext(bytes.toString(), context, { filename: file });
    document.currentScript = null;
  };
  run(script('search'));
  const load = async (address) => run(address);
  return {
    hs: context.hs, read,
    index: (language) => context.hs.index(path.join(site, language, 'search') + '/', load, script('cite')),
  };
};
