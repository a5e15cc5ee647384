// The main journey: an operator activates an account, an administrator sets it up, an unknown shipper tries to ship, a
// decision is made on a phone, and the shipper sees it. In Dutch and English, over real SMTP, in a real browser.
import type { Page } from '@playwright/test';
import { masked } from '../support/operator.ts';
import { expect, phone, shipment, test } from '../support/fixtures.ts';
import type { ReceivedMail } from '../support/mailbox.ts';
import { languages, texts } from '../support/texts.ts';

/** Shows a mail at a width, and returns the distinct heights at which its decision buttons begin. */
async function buttonTops(page: Page, mail: ReceivedMail, width: number): Promise<number[]> {
  await page.setViewportSize({ width, height: phone.viewport.height });
  await page.setContent(mail.html);
  const tops = await page.locator('a.ok, a.no').evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  return [...new Set(tops)];
}

for (const language of languages) {
  const w = texts[language];

  test.describe(language, () => {
    test.use({ locale: w.locale });

    test('the check of an unknown shipper opens a request that an administrator decides on a phone', async ({
      page,
      esecure,
      mailbox,
      operator,
      visitor,
      allowed,
    }) => {
      allowed.push(/status of 422/);
      const company = 'Lumen & Zonen B.V.';
      const number = operator.nextNumber();
      const anna = operator.person(language, 'Anna de Boer', `anna@zonen-${language}.example`);
      const { bram } = await operator.activates({ language });
      const customers = ['jonas', 'mara', 'olaf'].map((name) => `${name}@lumen-${language}.example`);
      const [jonas = '', mara = ''] = customers;
      const eve = `eve@else-${language}.example`;

      await test.step('the operator activates the account', async () => {
        await operator.activate(number, company, anna);
        const mail = await mailbox.next({ to: anna.email, subject: w.createPassword });
        expect(mail.from).toBe('dhlSender@carrier.test');
        await page.goto(mail.link(w.createPassword));
        await page.getByLabel(w.password).fill(anna.password);
        await page.getByRole('button', { name: w.setPassword }).click();
        await expect(page).toHaveURL('/terms?next=/esecure');
        await expect(page.getByRole('heading', { level: 1, name: w.terms })).toBeVisible();
      });

      await test.step('a second administrator, who has a profile, is welcomed at once', async () => {
        const earlier = mailbox.received({ to: bram.email, subject: w.createPassword }).length;
        await mailbox.next({ to: bram.email, subject: w.welcome });
        await operator.addsAdministrator(number, bram);
        const welcome = await mailbox.next({ to: bram.email, subject: w.welcome });
        expect(welcome.from).toBe('esecure@carrier.test');
        expect(welcome.text).toContain(masked(number));
        expect(mailbox.received({ to: bram.email, subject: w.createPassword })).toHaveLength(earlier);
      });

      await test.step('uses of 13 months are imported', async () => {
        const output = await operator.imports(number, [...customers, eve], [0, 1, 5, 12, 13]);
        expect(output).toContain('imported 20, known 0, refused 0');
        expect(await operator.imports(number, [...customers, eve], [0, 1, 5, 12, 13])).toContain('imported 0, known 20');
      });

      await test.step('the password signed in, which brings the Welcome mail and, after the terms, the four steps', async () => {
        const welcome = await mailbox.next({ to: anna.email, subject: w.welcome });
        expect(welcome.from).toBe('esecure@carrier.test');

        await page.getByRole('button', { name: w.acceptTerms }).click();
        await expect(page.getByRole('heading', { level: 1, name: w.inFourSteps(number) })).toBeVisible();
        const steps = page.getByRole('main').getByRole('heading', { level: 2 });
        for (const [at, step] of w.steps.entries()) await expect(steps.nth(at)).toContainText(step);
      });

      await test.step('the administrator approves some and rejects one', async () => {
        await page.getByRole('navigation', { name: 'eSecure' }).getByRole('link', { name: w.users }).click();
        await expect(page.getByRole('heading', { level: 1, name: w.usersHeading })).toBeVisible();
        const row = (email: string) => page.getByRole('row').filter({ hasText: email });
        for (const email of [jonas, mara]) {
          await row(email).getByRole('button', { name: w.approve }).click();
          await expect(row(email)).toContainText(w.approved);
        }
        await row(eve).getByRole('button', { name: w.reject }).click();
        await expect(row(eve)).toContainText(w.rejected);
      });

      await test.step('enforcement is switched on, with the password again', async () => {
        await page.getByRole('navigation', { name: 'eSecure' }).getByRole('link', { name: w.enforcement }).click();
        await page.getByRole('radio', { name: w.now }).check();
        await page.getByRole('button', { name: w.switchOn }).click();
        const question = page.getByRole('dialog');
        await question.getByLabel(w.yourPassword).fill('not the password at all');
        await question.getByRole('button', { name: w.switchOn }).click();
        await expect(question.getByText(w.notYourPassword)).toBeVisible();
        await question.getByLabel(w.yourPassword).fill(anna.password);
        await question.getByRole('button', { name: w.switchOn }).click();
        await expect(page.getByText(w.isOn)).toBeVisible();
        for (const administrator of [anna, bram]) {
          const told = await mailbox.next({ to: administrator.email, subject: w.switchedOn });
          expect(told.text).toContain('Anna de Boer');
        }
      });

      const portal = await operator.registers(`Labels ${language}`);
      const ilse = { account: number, email: `ilse@unknown-${language}.example`, name: 'Ilse Brandt', locale: language };
      const asked = await portal.opensRequest({ ...ilse, authenticated: true, shipment });
      const requester = await visitor(phone);

      await test.step('the requester is told, and watches', async () => {
        const received = await mailbox.next({ to: ilse.email, subject: w.requestReceived });
        expect(received.link(w.seeStatus)).toBe(asked.page);
        expect(received.raw).not.toContain(number);
        await requester.goto(received.link(w.seeStatus));
        await expect(requester.getByRole('heading', { name: w.withAdministrators })).toBeVisible();
        await expect(requester.getByText(w.followsAlong)).toBeVisible();
        await requester.evaluate(() => document.documentElement.setAttribute('data-never-left', ''));
      });

      const pocket = await visitor(phone);
      await test.step('a phone that is not signed in decides, with the code', async () => {
        await mailbox.next({ to: bram.email, subject: w.approvalRequest });
        const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
        expect(mail.link(w.reject)).toBe(`${mail.link(w.approve)}?choice=reject`);
        expect(await buttonTops(pocket, mail, 600), 'side by side').toHaveLength(1);
        expect(await buttonTops(pocket, mail, 390), 'stacked').toHaveLength(2);
        await pocket.goto(mail.link(w.approve));
        await expect(pocket.getByText(w.wantsToShip(company))).toBeVisible();
        await expect(pocket.getByText(w.authenticated(`Labels ${language}`))).toBeVisible();
        await expect(pocket.getByText(w.neverShipped)).toBeVisible();
        await expect(pocket.getByText(masked(number))).toBeVisible();
        await expect(pocket.getByText(number)).toHaveCount(0);
        await expect(pocket.getByRole('button')).toHaveText([w.reject, w.approve]);
        await pocket.getByRole('button', { name: w.approve }).click();

        await expect(pocket.getByRole('heading', { name: w.enterCode })).toBeVisible();
        expect(await portal.check(ilse)).toMatchObject({ verdict: 'pending', request: { id: asked.id } });
        const codeMail = await mailbox.next({ to: anna.email, subject: w.oneTimeCode });
        expect(codeMail.html).not.toContain('<a ');
        expect(codeMail.raw).not.toContain(esecure.origin);
        await pocket.getByLabel(w.code, { exact: true }).fill(codeMail.code);
        await pocket.getByLabel(w.remember).check();
        await pocket.getByRole('button', { name: w.approveWho('Ilse Brandt') }).click();
        await expect(pocket.getByRole('heading', { name: w.mayShip('Ilse Brandt') })).toBeVisible();
      });

      await test.step('the requester sees it without reloading, and is told', async () => {
        await expect(requester.getByRole('heading', { name: w.youMayShip })).toBeVisible();
        await expect(requester.locator('html[data-never-left]')).toHaveCount(1);
        await expect(requester).toHaveTitle(`${w.youMayShip} · eSecure`);
        const outcome = await mailbox.next({ to: ilse.email, subject: w.requestApproved });
        expect(outcome.link(w.seeStatus)).toBe(asked.page);
      });

      await test.step('the next check answers by it', async () => {
        expect(await portal.check(ilse)).toEqual({ verdict: 'allowed', rule: 'address_approved', request: null });
        expect(await portal.check({ account: number, email: jonas })).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });
        expect(await portal.check({ account: number, email: eve })).toMatchObject({ verdict: 'denied', rule: 'address_rejected' });
      });

      await test.step('the remembered phone decides the next one with a single press', async () => {
        const otto = { account: number, email: `otto@unknown-${language}.example`, name: 'Otto Blum', locale: language };
        await portal.opensRequest(otto);
        const mail = await mailbox.next({ to: anna.email, subject: `Otto Blum ${w.approvalRequest}` });
        await pocket.goto(mail.link(w.approve));
        await expect(pocket.getByText(w.codeFollows)).toHaveCount(0);
        await pocket.getByRole('button', { name: w.approve }).click();
        await expect(pocket.getByRole('heading', { name: w.mayShip('Otto Blum') })).toBeVisible();
        // Reload, Back and Forward never ask to send the form again.
        await pocket.reload();
        await expect(pocket.getByRole('heading', { name: w.mayShip('Otto Blum') })).toBeVisible();
        await pocket.goBack();
        await pocket.goForward();
        await expect(pocket.getByRole('heading', { name: w.mayShip('Otto Blum') })).toBeVisible();
        expect(mailbox.received({ to: anna.email, subject: w.oneTimeCode })).toHaveLength(1);
        expect(await portal.check(otto)).toMatchObject({ verdict: 'allowed', rule: 'address_approved' });
      });

      await esecure.cli('journal', 'verify');
    });
  });
}
