// Every page in every reachable state: no violation of WCAG 2.2 AA and no horizontal scrolling, in both languages, in
// light and dark mode, on phone, tablet and desktop, with the longest realistic content.
import type { Page } from '@playwright/test';
import type { Account } from '../support/operator.ts';
import { longCompany, longEmail, longName, longShipment, manyEmails } from '../support/long-content.ts';
import { expectAccessible, expect, expectNoOverflow, test } from '../support/fixtures.ts';
import { type Language, languages, texts } from '../support/texts.ts';

test.describe.configure({ mode: 'parallel' });
// A trace stores every state of every page, which takes longer than the checks.
test.use({ trace: 'off' });

/**
 * Checks the current page: nothing overflows in any width, as words are longer in one language or the other; and axe in both
 * colour schemes, whose findings do not depend on the language, so the widths are shared between the two.
 */
async function checkEveryViewport(page: Page, language: Language): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoOverflow(page);
    if ((language === 'nl') === (width === 768)) await expectAccessible(page);
  }
}

/** Clicks a button on a page without client, and waits for the next page. */
async function clickButton(page: Page, name: string): Promise<void> {
  const arrived = page.waitForEvent('load');
  await page.getByRole('button', { name, exact: true }).click();
  await arrived;
}

/** Body of a check with every member set. */
const stranger = ({ number }: Account, language: Language) => ({
  account: number,
  email: longEmail,
  name: longName,
  locale: language,
  authenticated: true,
  shipment: longShipment,
});

for (const language of languages) {
  const w = texts[language];

  test.describe(language, () => {
    test.use({ locale: w.locale });

    test.beforeEach(({ allowed }) => {
      // Only ends a test that hangs: each test checks dozens of pages in three widths.
      test.setTimeout(480_000);
      allowed.push(/status of (404|409|410|422)/);
    });

    test('sign-in and create password', async ({ page, mailbox, operator }) => {
      const carla = operator.person(language, longName, `carla.${longEmail}`.slice(0, 30) + `@${language}.example`);
      await operator.activate(operator.nextNumber(), longCompany, carla);
      const mail = await mailbox.next({ to: carla.email, subject: w.createPassword });

      await page.goto('/sign-in?next=/profile');
      await checkEveryViewport(page, language);
      await page.getByLabel(w.email).fill(longEmail);
      await clickButton(page, w.signIn);
      await checkEveryViewport(page, language);

      await page.goto('/reset-password');
      await checkEveryViewport(page, language);
      await page.getByLabel(w.email).fill('anna@');
      await clickButton(page, w.mailMeALink);
      await checkEveryViewport(page, language);
      await page.getByLabel(w.email).fill(longEmail);
      await clickButton(page, w.mailMeALink);
      await checkEveryViewport(page, language);

      await page.goto(mail.link(w.createPassword));
      await checkEveryViewport(page, language);
      await page.locator('[name=name]').fill(' ');
      await page.locator('[name=phone]').fill('?');
      await clickButton(page, w.setPassword);
      await checkEveryViewport(page, language);
      await page.locator('[name=name]').fill(longName);
      await page.locator('[name=phone]').fill('');
      await page.getByLabel(w.password).fill(carla.password);
      await clickButton(page, w.setPassword);
      await checkEveryViewport(page, language);

      await page.goto(mail.link(w.createPassword));
      await checkEveryViewport(page, language);
      await clickButton(page, w.newLink);
      await checkEveryViewport(page, language);
      for (const nowhere of ['/nothing', '/d/nothing']) {
        await page.goto(nowhere);
        await checkEveryViewport(page, language);
      }
    });

    test('decision link: request, reasons, code and outcome', async ({ page, mailbox, operator, portal, visitor }) => {
      const account = await operator.activates({ language, company: longCompany, enforced: true });
      const { anna, bram } = account;
      await portal.opensRequest(stranger(account, language));
      const mail = await mailbox.next({ to: anna.email, subject: w.approvalRequest });
      const late = await mailbox.next({ to: bram.email, subject: w.approvalRequest });

      await page.goto(mail.link(w.approve));
      await checkEveryViewport(page, language);
      await page.goto(mail.link(w.reject));
      await checkEveryViewport(page, language);
      await page.getByLabel(w.reasonOther).check();
      await checkEveryViewport(page, language);
      await clickButton(page, w.reject);
      await checkEveryViewport(page, language);
      await page.getByLabel(w.yourReason).fill(longShipment.message);
      await clickButton(page, w.reject);
      await checkEveryViewport(page, language);
      const { code } = await mailbox.next({ to: anna.email, subject: w.oneTimeCode });
      await page.getByLabel(w.code, { exact: true }).fill('letters');
      await clickButton(page, w.rejectWho(longName));
      await checkEveryViewport(page, language);
      await clickButton(page, w.newCode);
      await checkEveryViewport(page, language);
      await page.getByLabel(w.code, { exact: true }).fill(code);
      await page.getByLabel(w.remember).check();
      await clickButton(page, w.rejectWho(longName));
      await expect(page.getByRole('heading', { name: w.mayNotShip(longName) })).toBeVisible();
      await checkEveryViewport(page, language);

      const other = await visitor();
      await other.goto(late.link(w.approve));
      await checkEveryViewport(other, language);

      // On the remembered device, without a name or a shipment: one click.
      await portal.opensRequest({ account: account.number, email: `x${longEmail.slice(2)}`, locale: language });
      await page.goto((await mailbox.next({ to: anna.email, subject: w.approvalRequest })).link(w.approve));
      await checkEveryViewport(page, language);
      await clickButton(page, w.approve);
      await checkEveryViewport(page, language);

      await portal.opensRequest({ account: account.number, email: anna.email, locale: language });
      const own = await mailbox.next({ to: anna.email, subject: w.ownRequest });
      await page.goto(own.links.find((link) => link.includes('/d/')) ?? '');
      await checkEveryViewport(page, language);
    });

    test('decision link: locked, and no longer open', async ({ page, mailbox, operator, portal }) => {
      const account = await operator.activates({ language, company: longCompany, enforced: true });
      await portal.opensRequest(stranger(account, language));
      const mail = await mailbox.next({ to: account.anna.email, subject: w.approvalRequest });
      await page.goto(mail.link(w.approve));
      await clickButton(page, w.approve);
      const { code } = await mailbox.next({ to: account.anna.email, subject: w.oneTimeCode });
      const wrong = code.replace(/^./, (first) => String((Number(first) + 1) % 10));
      for (let tries = 0; tries < 5; tries += 1) {
        await page.getByLabel(w.code, { exact: true }).fill(wrong);
        await clickButton(page, w.approveWho(longName));
      }
      await expect(page.getByLabel(w.code, { exact: true })).toHaveCount(0);
      await checkEveryViewport(page, language);
      await account.anna.switches(account.id, false, 'close');
      await page.goto(mail.link(w.approve));
      await checkEveryViewport(page, language);
    });

    test('request status: open, approved, rejected, closed, with a newer request', async ({ page, operator, portal }) => {
      const account = await operator.activates({ language, company: longCompany, enforced: true });
      const { anna, bram } = account;
      const ask = (email: string) => portal.opensRequest({ ...stranger(account, language), email });
      const [first, second, third] = [await ask(longEmail), await ask('a@b.example'), await ask('c@d.example')];
      await page.goto(first.page);
      await expect(page.getByText(w.followsAlong)).toBeVisible();
      await checkEveryViewport(page, language);
      await anna.sharesContact();
      await bram.sharesContact();
      await page.reload();
      await checkEveryViewport(page, language);
      await anna.decides(first.id, 'approve');
      await expect(page.getByRole('heading', { name: w.youMayShip })).toBeVisible();
      await checkEveryViewport(page, language);
      await bram.decides(second.id, 'reject');
      await page.goto(second.page);
      await checkEveryViewport(page, language);
      await anna.switches(account.id, false, 'close');
      await anna.switches(account.id, true);
      await ask('c@d.example');
      await page.goto(third.page);
      await checkEveryViewport(page, language);
    });

    test('request in advance: open, and in each final state', async ({ page, mailbox, operator }) => {
      const account = await operator.activates({ language, company: longCompany });
      const { anna } = account;
      await operator.imports(account.number, [longEmail, 'a@b.example'], [0]);
      const [date, time] = [new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10), '08:00'];
      await anna.plans(account.id, { when: 'date', date, time, tell: 'true' });
      const mail = (to: string) => mailbox.next({ to, subject: w.approvalNeeded });
      const link = async (to: string) => (await mail(to)).links.find((address) => address.includes('/a/')) ?? '';
      const [first, second] = [await link(longEmail), await link('a@b.example')];
      await page.goto(first);
      await checkEveryViewport(page, language);
      await page.getByRole('textbox').fill('x'.repeat(501));
      await page.locator('form button').click();
      await expect(page.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
      await checkEveryViewport(page, language);
      const users = await anna.listed(account.id);
      for (const choice of ['approve', 'reject'] as const) {
        await anna.decidesUser(account.id, users.get('a@b.example')?.id ?? '', choice);
        await page.goto(second);
        await checkEveryViewport(page, language);
      }
      await anna.cancelsSchedule(account.id);
      await page.goto(first);
      await checkEveryViewport(page, language);
    });

    test('portal, terms and profile', async ({ page, context, mailbox, operator }) => {
      const dora = operator.person(language, longName, `dora@${language}.example`);
      const number = operator.nextNumber();
      await operator.activate(number, longCompany, dora);
      await dora.createsPassword();
      await dora.signsIn();
      await dora.signsInto(context);
      for (const address of ['/', '/terms', '/profile']) {
        await page.goto(address);
        await checkEveryViewport(page, language);
      }
      await page.locator('[name=phone]').fill('?');
      await page.getByRole('button', { name: w.save }).first().click();
      await expect(page.getByRole('alert')).toBeVisible();
      await checkEveryViewport(page, language);

      await dora.acceptsTerms();
      const { number: second } = await operator.activates({ language, company: longCompany, enforced: true });
      await operator.addsAdministrator(second, dora);
      await mailbox.next({ to: dora.email, subject: w.welcome });
      for (const address of ['/', '/terms']) {
        await page.goto(address);
        await checkEveryViewport(page, language);
      }
      await page.getByText(longName).first().click();
      await checkEveryViewport(page, language);
    });

    test('setup, users and enforcement', async ({ page, context, operator }) => {
      const account = await operator.activates({ language, company: longCompany });
      await account.anna.signsInto(context);
      for (const part of ['', '/users', '/domains', '/upload', '/administrators', '/enforcement', '/expected', '/why', '/journal', '/queue']) {
        const address = `/esecure${part}`;
        await page.goto(address);
        await checkEveryViewport(page, language);
      }
      await operator.imports(account.number, manyEmails, [0, 3]);
      await page.goto('/esecure/users');
      const row = page.getByRole('row').filter({ hasText: manyEmails[1] ?? '' }).first();
      await row.getByRole('button', { name: w.approve }).click();
      await expect(row).toContainText(w.approved);
      const typed = encodeURIComponent(manyEmails[1] ?? '');
      for (const address of [
        ...['/esecure/users', '/esecure/users?page=2', '/esecure/users?filter=approved&q=zz', '/esecure'],
        ...[`/esecure/why?email=${typed}`, `/esecure/why?email=${longEmail}`, '/esecure/why?email=no', '/esecure/journal?kind=addresses'],
        ...[`/esecure/journal?address=${typed}`, '/esecure/journal?kind=uploads', '/esecure/journal?address=no&from=no'],
      ]) {
        await page.goto(address);
        await checkEveryViewport(page, language);
      }
      await page.goto('/esecure/enforcement?page=2');
      await page.locator('.figs summary').click();
      await checkEveryViewport(page, language);
      await page.goto('/esecure/enforcement');
      await checkEveryViewport(page, language);
      await page.locator('form.plan button').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await checkEveryViewport(page, language);
      await account.anna.switches(account.id, true);
      for (const address of ['/esecure?steps', '/esecure/enforcement']) {
        await page.goto(address);
        await checkEveryViewport(page, language);
      }
    });

    test('scheduled enforcement', async ({ page, context, operator }) => {
      const account = await operator.activates({ language, company: longCompany });
      await account.anna.signsInto(context);
      await operator.imports(account.number, manyEmails, [0, 3]);
      const [date, time] = [new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10), '08:00'];
      await account.anna.plans(account.id, { when: 'date', date, time, tell: 'true' });
      await page.goto('/esecure/enforcement?when=date&date=2020-01-01&time=08:00');
      await checkEveryViewport(page, language);
      await page.goto('/esecure/enforcement');
      await page.locator('details.again summary').click();
      await checkEveryViewport(page, language);
      await page.getByRole('button', { name: w.callOff }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await checkEveryViewport(page, language);
    });

    test('queue', async ({ page, context, operator, portal }) => {
      const account = await operator.activates({ language, company: longCompany, enforced: true });
      const asked = await portal.opensRequest(stranger(account, language));
      await portal.opensRequest({ account: account.number, email: account.anna.email });
      const bare = await portal.opensRequest({ account: account.number, email: 'a@b.example' });
      await account.anna.signsInto(context);
      await page.goto('/esecure/queue');
      await checkEveryViewport(page, language);
      await page.goto(`/esecure/queue/${asked.id}`);
      await checkEveryViewport(page, language);
      await page.getByRole('article').locator('summary').filter({ hasText: w.reject }).click();
      await page.getByText(w.reasonOther).click();
      await checkEveryViewport(page, language);
      await account.bram.decides(asked.id, 'reject');
      for (const id of [asked.id, bare.id, 'req_nothing']) {
        await page.goto(`/esecure/queue/${id}`);
        await checkEveryViewport(page, language);
      }
    });
  });
}
