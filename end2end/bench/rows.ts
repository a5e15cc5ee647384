// A list of addresses as a company exports it: three columns, some in quotation marks, and in each thousand rows a few that are
// wrong or there twice.

/** A file of so many rows below its header. `run` makes the addresses of one file others than those of another. */
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

/** What must come of it, however it is judged. */
export function judged(rows: number): { invalid: number; duplicate: number } {
  const invalid = Math.floor(rows / 250);
  return { invalid, duplicate: Math.floor(rows / 125) - invalid };
}
