// The command palette (Ctrl+K): found by keyboard, followed within the client, in Dutch on the phone's width too.
import { clientRuns, expect, expectAccessible, expectNoOverflow, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

test('the palette leads to a request and to a page by keyboard', async ({ page, context, operator, portal }) => {
  const account = await operator.activates({ language: 'nl', enforced: true });
  const asked = await portal.opensRequest({ account: account.number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt' });
  await account.anna.adds(account.id, 'kay@lumen-lab.example');
  await account.anna.signsInto(context);
  await page.goto('/esecure/users');
  await clientRuns(page);
  const loads: string[] = [];
  page.on('request', (request) => request.isNavigationRequest() && loads.push(request.url()));

  const palette = page.getByRole('dialog', { name: 'Zoeken en opdrachten' });
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await expect(palette.getByRole('option', { name: texts.nl.queue })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+k');
  await expect(palette).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('lumen');
  await expect(palette.getByRole('option').first()).toContainText('Ilse Brandt');
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoOverflow(page);
    await expectAccessible(page);
  }
  await page.keyboard.press('ArrowDown');
  await expect(palette.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/esecure/queue/${asked.id}`));
  await expect(palette).toBeHidden();
  await expect(page.getByRole('article').getByRole('heading', { name: 'Ilse Brandt' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('logb');
  await expect(palette.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Logboek' })).toBeFocused();
  expect(loads, 'no document was loaded').toEqual([]);
});
