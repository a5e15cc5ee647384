// The profile: the email address changes once its owner confirms it; password, sessions, remembered devices,
// and the way of deciding from a mail.
import { expectAccessible, expect, expectNoOverflow, phone, signIn, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    address: 'Email address',
    newEmail: 'New email address',
    now: 'Your password',
    change: 'Change address',
    onItsWay: 'An email with a link is on its way to the new address.',
    waits: (email: string) => `${email} is waiting for your confirmation`,
    confirm: 'Confirm the new address',
    password: 'Password',
    newPassword: 'New password',
    changePassword: 'Change password',
    passwordChanged: "Your password is changed. You're signed out everywhere else.",
    sessions: "Where you're signed in",
    thisOne: 'This device',
    others: 'Sign out everywhere else',
    othersDone: "You're signed out everywhere else.",
    approving: 'Deciding from an email',
    onlySignIn: 'Only after signing in',
    saved: 'Saved. Applies from the next link you open.',
    wrong: 'This is not your password. Try again.',
    shared: 'Requesters can now see your contact details.',
  },
  nl: {
    address: 'E‑mailadres',
    newEmail: 'Nieuw e‑mailadres',
    now: 'Uw wachtwoord',
    change: 'Adres wijzigen',
    onItsWay: 'Een e‑mail met een link is onderweg naar het nieuwe adres.',
    waits: (email: string) => `${email} wacht op uw bevestiging`,
    confirm: 'Nieuw adres bevestigen',
    password: 'Wachtwoord',
    newPassword: 'Nieuw wachtwoord',
    changePassword: 'Wachtwoord wijzigen',
    passwordChanged: 'Uw wachtwoord is gewijzigd. U bent overal elders uitgelogd.',
    sessions: 'Waar u bent ingelogd',
    thisOne: 'Dit apparaat',
    others: 'Overal elders uitloggen',
    othersDone: 'U bent overal elders uitgelogd.',
    approving: 'Beslissen vanuit een e‑mail',
    onlySignIn: 'Alleen na inloggen',
    saved: 'Opgeslagen. Geldt vanaf de volgende link die u opent.',
    wrong: 'Dit is niet uw wachtwoord. Probeer het opnieuw.',
    shared: 'Aanvragers kunnen uw contactgegevens nu zien.',
  },
};

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`the profile in ${language}`, () => {
    test.use({ locale: w.locale });

    test('a new email address is confirmed by its mail and used from then on', async ({ page, context, mailbox, operator, allowed }) => {
      allowed.push(/status of 422/);
      const { anna, id } = await operator.activates({ language });
      const moved = `anna-moved-${language}@elders.example`;
      await anna.signsInto(context);
      await page.goto('/profile');
      const card = page.getByRole('region', { name: s.address });
      await card.locator('summary').click();
      await card.getByLabel(s.newEmail).fill(moved);
      await card.getByLabel(s.now, { exact: true }).fill('not this one at all');
      await card.locator('details button').click();
      await expect(page.getByRole('alert')).toContainText(s.wrong);
      await expect(card.getByLabel(s.newEmail)).toHaveValue(moved);
      await card.getByLabel(s.now, { exact: true }).fill(anna.password);
      await card.locator('details button').click();
      await expect(page.getByRole('status').filter({ hasText: s.onItsWay })).toBeVisible();
      await expect(card).toContainText(s.waits(moved));
      await expectNoOverflow(page);
      await expectAccessible(page);

      const mail = await mailbox.next({ to: moved, subject: '' });
      await page.goto(mail.links.find((link) => link.includes('/confirm-email/')) ?? '');
      await expectNoOverflow(page);
      await expectAccessible(page);
      await expect(page.locator('body')).toContainText(moved);
      await page.getByRole('main').getByRole('button').click();
      await page.goto('/profile');
      await expect(card).toContainText(moved);
      expect((await anna.get(`/esecure/queue?account=${id}`)).status).toBe(200);
    });

    test('password, sessions and the sign-in-only setting work on a phone', async ({ browser, operator, watch, allowed }) => {
      allowed.push(/status of 4\d\d/);
      const { anna } = await operator.activates({ language });
      const context = await browser.newContext({ ...phone, locale: w.locale });
      await watch(context);
      const page = await context.newPage();
      await page.goto('/sign-in?next=/profile');
      await signIn(page, anna, w);
      const sessions = page.getByRole('region', { name: s.sessions });
      // Setting the password signed in, then the steps before this test, then this browser.
      await expect(sessions.getByRole('listitem')).toHaveCount(3);
      await expect(sessions.getByRole('listitem').filter({ hasText: s.thisOne })).toHaveCount(1);
      await expectNoOverflow(page);
      await expectAccessible(page);
      await sessions.getByRole('button', { name: s.others }).click();
      await expect(page.getByRole('status').filter({ hasText: s.othersDone })).toBeVisible();
      await expect(sessions.getByRole('listitem')).toHaveCount(1);
      expect((await anna.get('/profile')).url, 'the other sign-in is gone').toContain('/sign-in');

      await page.getByLabel(s.onlySignIn).check();
      await page.locator('form').filter({ has: page.getByLabel(s.onlySignIn) }).getByRole('button').click();
      await expect(page.getByRole('status').filter({ hasText: s.saved })).toBeVisible();
      await expect(page.getByLabel(s.onlySignIn)).toBeChecked();

      const card = page.getByRole('region', { name: s.password, exact: true });
      await card.locator('summary').click();
      await card.getByLabel(s.now, { exact: true }).fill(anna.password);
      await card.getByLabel(s.newPassword).fill('kort');
      await card.locator('details button').click();
      await expect(page.getByRole('alert')).toBeVisible();
      await card.getByLabel(s.now, { exact: true }).fill(anna.password);
      await card.getByLabel(s.newPassword).fill('een heel andere zin voor deze keer');
      await card.locator('details button').click();
      await expect(page.getByRole('status').filter({ hasText: s.passwordChanged })).toBeVisible();

      // On the setup page a tick is saved at once, and keeps the focus.
      await page.goto('/esecure');
      await page.getByRole('checkbox').check();
      await expect(page.getByRole('status').filter({ hasText: s.shared })).toBeVisible();
      await expect(page.getByRole('checkbox')).toBeFocused();
      await page.reload();
      await expect(page.getByRole('checkbox')).toBeChecked();
      await context.close();
    });
  });
}
