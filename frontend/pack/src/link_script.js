// Responses that the document's script already fetched, by file.
const early = globalThis.earlyChunks ?? {};
const chunks = new Map();

// Loads a chunk once; after a failure the next call tries again.
function load(file) {
  if (!chunks.has(file)) {
    const chunk = instantiate(file);
    chunks.set(file, chunk);
    chunk.catch(() => chunks.delete(file));
  }
  return chunks.get(file);
}

// A chunk imports memory, function table and stack pointer from a module that is named after its build. So one of
// another build is refused before it changes anything.
async function instantiate(file) {
  const response = early[file] ?? fetch(new URL(file, import.meta.url));
  delete early[file];
  await WebAssembly.instantiateStreaming(response, { [build]: initSync() });
}

// Chunks have no start function, so their order does not matter.
async function loadRoute(file, callback, data) {
  const results = await Promise.allSettled([load("common.wasm"), load(file)]);
  const failed = results.filter(({ status }) => status === "rejected");
  for (const { reason } of failed) console.error(reason);
  initSync().__indirect_function_table.get(callback)(data, failed.length === 0);
}
