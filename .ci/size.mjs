// The weight of the packed client as it goes over the wire (brotli 11), against its bound. Usage: node size.mjs <target>/site/pkg
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

// The promise, and the aim.
const bound = 310_000;
const aim = 200_000;
const pkg = process.argv[2];

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
const weigh = (file) => {
  const bytes = readFileSync(path.join(pkg, file));
  return { file, raw: bytes.length, brotli: brotli(bytes) };
};
const row = (name, raw, wire) => console.log(`${name.padEnd(44)}${String(raw).padStart(10)}${String(wire).padStart(10)}`);

// The plain pages load slip.css and never the client; the browser tests hold them to 30 KB.
const files = readdirSync(pkg, { recursive: true }).filter((file) => /\.(wasm|js|css)$/.test(file)).sort();
const client = files.filter((file) => file !== 'slip.css').map(weigh);
const total = client.reduce((sum, { brotli }) => sum + brotli, 0);

row('file', 'raw', 'brotli');
for (const { file, raw, brotli } of client) row(file, raw, brotli);
row('client', client.reduce((sum, { raw }) => sum + raw, 0), total);
const slip = weigh('slip.css');
row('apart: slip.css', slip.raw, slip.brotli);

const verdict = total > bound ? `over the bound of ${bound}` : total > aim ? `within the bound of ${bound}, over the aim of ${aim}` : `within the aim of ${aim}`;
console.log(`size: ${total} bytes, ${verdict}`);
process.exitCode = total > bound ? 1 : 0;
