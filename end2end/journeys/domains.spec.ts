// Domain names: approving everyone at a domain, limiting requests to domains, and previewing the effect of a
// change.
import { expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Domain names',
    authorised: 'Authorised domains',
    mayAsk: 'Who may ask',
    domain: 'Domain name',
    below: 'Include subdomains',
    see: 'See what changes',
    ask: (name: string) => `Add ${name}?`,
    gain: '1 known address gains access',
    approves: '1 open request is approved, and its requester is emailed',
    loses: '2 known addresses lose access',
    add: 'Add the domain',
    added: 'The domain is added. It takes effect with the next check.',
    remove: 'Remove lumen-lab.example from this list',
    doRemove: 'Remove the domain',
    removed: 'The domain is removed. That takes effect with the next check.',
    provider: 'Anyone can have an address at gmail.com, so everyone could ship. Approve these users one by one.',
    alike: 'Looks like lumen-lab.example but is a different name.',
    stored: /Stored as xn--/,
    cancel: 'Cancel',
  },
  nl: {
    title: 'Domeinnamen',
    authorised: 'Geautoriseerde domeinen',
    mayAsk: 'Wie mag aanvragen',
    domain: 'Domeinnaam',
    below: 'Ook de subdomeinen',
    see: 'Bekijken wat er verandert',
    ask: (name: string) => `${name} toevoegen?`,
    gain: '1 bekend adres krijgt toegang',
    approves: '1 open aanvraag wordt goedgekeurd, en de aanvrager krijgt een e‑mail',
    loses: '2 bekende adressen verliezen toegang',
    add: 'Domein toevoegen',
    added: 'Het domein is toegevoegd. Het geldt vanaf de volgende controle.',
    remove: 'Verwijderen lumen-lab.example van deze lijst',
    doRemove: 'Domein verwijderen',
    removed: 'Het domein is verwijderd. Dat geldt vanaf de volgende controle.',
    provider: 'Bij gmail.com kan iedereen een adres hebben, zodat iedereen zou kunnen verzenden. Keur deze gebruikers één voor één goed.',
    alike: 'Lijkt op lumen-lab.example, maar is een andere naam.',
    stored: /Opgeslagen als xn--/,
    cancel: 'Annuleren',
  },
};

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`domain names in ${language}`, () => {
    test.use({ locale: w.locale });

    test('the preview lists who gains or loses access before a domain is added or removed', async ({
      page,
      context,
      mailbox,
      operator,
      portal,
    }) => {
      const account = await operator.activates({ language, enforced: true });
      const ilse = { account: account.number, email: 'ilse@lumen-lab.example', locale: language };
      await portal.opensRequest(ilse);
      await account.anna.signsInto(context);
      await page.goto('/esecure/queue');
      await page.getByRole('link', { name: s.title }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(s.title);
      const list = page.getByRole('region', { name: s.authorised });

      // The form opens on demand.
      await expect(list.getByLabel(s.domain)).toBeHidden();
      await list.locator('summary').click();
      await list.getByLabel(s.domain).fill('Lumen-Lab.example');
      await list.getByRole('button', { name: s.see }).click();
      const question = page.getByRole('dialog', { name: s.ask('lumen-lab.example') });
      await expect(page.locator('dialog:modal')).toBeVisible();
      await expect(question).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(question).toHaveCount(0);
      await expect(list.getByRole('button', { name: s.see })).toBeFocused();
      // The preview has a URL of its own, so that it can be loaded again.
      await page.goto('/esecure/domains?list=authorised&domain=Lumen-Lab.example');
      await expect(question).toContainText(s.gain);
      await expect(question).toContainText(s.approves);
      await expect(question).toContainText('ilse@lumen-lab.example');
      await expectNoOverflow(page);
      await expectAccessible(page);
      expect(await portal.check(ilse), 'looking changes nothing').toMatchObject({ verdict: 'pending' });

      await question.getByRole('button', { name: s.add }).click();
      await expect(page.getByRole('status').filter({ hasText: s.added })).toBeVisible();
      expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed', rule: 'domain_authorised' });
      expect(await portal.check({ ...ilse, email: 'jan@lumen-lab.example' })).toMatchObject({ rule: 'domain_authorised' });
      expect(await portal.check({ ...ilse, email: 'jan@lab.lumen-lab.example' })).toMatchObject({ verdict: 'pending' });
      await mailbox.next({ to: ilse.email, subject: w.requestApproved });

      await list.getByRole('link', { name: s.remove }).click();
      await expect(page.getByRole('dialog')).toContainText(s.loses);
      await page.getByRole('button', { name: s.doRemove }).click();
      await expect(page.getByRole('status').filter({ hasText: s.removed })).toBeVisible();
      expect(await portal.check({ ...ilse, email: 'jan@lumen-lab.example' })).toMatchObject({ verdict: 'pending' });
    });

    test('a mail provider is refused, a look-alike is warned about, and the input is kept', async ({ browser, operator, watch }) => {
      const account = await operator.activates({ language });
      await account.anna.authorises(account.id, 'lumen-lab.example');
      const context = await browser.newContext({ ...phone, locale: w.locale });
      await watch(context);
      await account.anna.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/domains');
      const list = page.getByRole('region', { name: s.mayAsk });
      await list.locator('summary').click();
      await list.getByLabel(s.domain).fill('gmail.com');
      await list.getByLabel(s.below).check();
      await list.getByRole('button', { name: s.see }).click();
      // Each request from the domain is still decided individually, so a public mail provider needs no warning here.
      await expect(page.getByRole('dialog', { name: s.ask('gmail.com') })).toBeVisible();
      await page.getByRole('link', { name: s.cancel }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);

      const authorised = page.getByRole('region', { name: s.authorised });
      await authorised.locator('summary').click();
      await authorised.getByLabel(s.domain).fill('gmail.com');
      await authorised.getByLabel(s.below).check();
      await authorised.getByRole('button', { name: s.see }).click();
      await expect(page.getByText(s.provider)).toBeVisible();
      await expect(authorised.getByLabel(s.domain)).toHaveValue('gmail.com');
      await expect(authorised.getByLabel(s.below)).toBeChecked();
      await expectNoOverflow(page);
      await expectAccessible(page);

      // The l of lumen is a Cyrillic palochka.
      await authorised.getByLabel(s.domain).fill('ӏumen-lab.example');
      await authorised.getByRole('button', { name: s.see }).click();
      const main = page.getByRole('main');
      await expect(main).toContainText(s.alike);
      await expect(main).toContainText(s.stored);
      await expectNoOverflow(page);
      await expectAccessible(page);
      await context.close();
    });
  });
}
