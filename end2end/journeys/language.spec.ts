// Choice of language: the profile's setting, else the browser's; for a requester without either the check's, else the
// account's.
import type { Page } from '@playwright/test';
import { expect, shipment, signIn, test } from '../support/fixtures.ts';
import { texts } from '../support/texts.ts';

const { en, nl } = texts;

async function expectLanguage(page: Page, language: 'en' | 'nl', heading: string) {
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
}

test('the profile’s language overrides the browser’s', async ({ page, operator, mailbox }) => {
  const { anna } = await operator.activates({ language: 'nl' });
  await page.goto('/sign-in');
  await expectLanguage(page, 'en', 'Sign in');
  await signIn(page, anna, en);
  await expectLanguage(page, 'nl', 'Welkom, Anna de Boer');

  await page.goto('/profile');
  await page.getByRole('combobox', { name: 'Taal' }).selectOption('en');
  await page.getByRole('button', { name: 'Opslaan' }).first().click();
  await expectLanguage(page, 'en', 'Profile');
  const { number } = await operator.activates({ language: 'nl' });
  await operator.addsAdministrator(number, anna);
  const mail = await mailbox.next({ to: anna.email, subject: en.welcome });
  expect(mail.html).toContain('<html lang="en"');
});

test('create password uses the browser’s language, else the profile’s', async ({ visitor, operator, mailbox }) => {
  const carla = operator.person('nl', 'Carla Smit', 'carla@taal.example');
  await operator.activate(operator.nextNumber(), 'Taal B.V.', carla);
  const link = (await mailbox.next({ to: carla.email, subject: nl.createPassword })).link(nl.createPassword);
  for (const [locale, language, title, chosen] of [
    ['en-US', 'en', 'Create your password', 'en'],
    ['nl-BE', 'nl', 'Uw wachtwoord aanmaken', 'nl'],
    ['fr-FR', 'nl', 'Uw wachtwoord aanmaken', 'nl'],
  ] as const) {
    const page = await visitor({ locale });
    await page.goto(link);
    await expectLanguage(page, language, title);
    await expect(page.locator('select[name=locale]')).toHaveValue(chosen);
  }
});

test('a decision link uses the administrator’s language, not the phone’s', async ({ page, operator, mailbox, portal }) => {
  const { number, anna } = await operator.activates({ language: 'nl', enforced: true });
  await portal.opensRequest({ account: number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en', shipment });
  const mail = await mailbox.next({ to: anna.email, subject: nl.approvalRequest });
  await page.goto(mail.link(nl.approve));
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await expect(page.getByRole('button', { name: nl.approve, exact: true })).toBeVisible();
});

test('a requester gets pages in the browser’s language and mails in the check’s, else the account’s', async ({
  visitor,
  operator,
  mailbox,
  portal,
}) => {
  const { number, anna, bram } = await operator.activates({ language: 'nl', enforced: true });
  const inEnglish = { account: number, email: 'ilse@lumen-lab.example', name: 'Ilse Brandt', locale: 'en' };
  const inNone = { account: number, email: 'otto@lumen-lab.example', name: 'Otto Blum' };
  const asked = await portal.opensRequest(inEnglish);
  await portal.opensRequest(inNone);

  for (const [locale, language, heading] of [
    ['nl-NL', 'nl', nl.withAdministrators],
    ['en-GB', 'en', en.withAdministrators],
    ['fr-FR', 'en', en.withAdministrators],
  ] as const) {
    const page = await visitor({ locale });
    await page.goto(asked.page);
    await expectLanguage(page, language, heading);
  }

  const received = await mailbox.next({ to: inEnglish.email, subject: en.requestReceived });
  expect(received.html).toContain('<html lang="en"');
  const other = await mailbox.next({ to: inNone.email, subject: nl.requestReceived });
  expect(other.html).toContain('<html lang="nl"');
  for (const administrator of [anna, bram]) {
    const mail = await mailbox.next({ to: administrator.email, subject: `Ilse Brandt ${nl.approvalRequest}` });
    expect(mail.html).toContain('<html lang="nl"');
  }
  await anna.decides(asked.id, 'reject');
  expect((await mailbox.next({ to: inEnglish.email, subject: en.requestRejected })).html).toContain('<html lang="en"');
});
