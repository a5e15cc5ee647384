import { accessible, expect, noOverflow, test, weight } from '../support/strict.ts';
test('try', async ({ page, mailbox, esecure, visitor }) => { page.on('requestfailed', (r) => console.log('RF', r.url(), r.failure()?.errorText)); page.on('console', (m) => console.log('CON', m.text()));
  console.log(await esecure.cli('account', 'activate', '123456789', '--company', 'Voorbeeld B.V.', '--admin', 'anna@voorbeeld.example', '--admin-name', 'Anna de Vries', '--locale', 'en'));
  const l = await mailbox.next({ to: 'anna@voorbeeld.example' });
  const href = /http:\/\/\S*create-password\/\S+/.exec(l.text)![0];
  console.log(l.from, l.subject, await weight(await visitor(), href));
  await page.goto(href);
  for (const f of await page.locator('input').all()) console.log(await f.evaluate((e) => e.outerHTML));
  const pw = 'correct horse battery staple';
  const fields = page.locator('input[type=password]'); for (const f of await fields.all()) await f.fill(pw);
  await page.locator('form button[type=submit], form button').last().click();
  await page.waitForLoadState('load'); console.log(page.url(), (await page.locator('body').innerText()).slice(0, 300));
  await page.goto('/sign-in'); await page.locator('input[type=email],input[name=email]').fill('anna@voorbeeld.example'); await page.locator('input[type=password]').fill(pw); await page.locator('form button').last().click();
  await page.waitForLoadState('load'); console.log(page.url(), (await page.locator('body').innerText()).slice(0, 200));
  for (const p of ['/', '/terms', '/profile', '/esecure', '/esecure/users', '/esecure/queue', '/esecure/enforcement']) {
    await page.goto(p); await page.waitForLoadState('networkidle'); console.log(p, '->', page.url(), JSON.stringify((await page.locator('h1').allInnerTexts())));
    if (page.url().includes('terms')) { const b = page.getByRole('checkbox'); if (await b.count()) await b.first().check(); await page.getByRole('button').last().click(); await page.waitForLoadState('networkidle'); console.log('after terms', page.url()); }
  }
  console.log(esecure.output.slice(-500));
});
