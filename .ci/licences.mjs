// Audits the dependencies: licences of all crates and npm packages against a list, yanked versions, and known
// vulnerabilities as far as available offline or from npm.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Licences allowed in shipped code. */
const shipped = new Set([
  '0BSD', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'BSD-2-Clause', 'BSD-3-Clause', 'BSL-1.0', 'CC0-1.0',
  'CDLA-Permissive-2.0', 'ISC', 'MIT', 'MIT-0', 'Unicode-3.0', 'Unlicense', 'Zlib',
]);
/** Licences allowed in test tools, which are not shipped. */
const tools = new Set([...shipped, 'BlueOak-1.0.0', 'MPL-2.0', 'Python-2.0']);

/** Returns true if the list satisfies an SPDX expression. Old crates write `/` for OR. */
function met(expression, allowed) {
  const words = expression.replace(/\//g, ' OR ').replace(/([()])/g, ' $1 ').trim().split(/\s+/);
  const any = () => {
    let result = all();
    while (words[0] === 'OR') result = (words.shift(), all()) || result;
    return result;
  };
  const all = () => {
    let result = one();
    while (words[0] === 'AND') result = (words.shift(), one()) && result;
    return result;
  };
  const one = () => {
    if (words[0] === '(') {
      words.shift();
      const result = any();
      words.shift();
      return result;
    }
    let name = words.shift();
    if (words[0] === 'WITH') name += ` ${words.shift()} ${words.shift()}`;
    return allowed.has(name);
  };
  return any() && words.length === 0;
}

/** Lists the crates of server, client and tests, for Linux and WebAssembly. */
function crates() {
  const found = new Map();
  for (const platform of ['x86_64-unknown-linux-gnu', 'wasm32-unknown-unknown']) {
    const words = ['metadata', '--format-version', '1', '--locked', '--filter-platform', platform];
    const metadata = JSON.parse(execFileSync('cargo', words, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }));
    const used = new Set(metadata.resolve.nodes.map(({ id }) => id));
    for (const crate of metadata.packages) if (used.has(crate.id)) found.set(crate.id, crate);
  }
  return [...found.values()];
}

const indexes = path.join(process.env.CARGO_HOME ?? path.join(homedir(), '.cargo'), 'registry/index');
const index = path.join(indexes, readdirSync(indexes).find((name) => name.startsWith('index.crates.io-')) ?? '');

/**
 * Returns true if the registry index, as cached by cargo on this machine, marks the version as yanked; undefined if it
 * is not cached.
 */
function yanked({ name, version, source }) {
  if (source !== 'registry+https://github.com/rust-lang/crates.io-index') return false;
  const lower = name.toLowerCase();
  const shelf = lower.length < 4 ? [String(lower.length), ...(lower.length === 3 ? [lower[0]] : [])] : [lower.slice(0, 2), lower.slice(2, 4)];
  const file = path.join(index, '.cache', ...shelf, lower);
  if (!existsSync(file)) return undefined;
  const entries = readFileSync(file, 'utf8').split('\0').filter((part) => part.startsWith('{'));
  return entries.map((entry) => JSON.parse(entry)).find(({ vers }) => vers === version)?.yanked;
}

const problems = [];
const all = crates();
for (const { name, version, license } of all) {
  if (!met(license ?? 'none', shipped)) problems.push(`${name} ${version}: licence ${license ?? 'not stated'}`);
}
const states = all.map((crate) => [crate, yanked(crate)]);
for (const [{ name, version }, state] of states) if (state) problems.push(`${name} ${version}: withdrawn by its authors`);
const unknown = states.filter(([, state]) => state === undefined).length;

const lock = JSON.parse(readFileSync('end2end/package-lock.json', 'utf8'));
const packages = Object.entries(lock.packages).filter(([name]) => name);
for (const [name, { license, version }] of packages) {
  if (!met(license ?? 'none', tools)) problems.push(`${name.replace(/.*node_modules\//, '')} ${version}: licence ${license ?? 'not stated'}`);
}

// npm reports vulnerabilities of npm packages if its registry is reachable. For crates the RustSec database is not on a
// registry, so nothing is known here.
const audit = spawnSync('npm', ['--prefix', 'end2end', 'audit', '--json'], { encoding: 'utf8', timeout: 30_000 });
let advice = 'not known (the registry does not answer)';
try {
  const report = JSON.parse(audit.stdout);
  if (report.metadata) {
    const weak = Object.values(report.vulnerabilities).filter(({ severity }) => ['high', 'critical'].includes(severity));
    for (const { name, severity } of weak) problems.push(`${name}: advisory, ${severity}`);
    advice = `${report.metadata.vulnerabilities.total} in npm packages`;
  }
} catch {
  // No report: printed below.
}

for (const problem of problems) console.log(`  ${problem}`);
console.log(`licences: ${all.length} crates, ${packages.length} npm packages, ${problems.length} problems`);
console.log(`withdrawn versions: checked in cargo's own index${unknown ? `, which lacks ${unknown} crates here` : ''}`);
console.log(`advisories: npm ${advice}; crates not checked, no advisory database on this machine`);
process.exitCode = problems.length ? 1 : 0;
