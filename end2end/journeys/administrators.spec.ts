// The administrators of an account: adding, sending the mail again, removing, and keeping at least one active.
import { clientRuns, expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Administrators',
    add: 'Add an administrator',
    email: 'Email address',
    name: 'Name',
    added: 'The administrator is added, and the email is on its way.',
    invited: 'Has to set a password',
    known: (email: string) => `${email} is already an administrator of this account. Nothing was sent.`,
    noName: 'A name is missing here. Enter one.',
    again: 'Send the email again',
    young: 'This email was sent less than a minute ago. Wait a minute, then send it again.',
    remove: (name: string) => `Remove ${name}`,
    ask: (name: string) => `Remove ${name}?`,
    loss: 'Links in emails they already received stop working',
    removed: 'The administrator is removed.',
    last: "The last active administrator can't be removed",
    give: 'Stop being an administrator?',
    doGive: 'Stop being an administrator',
    left: 'You are no longer an administrator of that account.',
    removedMail: 'has been removed',
  },
  nl: {
    title: 'Beheerders',
    add: 'Beheerder toevoegen',
    email: 'E‑mailadres',
    name: 'Naam',
    added: 'De beheerder is toegevoegd, en de e‑mail is onderweg.',
    invited: 'Moet nog een wachtwoord instellen',
    known: (email: string) => `${email} is al beheerder van dit accountnummer. Er is niets verstuurd.`,
    noName: 'Hier ontbreekt een naam. Vul er een in.',
    again: 'E‑mail opnieuw sturen',
    young: 'Deze e‑mail is minder dan een minuut geleden verstuurd. Wacht een minuut en verstuur die dan opnieuw.',
    remove: (name: string) => `Verwijderen ${name}`,
    ask: (name: string) => `${name} verwijderen?`,
    loss: 'Links in e‑mails die al verstuurd zijn, werken niet meer',
    removed: 'De beheerder is verwijderd.',
    last: 'De laatste actieve beheerder kan niet worden verwijderd',
    give: 'Stoppen als beheerder?',
    doGive: 'Stoppen als beheerder',
    left: 'U bent geen beheerder van dat account meer.',
    removedMail: 'is verwijderd',
  },
};

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`administrators in ${language}`, () => {
    test.use({ locale: w.locale });

    test('an administrator is added, signs in by the mail, and is removed', async ({ page, context, mailbox, operator, allowed }) => {
      allowed.push(/status of 4(09|22)/);
      const { anna, bram } = await operator.activates({ language });
      await anna.signsInto(context);
      await page.goto('/esecure/users');
      await page.getByRole('navigation').getByRole('link', { name: s.title }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(s.title);

      const form = page.getByRole('region', { name: s.add });
      await form.getByLabel(s.email).fill(bram.email);
      await form.getByRole('button', { name: s.add }).click();
      await expect(page.getByRole('alert')).toContainText(s.noName);
      await expect(form.getByLabel(s.email)).toHaveValue(bram.email);
      await form.getByLabel(s.name, { exact: true }).fill('Bram');
      await form.getByRole('button', { name: s.add }).click();
      await expect(page.getByRole('alert')).toContainText(s.known(bram.email));
      await expectNoOverflow(page);
      await expectAccessible(page);

      const carla = operator.person(language, 'Carla Smit', `carla-${language}@voorbeeld.example`);
      await form.getByLabel(s.email).fill(carla.email);
      await form.getByLabel(s.name, { exact: true }).fill(carla.name);
      await form.getByRole('button', { name: s.add }).click();
      await expect(page.getByRole('status').filter({ hasText: s.added })).toBeVisible();
      const row = page.getByRole('row').filter({ hasText: carla.email });
      await expect(row).toContainText(s.invited);
      await mailbox.next({ to: bram.email, subject: w.administratorAdded });
      await row.getByRole('button', { name: s.again }).click();
      await expect(page.getByRole('alert')).toContainText(s.young);
      await carla.becomesActive();

      await page.goto('/esecure/administrators');
      const [opener, question] = [row.getByRole('link', { name: s.remove(carla.name) }), page.getByRole('dialog', { name: s.ask(carla.name) })];
      await clientRuns(page);
      await opener.click();
      await expect(question).toContainText(s.loss);
      await expect(page.locator('dialog:modal')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(question).toHaveCount(0);
      await expect(page).toHaveURL(/\/esecure\/administrators$/);
      await expect(opener).toBeFocused();
      await opener.click();
      await expectNoOverflow(page);
      await expectAccessible(page);
      await question.getByRole('button').click();
      await expect(page.getByRole('status').filter({ hasText: s.removed })).toBeVisible();
      await expect(row).toHaveCount(0);
      await mailbox.next({ to: bram.email, subject: s.removedMail });
      expect((await carla.get('/esecure/queue')).status, 'no longer an administrator').not.toBe(200);
    });

    test('the last active administrator is not removable, and giving up a seat is confirmed, on a phone', async ({ browser, operator, watch, allowed }) => {
      // Until the page is left, the news of the removal may ask for its list once more.
      allowed.push(/\/fn\/administrators/);
      const { anna, bram } = await operator.activates({ language });
      const context = await browser.newContext({ ...phone, locale: w.locale });
      await watch(context);
      await bram.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/administrators');
      await page.getByRole('row').filter({ hasText: bram.email }).getByRole('link', { name: s.remove(bram.name) }).click();
      await page.getByRole('dialog', { name: s.give }).getByRole('button', { name: s.doGive }).click();
      await expect(page.getByRole('status').filter({ hasText: s.left })).toBeVisible();

      await context.clearCookies();
      await anna.signsInto(context);
      await page.goto('/esecure/administrators');
      await expect(page.getByRole('row').filter({ hasText: anna.email })).toContainText(s.last);
      await expectNoOverflow(page);
      await expectAccessible(page);
      await context.close();
    });
  });
}
