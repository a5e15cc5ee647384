// Prints the transfer size of the packed client (brotli 11) by file, compares the loads of each page with their limits,
// and breaks the code down by crate.
// Usage: node size.mjs <target>
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

// Limits in bytes. The queue's first load includes the style sheet. A lazy page's limit covers what its first visit adds
// to that: the chunk of the page and the shared one.
const bounds = {
  queue: 313_000,
  styles: 14_200,
  pages: {
    administrators: 73_500,
    domains: 79_500,
    enforcement: 115_500,
    expected: 75_000,
    explain: 70_500,
    journal: 77_500,
    new_user: 63_000,
    palette: 60_000,
    portal: 53_000,
    profile: 83_000,
    setup: 73_500,
    terms: 59_500,
    upload: 189_500,
    user: 73_500,
    users: 105_500,
  },
};
const target = process.argv[2];
const pkg = path.join(target, 'site/pkg');
const module = path.join(target, 'wasm32-unknown-unknown/wasm-release/frontend.wasm');

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
const weigh = (file) => {
  const bytes = readFileSync(path.join(pkg, file));
  return { file, raw: bytes.length, brotli: brotli(bytes) };
};
const row = (name, raw, wire) => console.log(`${name.padEnd(44)}${String(raw).padStart(10)}${String(wire).padStart(10)}`);

/** Yields the sections of a WebAssembly module: [id, bytes]. */
function* sections(bytes) {
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [length, start] = leb(bytes, at + 1);
    yield [id, bytes.subarray(start, start + length)];
    at = start + length;
  }
}
/** Decodes a LEB128 number; returns it with its end offset. */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** Bytes of code by crate, before optimisation: the optimised module is roughly proportional, but has no names. */
function byCrate(bytes) {
  const names = new Map();
  const sizes = [];
  let imported = 0;
  for (const [id, section] of sections(bytes)) {
    if (id === 2) imported = functionImports(section);
    if (id === 10) {
      let [count, at] = leb(section, 0);
      while (count--) {
        const [length, start] = leb(section, at);
        sizes.push(length);
        at = start + length;
      }
    }
    if (id === 0) readNames(section, names);
  }
  const crates = new Map();
  sizes.forEach((size, index) => {
    const crate = crateOf(names.get(imported + index) ?? '');
    crates.set(crate, (crates.get(crate) ?? 0) + size);
  });
  return [...crates].sort(([, a], [, b]) => b - a);
}
function functionImports(section) {
  let [count, at] = leb(section, 0);
  let functions = 0;
  const skip = () => {
    const [length, start] = leb(section, at);
    at = start + length;
  };
  while (count--) {
    skip();
    skip();
    const kind = section[at++];
    if (kind === 0) functions += 1;
    if (kind === 1) at += 1;
    if (kind === 3) at += 2;
    if (kind === 0) [, at] = leb(section, at);
    if (kind === 1 || kind === 2) {
      const [flags, next] = leb(section, at);
      at = next;
      for (let limit = 0; limit <= (flags & 1); limit += 1) [, at] = leb(section, at);
    }
  }
  return functions;
}
function readNames(section, names) {
  let [length, at] = leb(section, 0);
  if (section.toString('latin1', at, at + length) !== 'name') return;
  at += length;
  while (at < section.length) {
    const kind = section[at];
    const [size, start] = leb(section, at + 1);
    at = start + size;
    if (kind !== 1) continue;
    let [count, place] = leb(section, start);
    while (count--) {
      const [index, afterIndex] = leb(section, place);
      const [chars, text] = leb(section, afterIndex);
      names.set(index, section.toString('latin1', text, text + chars));
      place = text + chars;
    }
  }
}
/** Returns the first crate in a mangled name; a generic function counts for the crate that defines it. */
function crateOf(name) {
  const own = ['app', 'esecure', 'frontend', 'tachys', 'reactive_graph', 'leptos_router', 'leptos_meta', 'leptos_server', 'leptos', 'server_fn'];
  const others = ['serde_core', 'serde', 'postcard', 'wasm_bindgen_futures', 'wasm_bindgen', 'js_sys', 'web_sys', 'gloo_net', 'futures_\\w+', 'hashbrown', 'dlmalloc', 'base64', 'core', 'alloc', 'std'];
  const found = new RegExp(`(?:\\d|\\.\\.|\\$|_)(${[...own, ...others].join('|')})(?:\\d|\\.\\.|\\$)`).exec(name);
  if (!found) return 'others';
  return /^(core|alloc|std)$/.test(found[1]) ? 'std' : /^futures_/.test(found[1]) ? 'futures' : found[1].replace('serde_core', 'serde');
}

const files = readdirSync(pkg, { recursive: true }).filter((file) => /\.(wasm|js|css)$/.test(file)).sort().map(weigh);
const pageOf = ({ file }) => /^split_(.*)\.wasm$/.exec(file)?.[1];
const chunks = files.filter(pageOf);
const common = files.filter(({ file }) => file === 'common.wasm');
const styles = files.filter(({ file }) => file === 'esecure.css');
// Standalone documents load this style sheet and no client; the browser tests limit them to 30 KB.
const standalone = files.filter(({ file }) => file === 'standalone.css');
const queue = files.filter((file) => ![...chunks, ...common, ...standalone].includes(file));

const sum = (files) => files.reduce((total, { raw, brotli }) => ({ raw: total.raw + raw, brotli: total.brotli + brotli }), { raw: 0, brotli: 0 });
const loads = [
  { name: 'queue, first load', files: queue, bound: bounds.queue },
  { name: 'style sheet', files: styles, bound: bounds.styles },
  // A page without a limit has the limit 0, so that a new one gets its own.
  ...chunks.map((chunk) => ({ name: pageOf(chunk), own: chunk.brotli, files: [...common, chunk], bound: bounds.pages[pageOf(chunk)] ?? 0 })),
].map(({ files, ...load }) => ({ ...load, ...sum(files) }));

row('file', 'raw', 'brotli');
for (const { file, raw, brotli } of files) row(file, raw, brotli);
row('total', sum(files).raw, sum(files).brotli);

const line = (name, ...figures) => console.log(name.padEnd(24) + figures.map((figure) => String(figure).padStart(12)).join(''));
console.log();
line('load, brotli', 'own chunk', 'in all', 'limit', 'left');
for (const { name, own = '', brotli, bound } of loads) line(name, own, brotli, bound, bound - brotli);

if (existsSync(module)) {
  const bytes = readFileSync(module);
  const crates = byCrate(bytes);
  const code = crates.reduce((sum, [, size]) => sum + size, 0);
  console.log('\ncode by crate, before the optimiser            bytes     share');
  for (const [crate, size] of crates.slice(0, 14)) row(crate, size, `${((100 * size) / code).toFixed(1)} %`);
  const data = [...sections(bytes)].find(([id]) => id === 11)?.[1] ?? Buffer.alloc(0);
  row('texts and other data', data.length, `${brotli(data)} br`);
  console.log();
}

const over = loads.filter(({ brotli, bound }) => brotli > bound);
const said = over.length > 0 ? over.map(({ name, brotli, bound }) => `${name} ${brotli} over ${bound}`).join('; ') : 'all within their limits';
const upload = loads.find(({ name }) => name === 'upload');
console.log(`size: queue ${sum(queue).brotli}, style sheet ${sum(styles).brotli}, upload on top ${upload?.brotli ?? 'missing'}, total ${sum(files).brotli}; ${said}`);
process.exitCode = over.length > 0 ? 1 : 0;
