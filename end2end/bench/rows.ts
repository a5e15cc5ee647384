// A list of addresses as exported by a company: three columns, some cells quoted, and a few invalid or duplicate rows
// in each thousand.

/** Builds a file with this many rows below its header. `run` makes the addresses of one file differ from another's. */
export function listOf(rows: number, run = 0): string {
  const lines = ['E-mailadres;Naam;Opmerking'];
  for (let n = 0; n < rows; n += 1) {
    const address = `shipper.${run}-${n}@company${n % 211}.example`;
    if (n % 250 === 249) lines.push(`shipper.${n} at company${n % 211}.example;Name ${n};`);
    else if (n % 125 === 124) lines.push(`${`shipper.${run}-${n - 1}@company${(n - 1) % 211}.example`.toUpperCase()};Name ${n};again`);
    else if (n % 10 === 0) lines.push(`${address};"Surname, Name ${n}";"Desk; ""east"" wing"`);
    else lines.push(`${address};Name ${n};Warehouse ${n % 40}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Expected counts of such a file, for any implementation. */
export function judged(rows: number): { invalid: number; duplicate: number } {
  const invalid = Math.floor(rows / 250);
  return { invalid, duplicate: Math.floor(rows / 125) - invalid };
}
