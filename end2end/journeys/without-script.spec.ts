// Pages without the client work without any script: signing in, creating a password, deciding from a mail, and the
// requester's page.
import { expect, phone, shipment, signIn, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

test.use({ javaScriptEnabled: false });

for (const language of languages) {
  const w = texts[language];

  test.describe(language, () => {
    test.use({ locale: w.locale });

    test('a password is created and used', async ({ page, mailbox, operator, visitor, allowed }) => {
      // Portal pages refer to their client, which a browser without scripts does not fetch.
      allowed.push(/^request failed: .*\/pkg\/esecure\.js csp$/);
      const carla = operator.person(language, 'Carla Smit', `carla.${language}@carla.example`);
      await operator.activate(operator.nextNumber(), 'Carla & Co', carla);
      const mail = await mailbox.next({ to: carla.email, subject: w.createPassword });

      await page.goto(mail.link(w.createPassword));
      await page.getByLabel(w.password).fill(carla.password);
      await page.getByRole('button', { name: w.setPassword }).click();
      await expect(page.getByRole('heading', { level: 1, name: w.terms })).toBeVisible();
      await mailbox.next({ to: carla.email, subject: w.welcome });

      const again = await visitor({ javaScriptEnabled: false });
      await again.goto('/sign-in');
      await expect(again.getByRole('button')).toHaveText([w.signIn]);
      await signIn(again, carla, w);
      await expect(again.getByRole('heading', { level: 1 })).toContainText('Carla Smit');
    });

    test('a decision link approves with the code', async ({ page, mailbox, operator, portal, visitor }) => {
      const { number, anna, masked, company } = await operator.activates({ language, enforced: true });
      const ilse = { account: number, email: `ilse-${language}@lumen-lab.example`, name: 'Ilse Brandt', locale: language };
      const { page: statusPage, id } = await portal.opensRequest({ ...ilse, authenticated: true, shipment });
      const requester = await visitor({ ...phone, javaScriptEnabled: false });
      await requester.goto(statusPage);
      await expect(requester.getByRole('heading', { name: w.withAdministrators })).toBeVisible();

      const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
      await page.goto(mail.link(w.approve));
      await expect(page.getByText(w.wantsToShip(company))).toBeVisible();
      await expect(page.getByText(ilse.email)).toBeVisible();
      await expect(page.getByText(masked)).toBeVisible();
      await page.getByRole('button', { name: w.approve, exact: true }).click();

      await expect(page.getByRole('heading', { name: w.enterCode })).toBeVisible();
      const { code } = await mailbox.next({ to: anna.email, subject: w.oneTimeCode });
      await page.getByLabel(w.code, { exact: true }).fill(code);
      await page.getByRole('button', { name: w.approveWho('Ilse Brandt') }).click();
      await expect(page.getByRole('heading', { name: w.mayShip('Ilse Brandt') })).toBeVisible();
      await page.getByRole('button', { name: w.undo }).click();
      await expect(page.getByText(w.undone, { exact: true })).toBeVisible();
      await anna.decides(id, 'approve');

      await requester.reload();
      await expect(requester.getByRole('heading', { name: w.youMayShip })).toBeVisible();
      await mailbox.next({ to: ilse.email, subject: w.requestApproved });
      expect(await portal.check(ilse)).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });
    });

    test('a decision link rejects with a custom reason', async ({ page, mailbox, operator, portal, visitor }) => {
      const { number, anna } = await operator.activates({ language, enforced: true });
      const eve = { account: number, email: `eve-${language}@else.example`, name: 'Eve Hart', locale: language };
      const { page: statusPage } = await portal.opensRequest(eve);
      const reason = 'Vraag <b>Jonas</b> & bel "ons" eerst.';

      const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
      await page.goto(mail.link(w.reject));
      await page.getByLabel(w.reasonOther).check();
      await page.getByLabel(w.yourReason).fill(reason);
      await page.getByRole('button', { name: w.reject, exact: true }).click();

      const { code } = await mailbox.next({ to: anna.email, subject: w.oneTimeCode });
      await page.getByLabel(w.code, { exact: true }).fill(code);
      await page.getByRole('button', { name: w.rejectWho('Eve Hart') }).click();
      await expect(page.getByRole('heading', { name: w.mayNotShip('Eve Hart') })).toBeVisible();
      await expect(page.getByText(reason)).toBeVisible();

      const outcome = await mailbox.next({ to: eve.email, subject: w.requestRejected });
      expect(outcome.text).toContain(reason);
      const requester = await visitor({ ...phone, javaScriptEnabled: false });
      await requester.goto(statusPage);
      await expect(requester.getByRole('heading', { name: w.youWereRejected })).toBeVisible();
      await expect(requester.getByText(reason)).toBeVisible();
      expect(await portal.check(eve)).toMatchObject({ verdict: 'denied', rule: 'address_rejected' });
    });
  });
}
