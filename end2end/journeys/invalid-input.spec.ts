// Bad input on every form: the error explains the correction in the reader's language, and no typed text is lost
//
import type { Page } from '@playwright/test';
import { clientRuns, expect, clearSession, shipment, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const w = texts.en;
/** Status of a refused form, which the browser logs to its console. */
const refused = /status of 422/;

test('sign-in: a wrong password keeps the address', async ({ page, operator, allowed }) => {
  allowed.push(refused);
  const { anna } = await operator.activates();
  await page.goto('/sign-in?next=/profile');
  await page.getByLabel(w.email).fill(anna.email);
  await page.getByLabel(w.password).fill('not the password');
  await page.getByRole('button', { name: w.signIn }).click();
  await expect(page.getByRole('alert')).toContainText('Wrong email address or password');
  await expect(page.getByLabel(w.email)).toHaveValue(anna.email);
  await expect(page.getByLabel(w.password)).toBeFocused();

  await page.getByRole('button', { name: w.signIn }).click();
  await expect(page.getByText('Enter your password.')).toBeVisible();
  await page.getByLabel(w.password).fill(anna.password);
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(page.getByLabel(w.password)).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: w.signIn }).click();
  await expect(page).toHaveURL('/profile');
});

test('sign-in: too many attempts show the waiting time', async ({ page, esecure, allowed }) => {
  allowed.push(refused, /status of 429/);
  const email = 'nobody@nowhere.example';
  for (let tries = 0; tries < 10; tries += 1) {
    const body = new URLSearchParams({ email, password: 'a guess' });
    expect((await fetch(`${esecure.origin}/sign-in`, { method: 'POST', body, redirect: 'manual' })).status).toBe(303);
  }
  await page.goto('/sign-in');
  await page.getByLabel(w.email).fill(email);
  await page.getByLabel(w.password).fill('a guess');
  await page.getByRole('button', { name: w.signIn }).click();
  await expect(page.getByRole('alert')).toContainText(/Wait (one minute|\d+ minutes), then try again/);
  await expect(page.getByLabel(w.email)).toHaveValue(email);
});

test('password reset: an address without a domain is explained and kept', async ({ page, mailbox, allowed }) => {
  allowed.push(refused);
  await page.goto('/reset-password');
  await page.getByLabel(w.email).fill('anna@');
  await page.getByRole('button', { name: w.mailMeALink }).click();
  await expect(page.getByText('This is not a complete email address. Write it as name@company.com.')).toBeVisible();
  await expect(page.getByLabel(w.email)).toHaveValue('anna@');
  await expect(page.getByLabel(w.email)).toHaveAttribute('aria-invalid', 'true');

  // The response does not reveal if the profile exists.
  await page.getByLabel(w.email).fill('anna@nowhere.example');
  await page.getByRole('button', { name: w.mailMeALink }).click();
  await expect(page.getByText('If anna@nowhere.example has a profile, an email with a link is on its way.')).toBeVisible();
  expect(mailbox.received({ to: 'anna@nowhere.example' })).toEqual([]);
});

test('create password: other input is kept', async ({ page, mailbox, operator, allowed }) => {
  allowed.push(refused);
  const dora = operator.person('en', 'Dora Klein', 'dora@dora.example');
  await operator.activate(operator.nextNumber(), 'Dora Ltd', dora);
  const mail = await mailbox.next({ to: dora.email, subject: w.createPassword });
  const set = page.getByRole('button', { name: w.setPassword });

  await page.goto(mail.link(w.createPassword));
  await page.getByLabel('Name', { exact: true }).fill('Dora "Dot" <Klein> & co');
  await page.getByLabel('Phone number').fill('+31 10 555 01 99');
  await page.getByLabel('Language').selectOption('nl');
  await page.getByLabel(w.password).fill('too short');
  await set.click();
  await expect(page.getByRole('alert')).toContainText('This password is too short. Use at least 15 characters');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Dora "Dot" <Klein> & co');
  await expect(page.getByLabel('Phone number')).toHaveValue('+31 10 555 01 99');
  await expect(page.getByLabel('Language')).toHaveValue('nl');
  await expect(page.getByLabel(w.password)).toBeFocused();

  await page.getByLabel('Name', { exact: true }).fill(' ');
  await page.getByLabel('Phone number').fill('call me');
  await page.getByLabel(w.password).fill('dora@dora.example');
  await set.click();
  await expect(page.getByRole('alert').getByRole('link')).toHaveText([/A name is missing/, /Enter a phone number/, /easy to guess/]);
  await expect(page.getByLabel('Phone number')).toHaveValue('call me');
  await page.getByRole('alert').getByRole('link', { name: /Enter a phone number/ }).click();
  await expect(page.getByLabel('Phone number')).toBeFocused();
});

test('one-time code: only six digits count as an attempt, the fifth wrong one locks, and sign-in still works', async ({
  page,
  mailbox,
  operator,
  portal,
}) => {
  const { number, anna } = await operator.activates({ enforced: true });
  const ilse = { account: number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', shipment };
  await portal.opensRequest(ilse);
  const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
  await page.goto(mail.link(w.reject));
  await page.getByLabel(w.reasonOther).check();
  await page.getByLabel(w.yourReason).fill('Ask Jonas first.');
  await page.getByRole('button', { name: w.reject, exact: true }).click();
  const { code } = await mailbox.next({ to: anna.email, subject: w.oneTimeCode });
  const other = (n: number) => `${code.slice(0, 5)}${(Number(code[5]) + n) % 10}`;
  const enter = async (typed: string) => {
    await page.getByLabel(w.code, { exact: true }).fill(typed);
    await page.getByLabel(w.remember).check();
    const answered = page.waitForEvent('load');
    await page.getByRole('button', { name: w.rejectWho('Ilse Brandt') }).click();
    await answered;
  };

  for (const typed of ['abcdef', '', '12345', '1234567', '<b>1</b>']) {
    await enter(typed);
    await expect(page.getByText('A code has six digits. Use the one in the latest email.')).toBeVisible();
    await expect(page.getByText('5 of 5 tries left')).toBeVisible();
    await expect(page.getByLabel(w.remember), 'what was ticked stays ticked').toBeChecked();
  }
  for (const n of [1, 2, 3, 4]) {
    await enter(other(n));
    await expect(page.getByText('This code is wrong. Use the one in the latest email.')).toBeVisible();
    await expect(page.getByText(`${5 - n} of 5 tries left`)).toBeVisible();
    await expect(page.getByLabel(w.remember), 'what was ticked stays ticked').toBeChecked();
  }
  await page.getByRole('button', { name: 'Send a new code' }).click();
  await expect(page.getByText('You can get a new code once a minute')).toBeVisible();
  expect(mailbox.received({ to: anna.email, subject: w.oneTimeCode })).toHaveLength(1);

  await enter(other(5));
  await expect(page.getByRole('heading', { name: 'Too many wrong codes' })).toBeVisible();
  await expect(page.getByText('Nothing has been decided yet.')).toBeVisible();
  expect(await portal.check(ilse)).toMatchObject({ verdict: 'pending' });

  await page.getByRole('link', { name: 'Sign in with your password' }).click();
  await page.getByLabel(w.email).fill(anna.email);
  await page.getByLabel(w.password).fill(anna.password);
  await page.getByRole('button', { name: w.signIn }).click();
  await expect(page).toHaveURL(/\/esecure\/queue\/req_/);
});

test('reason: “something else” with no or too much text keeps choice and input', async ({
  page,
  mailbox,
  operator,
  portal,
  allowed,
}) => {
  allowed.push(refused);
  const { number, anna } = await operator.activates({ enforced: true });
  await portal.opensRequest({ account: number, email: 'eve@else.example', name: 'Eve Hart' });
  const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
  const reject = page.getByRole('button', { name: w.reject, exact: true });

  await page.goto(mail.link(w.reject));
  await page.getByLabel(w.reasonOther).check();
  for (const typed of ['', '<script>no</script> & so on. '.repeat(40)]) {
    await page.getByLabel(w.yourReason).fill(typed);
    await reject.click();
    await expect(page.getByText(/Enter a reason of at most \d+ characters, or choose another one\./)).toBeVisible();
    await expect(page.getByLabel(w.reasonOther)).toBeChecked();
    await expect(page.getByLabel(w.yourReason)).toHaveValue(typed);
  }
  expect(mailbox.received({ to: anna.email, subject: w.oneTimeCode })).toEqual([]);
});

test('an oversized form is refused with an error page', async ({ page, mailbox, operator, portal, allowed }) => {
  allowed.push(/status of 413/);
  const { number, anna } = await operator.activates({ enforced: true });
  await portal.opensRequest({ account: number, email: 'eve@else.example' });
  const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
  await page.goto(mail.link(w.reject));
  await page.getByLabel(w.reasonOther).check();
  await page.getByLabel(w.yourReason).fill('Much too long. '.repeat(6_000));
  await page.getByRole('button', { name: w.reject, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('altered and used links are explained, with a next step', async ({ page, mailbox, operator, portal, allowed }) => {
  allowed.push(/status of 404/, /status of 410/);
  const { number, anna } = await operator.activates({ enforced: true });
  const asked = await portal.opensRequest({ account: number, email: 'ilse@lumen-lab.example' });
  const approval = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
  const used = mailbox.received({ to: anna.email, subject: w.createPassword })[0]?.link(w.createPassword) ?? '';

  for (const link of [approval.link(w.approve), asked.page, used]) {
    for (const altered of [link.slice(0, -1), `${link}A`, link.replace(/[^/]+$/, '%F0%9F%98%80'), link.replace(/[^/]+$/, 'x'.repeat(3_000))]) {
      expect((await page.goto(altered))?.status()).toBe(404);
      await expect(page.getByRole('heading', { name: 'This link doesn\'t work' })).toBeVisible();
      await expect(page.getByText('Copy the whole link from the email and try again')).toBeVisible();
    }
  }
  expect((await page.goto(used))?.status()).toBe(410);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await page.getByRole('button', { name: 'Send a new link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
});

test('an unknown URL is explained, with and without a session', async ({ page, context, operator, allowed }) => {
  allowed.push(/status of 404/);
  const lost = ['/esecure/nothing', '/nothing/at/all', '/d', '/demo/mailbox', '/%00'];
  const look = async (page: Page) => {
    for (const address of lost) {
      expect((await page.goto(address))?.status(), address).toBe(404);
      await expect(page.getByRole('heading', { level: 1 }), address).toHaveText('Page not found');
    }
  };
  await look(page);
  const { anna } = await operator.activates();
  await anna.signsInto(context);
  await look(page);
});

test('profile: an invalid phone number is explained, and all input is kept', async ({ page, context, operator, allowed }) => {
  allowed.push(refused);
  const { anna } = await operator.activates();
  await anna.signsInto(context);
  await page.goto('/profile');
  await page.getByRole('textbox', { name: 'Name' }).fill('Anna "A." <de Boer>');
  await page.getByRole('textbox', { name: 'Phone number' }).fill('call me');
  await page.getByLabel('Show my contact details to requesters').check();
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByRole('alert')).toContainText('Check 1 field');
  await expect(page.getByRole('alert')).toContainText('Enter a phone number such as +31 15 555 01 14, or leave it empty.');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Anna "A." <de Boer>');
  await expect(page.getByRole('textbox', { name: 'Phone number' })).toHaveValue('call me');
  await expect(page.getByLabel('Show my contact details to requesters')).toBeChecked();
  await page.getByRole('alert').getByRole('link', { name: /Enter a phone number/ }).click();
  await expect(page.getByRole('textbox', { name: 'Phone number' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Phone number' }).fill('+31 10 555 01 23');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
});

test('ended session: a click is answered with a link to sign in again', async ({
  page,
  context,
  operator,
  allowed,
}) => {
  allowed.push(/status of 401/);
  const { number, anna } = await operator.activates();
  await operator.imports(number, ['jonas@lumen.example'], [0]);
  await anna.signsInto(context);
  await page.goto('/esecure/users');
  await clientRuns(page);
  const row = page.getByRole('row').filter({ hasText: 'jonas@lumen.example' });
  await expect(row).toContainText('No decision yet');
  await clearSession(context);
  await row.getByRole('button', { name: w.approve }).click();
  await expect(page.getByText('You are signed out')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: w.signIn })).toHaveAttribute('href', /^\/sign-in/);
  await expect(row).toContainText('No decision yet');
});

test.describe('before the client runs', () => {
  test.use({ javaScriptEnabled: false });

  test('a refused form is answered by a page', async ({ page, context, operator, allowed }) => {
    allowed.push(refused, /^request failed: .*\/pkg\/esecure\.js csp$/);
    const { number, anna } = await operator.activates();
    await operator.imports(number, ['jonas@lumen.example'], [0]);
    await anna.signsInto(context);

    await page.goto('/profile');
    await page.getByRole('textbox', { name: 'Phone number' }).fill('call me');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('Enter a phone number such as');

    await page.goto('/esecure/users');
    await clearSession(context);
    await page.getByRole('button', { name: `${w.approve} jonas@lumen.example` }).click();
    await expect(page.getByRole('heading', { level: 1, name: w.signIn })).toBeVisible();
  });
});

test('the API answers with a problem document', async ({ esecure, operator, portal }) => {
  const { number } = await operator.activates();
  const email = 'ann@acme.example';
  const ask = (body: string | object, key = portal.authorization) =>
    fetch(`${esecure.origin}/api/v1/checks`, {
      method: 'POST',
      headers: { authorization: key, 'content-type': 'application/json', 'accept-language': 'nl' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const expected: [number, Response, string | undefined][] = [
    [401, await ask({ account: number, email }, 'Bearer of-nobody'), undefined],
    [400, await ask('{"account": '), undefined],
    [413, await ask(' '.repeat(10_000_000)), undefined],
    [422, await ask({ account: '12', email }), '/account'],
    [422, await ask({ account: number, email: 'ann@' }), '/email'],
    [422, await ask([]), ''],
  ];
  for (const [status, answer, pointer] of expected) {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as { title: string; errors?: { pointer: string; detail: string }[] };
    expect(problem.title).not.toBe('');
    expect(problem.errors?.[0]?.pointer).toBe(pointer);
  }
  // A well-formed number that was never activated gets the same answer as a foreign one.
  expect(await portal.check({ account: '999999999', email })).toEqual({ verdict: 'denied', rule: 'unknown_account', request: null });
});
