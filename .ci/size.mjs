// Prints the transfer size of the packed client (brotli 11), compares it with its limit, and breaks it down by crate.
// Usage: node size.mjs <target>
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

// Promised limit, target, and limit of the upload module.
const bound = 303_000;
const aim = 200_000;
const uploadBound = 206_000;
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

// Pages without a client load a separate style sheet (standalone.css or forms.css) and never the client; the browser
// tests limit the standalone ones to 30 KB.
const apart = ['forms.css', 'standalone.css'];
// The upload page has a module of its own, and does not load the client either.
const upload = ['upload.js', 'upload_bg.wasm'];
const files = readdirSync(pkg, { recursive: true }).filter((file) => /\.(wasm|js|css)$/.test(file)).sort();
const client = files.filter((file) => ![...apart, ...upload].includes(file)).map(weigh);
const raw = client.reduce((sum, { raw }) => sum + raw, 0);
const total = client.reduce((sum, { brotli }) => sum + brotli, 0);

row('file', 'raw', 'brotli');
for (const { file, raw, brotli } of client) row(file, raw, brotli);
row('client', raw, total);
for (const { file, raw, brotli } of [...apart, ...upload].map(weigh)) row(`apart: ${file}`, raw, brotli);
const own = upload.map(weigh).reduce((sum, { brotli }) => sum + brotli, 0);
row('the upload’s page', '', own);

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

const verdict = total > bound ? `over the bound of ${bound}` : total > aim ? `within the bound of ${bound}, over the aim of ${aim}` : `within the aim of ${aim}`;
const module_ = own > uploadBound ? `over the bound of ${uploadBound}` : `within the bound of ${uploadBound}`;
console.log(`size: ${total} bytes, ${verdict}; the upload’s page ${own}, ${module_}`);
process.exitCode = total > bound || own > uploadBound ? 1 : 0;
