// *Why?* (R-2.6): one field, the verdict as a waybill, the deciding rule, the check list of all rules, and the
// possible changes.
import { expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Why?',
    email: 'Email address',
    ask: 'Check',
    answer: 'Answer',
    checks: 'Rules checked',
    change: 'What would change it',
    off: (email: string) => `Enforcement is off: every address may ship now, including ${email}`,
    onceOn: 'Answer with enforcement on',
    pending: 'Waits for a decision',
    allowed: 'May ship',
    denied: 'May not ship',
    noApproval: "The address isn't approved",
    nothing: "There's no decision about the address",
    approve: 'Approve the address',
    approved: 'The address is approved',
    rejected: 'The address is rejected',
    onList: 'on the list',
    domain: 'The domain lumen-lab.example is authorised',
    request: 'Decide on the open request',
    decide: 'Decide about the address',
    own: "This is your own address. You can decide about it only while you're the only administrator.",
    bad: 'This is not an email address.',
    approveButton: 'Approve',
  },
  nl: {
    title: 'Waarom?',
    email: 'E‑mailadres',
    ask: 'Controleren',
    answer: 'Antwoord',
    checks: 'Gecontroleerde regels',
    change: 'Hoe u dit wijzigt',
    off: (email: string) => `De beveiliging staat uit: elk adres mag nu verzenden, ook ${email}`,
    onceOn: 'Antwoord met beveiliging aan',
    pending: 'Wacht op beslissing',
    allowed: 'Mag verzenden',
    denied: 'Mag niet verzenden',
    noApproval: 'Het adres is niet goedgekeurd',
    nothing: 'Er is nog geen beslissing over het adres',
    approve: 'Het adres goedkeuren',
    approved: 'Het adres is goedgekeurd',
    rejected: 'Het adres is afgewezen',
    onList: 'in de lijst',
    domain: 'Het domein lumen-lab.example is geautoriseerd',
    request: 'Beslissen over de open aanvraag',
    decide: 'Over het adres beslissen',
    own: 'Dit is uw eigen adres. U kunt er alleen zelf over beslissen zolang u de enige beheerder bent.',
    bad: 'Dit is geen e‑mailadres.',
    approveButton: 'Goedkeuren',
  },
};

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  test.describe(`explain in ${language}`, () => {
    test.use({ locale: w.locale });

    test('an address is explained, approved from the page, and rejected', async ({ page, context, operator, portal }) => {
      const account = await operator.activates({ language, enforced: true });
      await account.anna.signsInto(context);
      await page.goto('/esecure/users');
      await page.getByRole('navigation').getByRole('link', { name: s.title }).first().click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(s.title);
      const ask = async (email: string) => {
        await page.getByLabel(s.email).fill(email);
        await page.getByRole('button', { name: s.ask }).click();
      };
      const region = (name: string) => page.getByRole('region', { name, exact: true });
      const [answer, checks, change] = [region(s.answer), region(s.checks), region(s.change)];

      await ask('no address');
      await expect(page.getByLabel(s.email)).toHaveValue('no address');
      await expect(page.getByLabel(s.email)).toHaveAttribute('aria-invalid', 'true');
      await expect(page.getByText(s.bad)).toBeVisible();
      await expectAccessible(page);

      await ask('Ilse@lumen-lab.example');
      await expect(answer).toContainText(s.pending);
      await expect(answer).toContainText(s.nothing);
      await expect(answer).toContainText('Ilse@lumen-lab.example');
      await expect(checks.getByRole('listitem').filter({ hasText: s.noApproval })).toHaveCount(1);
      await expect(checks.getByRole('listitem').last()).toContainText(s.pending);
      await expect(page).toHaveTitle(`${s.title} Ilse@lumen-lab.example · eSecure`);
      await expectNoOverflow(page);
      await expectAccessible(page);
      expect(await portal.check({ account: account.number, email: 'ilse@lumen-lab.example', dry_run: true })).toMatchObject({
        verdict: 'pending',
        request: null,
      });

      await change.getByRole('link', { name: s.approve }).click();
      await expect(page.locator('input[name=email]')).toHaveValue('Ilse@lumen-lab.example');
      await page.getByRole('button', { name: s.approveButton }).click();
      await expect(page).toHaveURL(/\/esecure\/users(?!\/new)/);
      await page.goto('/esecure/why?email=ilse@lumen-lab.example');
      await expect(answer).toContainText(s.allowed);
      await expect(answer).toContainText(s.approved);
      await expect(answer).toContainText('Anna de Boer');
      await expect(answer).toContainText(s.onList);
      await expect(change.getByRole('link', { name: s.decide })).toBeVisible();

      await account.anna.authorises(account.id, 'lumen-lab.example');
      await page.goto('/esecure/why?email=other@lumen-lab.example');
      await expect(answer).toContainText(s.domain);
      await expect(answer).toContainText('Anna de Boer');
      await page.goto(`/esecure/why?email=${account.anna.email}`);
      await expect(change).toContainText(s.own);
      await expectAccessible(page);
    });

    test('shows the verdict without enforcement and the open request, on a phone without script', async ({ browser, operator, portal, watch }) => {
      const account = await operator.activates({ language });
      const context = await browser.newContext({ ...phone, viewport: { width: 360, height: 780 }, locale: w.locale, javaScriptEnabled: false });
      await watch(context);
      await account.anna.signsInto(context);
      const page = await context.newPage();
      await page.goto('/esecure/upload');
      await page.locator('nav.bottom').getByRole('link', { name: s.title }).click();
      await page.getByLabel(s.email).fill('new@else.example');
      await page.getByRole('button', { name: s.ask }).click();
      await expect(page.getByRole('status').filter({ hasText: s.off('new@else.example') })).toBeVisible();
      await expect(page.getByText(s.onceOn)).toBeVisible();
      await expectNoOverflow(page);
      await expectAccessible(page);

      await account.anna.switches(account.id, true);
      const { id } = await portal.opensRequest({ account: account.number, email: 'new@else.example' });
      await page.reload();
      await expect(page.getByText(s.onceOn)).toHaveCount(0);
      await page.getByRole('link', { name: s.request }).click();
      expect(page.url()).toContain(`/esecure/queue/${id}`);
      await account.anna.decides(id, 'reject');
      await page.goto('/esecure/why?email=new@else.example');
      await expect(page.getByText(s.rejected).first()).toBeVisible();
      await expect(page.getByText(s.denied).first()).toBeVisible();
      await expectNoOverflow(page);
      await context.close();
    });
  });
}
