// Every file of the corpus gets its expected judgement in the browser, row by row: judgement, address,
// reason and suggestion, as shown on the page. Covers internationalised hosts too, which the browser maps instead of
// the server.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

type Line = { row: number; email: string; judgement: string; problem: string | null; suggestion: string | null };
type Case = { name: string; all: boolean; days: boolean; lines: Line[]; rows: number };

const house = path.join(import.meta.dirname, '../..');
const corpus = path.join(house, 'src/upload/tests/corpus');

/** Maps problem codes to the texts on the page, taken from the locale file. */
function readMessages(): Map<string, RegExp> {
  const texts = readFileSync(path.join(house, 'app/i18n/locales/en.toml'), 'utf8');
  const section = texts.slice(texts.indexOf('[upload_why]')).split('\n').slice(1);
  const messages = new Map<string, RegExp>();
  for (const line of section) {
    if (line.startsWith('[')) break;
    const [, code, text] = /^(\w+) = "(.*)"$/.exec(line) ?? [];
    if (code && text) messages.set(code, new RegExp(`^${text.replace(/[.*+?^$()[\]|]/g, '\\$&').replace(/\{\w+\}/g, '.*')}$`, 's'));
  }
  messages.set('typing_mistake', /^Did you mean .+\?$/);
  messages.set('look_alike', / but is a different domain\.$/);
  return messages;
}

function cases(): Case[] {
  const files = readdirSync(corpus).filter((file) => file.endsWith('.ndjson'));
  return files.map((file) => {
    const told = readFileSync(path.join(corpus, file), 'utf8').trim().split('\n');
    const [first, ...lines] = told.map((line) => JSON.parse(line));
    const { summary } = lines.pop();
    return { name: file.replace(/\.ndjson$/, '.csv'), all: first.listed === 'all', days: first.format.columns.until !== null, lines, rows: summary.rows };
  });
}

/** Returns the rows rendered on the page. */
async function readRows(page: Page): Promise<{ row: string; judgement: string; email: string; why: string; fix: string }[]> {
  return page.locator('table.rows tr[data-row]').evaluateAll((rows) =>
    rows.map((row) => ({
      row: row.querySelector('th')?.textContent?.replace(/^\D+/, '') ?? '',
      judgement: row.getAttribute('data-is') ?? '',
      email: row.querySelector<HTMLInputElement>('.m .cell')?.value ?? '',
      why: row.querySelector('.why')?.textContent ?? '',
      fix: row.querySelector('.fix')?.textContent ?? '',
    })),
  );
}

/**
 * Returns true if a button's text matches a suggestion: the whole address, its domain, or the number of rows of a
 * split.
 */
function acceptsFix(fix: string, suggestion: string | null, email: string): boolean {
  if (suggestion === null) return fix === '';
  const parts = suggestion.split('; ');
  const whole = parts.length > 1 ? `Split into ${parts.length} rows` : `Use ${suggestion}`;
  const [local, domain] = suggestion.split('@');
  return fix === whole || (fix === `Use ${domain}` && email.trim().split('@')[0] === local);
}

test('every corpus file gets its expected judgement', async ({ page, context, operator }) => {
  test.setTimeout(240_000);
  const told = JSON.parse(readFileSync(path.join(corpus, 'account.json'), 'utf8'));
  const admin = operator.person('en', 'Admin', told.own);
  const account = await operator.activate(operator.nextNumber(), 'Voorbeeld B.V.', admin);
  await admin.becomesActive();
  for (const { domain, with_subdomains } of told.authorised) {
    await admin.authorises(account, domain, with_subdomains);
  }
  const add = (email: string) => admin.adds(account, email);
  // A domain is known by an address that no file contains.
  for (const domain of told.domains) await add(`known-by-this-one@${domain}`);
  for (const email of told.approved) await add(email);
  for (const email of told.rejected) {
    await add(email);
    const found = await admin.read(`/esecure/users?${new URLSearchParams({ account, q: email })}`);
    await admin.decidesUser(account, /id="user-(\w+)"/.exec(found)?.[1] ?? '', 'reject');
  }
  await admin.signsInto(context);
  // Tall enough to render every row of a file at once.
  await page.setViewportSize({ width: 1280, height: 16_000 });
  await page.goto('/esecure/upload');
  const messages = readMessages();
  let compared = 0;
  for (const { name, all, days, lines, rows } of cases()) {
    const bytes = readFileSync(path.join(corpus, name));
    await page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: bytes });
    if (rows === 0) {
      await expect(page.getByRole('alert'), name).toContainText(`${name} has no rows`);
      continue;
    }
    await expect(page.getByRole('heading', { name, exact: true }), name).toBeVisible();
    await expect(page.getByRole('alert'), name).toHaveCount(0);
    if (!all) await expect(page.getByLabel('Rows by result'), name).toContainText(`All ${rows.toLocaleString('en')}`);
    const differences = async () => {
      const there = new Map((await readRows(page)).map((row) => [row.row, row]));
      const wrong: unknown[] = all && there.size !== lines.length ? [`${there.size} rows of ${lines.length}`] : [];
      for (const line of lines) {
        const row = there.get(String(line.row));
        // A text field drops line breaks.
        const email = line.email.replace(/[\r\n]/g, '');
        const why = line.problem ? messages.get(line.problem)?.test(row?.why ?? '') : true;
        const same = row?.judgement === line.judgement && row.email === email && why && acceptsFix(row.fix, line.suggestion, line.email);
        // An end date that has passed since the corpus was written is invalid by now.
        if (!same && !(days && row?.judgement === 'invalid' && messages.get('day_passed')?.test(row.why))) wrong.push({ line, row });
      }
      return wrong;
    };
    // In files of a thousand rows, rows that are not new come first, except duplicates, which stay in place.
    if (all || lines.every(({ judgement }) => judgement !== 'duplicate')) {
      await expect.poll(differences, { message: name }).toEqual([]);
    } else {
      for (const judgement of ['Invalid', 'Duplicate']) {
        const chip = page.getByLabel('Rows by result').getByRole('button', { name: judgement });
        await chip.click();
        const listed = lines.filter((line) => line.judgement === judgement.toLowerCase()).map(({ row }) => String(row));
        await expect.poll(async () => (await readRows(page)).map(({ row }) => row), { message: name }).toEqual(listed);
      }
    }
    compared += lines.length;
  }
  expect(compared, 'rows that were compared').toBeGreaterThan(500);
});
