// The upload (R-3.3, section 4): a file is judged as it lies in the browser, cells are mended, and it is committed as one.
import { readFileSync } from 'node:fs';
import { accessible, expect, noOverflow, phone, test } from '../support/stage.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

const list = [
  'E-mailadres;Naam;Notitie',
  'ilse.brandt@gmial.com;Ilse Brandt;Q4 returns',
  'jonas.keller@rheinwerk;Jonas Keller;',
  't.wilk@baltic-parts.example;Tomasz Wilk;Contract 2027',
  'T.Wilk@Baltic-Parts.example;Tomasz;',
  'priya.nair@northgate.example;Priya Nair;',
].join('\r\n');

test('a file is judged, mended, committed and undone', async ({ page, context, operator, portal }) => {
  const account = await operator.activates({ enforced: true });
  await account.anna.sitsAt(context);
  await page.goto('/esecure/upload');
  await page.setInputFiles('input[type=file]', file('users.csv', list));
  const grid = page.getByRole('table');
  await expect(grid).toContainText('looks like a typing mistake');
  await expect(page.getByLabel('Rows by judgement')).toContainText('New 2');
  await noOverflow(page);
  await accessible(page);

  const broken = grid.getByRole('textbox', { name: /row 3/ }).first();
  await broken.fill('jonas.keller@rheinwerk.example');
  await expect(page.getByLabel('Rows by judgement')).toContainText('New 3');
  const commit = page.getByRole('button', { name: 'Approve 3 users' });
  await commit.click();
  await expect(page.getByText('3 users may ship from now on.')).toBeVisible();
  await accessible(page);
  const asks = (email: string) => portal.asks({ account: account.number, email });
  expect(await asks('jonas.keller@rheinwerk.example')).toMatchObject({ rule: 'address_approved' });
  expect(await asks('ilse.brandt@gmial.com')).toMatchObject({ verdict: 'pending' });

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Result file' }).click();
  expect(readFileSync((await (await download).path()) ?? '', 'utf8')).toContain('priya.nair@northgate.example');
  await page.getByRole('button', { name: 'Undo the whole upload' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo the whole upload' }).click();
  await expect(page.getByText('The upload is undone')).toBeVisible();
  expect(await asks('priya.nair@northgate.example')).toMatchObject({ verdict: 'pending' });
});

test('on a phone, in Dutch: a file of a thousand and one rows is not committed, and is offered in parts', async ({ browser, operator, watch }) => {
  const account = await operator.activates({ language: 'nl' });
  const context = await browser.newContext({ ...phone, locale: 'nl-NL' });
  await watch(context);
  await account.anna.sitsAt(context);
  const page = await context.newPage();
  await page.goto('/esecure/upload');
  const rows = Array.from({ length: 1001 }, (_, n) => `shipper-${n}@company.example`);
  await page.setInputFiles('input[type=file]', file('lijst.csv', ['e-mail', ...rows].join('\n')));
  await expect(page.getByText('lijst-1.csv')).toBeVisible();
  await expect(page.getByText('lijst-2.csv')).toBeVisible();
  await noOverflow(page);
  await accessible(page);
  await context.close();
});
