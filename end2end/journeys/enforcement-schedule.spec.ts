// Scheduled enforcement: set, changed and cancelled with the password; and the mail that lets undecided users
// request in advance. A server's clock cannot be advanced here; server/tests/it/enforcement_schedule.rs covers the switch itself,
// and that it happens once.
import type { Account } from '../support/operator.ts';
import { expectAccessible, expect, expectNoOverflow, phone, test } from '../support/fixtures.ts';
import { languages, texts } from '../support/texts.ts';

const says = {
  en: {
    title: 'Enforcement',
    now: 'Now',
    onADate: 'On a date',
    date: 'Date',
    time: 'Time',
    place: 'Time in Amsterdam',
    tell: 'Email the 2 undecided addresses now, so they can ask in time',
    switchOnNow: 'Switch on now',
    set: (when: string) => `Set for ${when}`,
    when: (day: number, month: string, year: string, time: string) => `${day} ${month}${year}, ${time}`,
    ask: (when: string) => `Switch on ${when}?`,
    setTheDate: 'Set the date',
    keepOff: 'Keep it off',
    isSet: 'A date is set',
    done: 'The date is set. All administrators will be emailed.',
    badge: (when: string) => `Off until ${when}`,
    mailed: '2 undecided addresses have been emailed',
    another: 'Set another date, or switch on now',
    callOff: 'Call it off',
    askCallOff: (when: string) => `Call off ${when}?`,
    calledOff: 'Switching on is called off. Enforcement stays off.',
    passed: 'This time has passed. Choose a later one, or switch on now.',
    gap: 'The next time is 03:00.',
    mailSet: 'A date is set for switching on',
    mailChanged: 'Another date is set',
    mailOff: 'has been called off',
    mailAsk: 'You need approval',
    mailButton: 'Ask for approval',
    button: 'Ask for approval',
    message: 'Message (optional)',
    off: "You don't need approval",
    allowed: 'You may ship',
    locale: 'en-GB',
  },
  nl: {
    title: 'Beveiliging',
    now: 'Nu',
    onADate: 'Op een datum',
    date: 'Datum',
    time: 'Tijd',
    place: 'Tijd in Amsterdam',
    tell: 'De 2 onbesliste adressen nu e‑mailen, zodat ze op tijd kunnen aanvragen',
    switchOnNow: 'Nu inschakelen',
    set: (when: string) => `Instellen op ${when}`,
    when: (day: number, month: string, year: string, time: string) => `${day} ${month}${year}, ${time} uur`,
    ask: (when: string) => `Inschakelen op ${when}?`,
    setTheDate: 'Datum instellen',
    keepOff: 'Uit laten',
    isSet: 'Er is een datum ingesteld',
    done: 'De datum is ingesteld. Alle beheerders krijgen een e‑mail.',
    badge: (when: string) => `Uit tot ${when}`,
    mailed: '2 onbesliste adressen hebben een e‑mail gekregen',
    another: 'Andere datum instellen, of nu inschakelen',
    callOff: 'Ervan afzien',
    askCallOff: (when: string) => `Afzien van ${when}?`,
    calledOff: 'Het inschakelen gaat niet door. De beveiliging blijft uit.',
    passed: 'Dit tijdstip is voorbij. Kies een later tijdstip, of schakel nu in.',
    gap: 'De eerstvolgende tijd is 03:00.',
    mailSet: 'Datum ingesteld',
    mailChanged: 'Andere datum ingesteld',
    mailOff: 'gaat niet door',
    mailAsk: 'U hebt goedkeuring nodig',
    mailButton: 'Goedkeuring aanvragen',
    button: 'Goedkeuring vragen',
    message: 'Bericht (optioneel)',
    off: 'U hebt geen goedkeuring nodig',
    allowed: 'U mag verzenden',
    locale: 'nl',
  },
};

/** A date ahead, in the format of the field and as shown on pages. */
function daysAhead(days: number, locale: string) {
  const at = new Date(Date.now() + days * 86_400_000);
  const year = at.getFullYear() === new Date().getFullYear() ? '' : ` ${at.getFullYear()}`;
  const month = new Intl.DateTimeFormat(locale, { month: 'long' }).format(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return { field: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, day: at.getDate(), month, year };
}

/** Domain of an account's shippers. */
const domain = ({ number }: Account) => `lab-${number.slice(-3)}.example`;

/** The date within a year on which clocks go forward in Amsterdam: the last Sunday of March. */
function springForward(): string {
  const now = new Date();
  const last = (year: number) => {
    const day = new Date(Date.UTC(year, 2, 31));
    day.setUTCDate(31 - day.getUTCDay());
    return day;
  };
  const day = last(now.getFullYear()) > now ? last(now.getFullYear()) : last(now.getFullYear() + 1);
  return day.toISOString().slice(0, 10);
}

for (const language of languages) {
  const [w, s] = [texts[language], says[language]];

  for (const [where, device] of Object.entries({ 'at a desk': {}, 'on a phone': phone })) {
    test.describe(`scheduled enforcement, ${where}, in ${language}`, () => {
      test.use({ locale: w.locale, timezoneId: 'America/New_York' });

      test('is set, changed and cancelled', async ({ browser, watch, allowed, mailbox, operator }) => {
        allowed.push(/status of 422/);
        const account = await operator.activates({ language });
        const { anna, bram } = account;
        await operator.imports(account.number, [`ann@${domain(account)}`, `bob@${domain(account)}`], [0]);
        const context = await browser.newContext({ ...device, locale: w.locale, timezoneId: 'America/New_York' });
        await watch(context);
        await anna.signsInto(context);
        const page = await context.newPage();
        await page.goto('/esecure/enforcement');
        const card = page.getByRole('complementary');
        await expect(card).toContainText(s.place);
        await expect(card.getByRole('radio', { name: s.onADate })).toBeChecked();
        await expectNoOverflow(page);
        await expectAccessible(page);

        // The button names its effect.
        const day = daysAhead(9, s.locale);
        const when = s.when(day.day, day.month, day.year, '09:30');
        await card.getByLabel(s.date, { exact: true }).fill(day.field);
        await card.getByLabel(s.time, { exact: true }).fill('09:30');
        await expect(card.getByRole('button', { name: s.set(when), exact: true })).toBeVisible();
        await card.getByRole('radio', { name: s.now }).check();
        await expect(card.getByRole('button', { name: s.switchOnNow, exact: true })).toBeVisible();
        await expect(card.getByLabel(s.date, { exact: true })).toBeHidden();
        await card.getByRole('radio', { name: s.onADate }).check();
        await expect(card.getByLabel(s.tell)).toBeChecked();
        await card.getByRole('button', { name: s.set(when), exact: true }).click();

        const question = page.getByRole('dialog');
        await expect(question.getByRole('heading', { name: s.ask(when) })).toBeVisible();
        await expect(question.getByLabel(w.yourPassword)).toBeFocused();
        await expectNoOverflow(page);
        await expectAccessible(page);
        await question.getByLabel(w.yourPassword).fill('not the password at all');
        await question.getByRole('button', { name: s.setTheDate }).click();
        await expect(question.getByText(w.notYourPassword)).toBeVisible();
        await expect(question.getByRole('heading', { name: s.ask(when) })).toBeVisible();
        await question.getByLabel(w.yourPassword).fill(anna.password);
        await question.getByRole('button', { name: s.setTheDate }).click();
        await expect(page.getByRole('status').filter({ hasText: s.done })).toBeVisible();
        await expect(page.getByText(s.badge(when))).toBeVisible();
        for (const { email } of [anna, bram]) await mailbox.next({ to: email, subject: s.mailSet });
        await mailbox.next({ to: `ann@${domain(account)}`, subject: s.mailAsk });
        await expect.poll(async () => (await page.reload(), card.textContent())).toContain(s.mailed);
        await expect(card.getByRole('heading', { name: s.isSet })).toBeVisible();
        await expectNoOverflow(page);
        await expectAccessible(page);

        // Changes the time.
        const later = daysAhead(12, s.locale);
        const then = s.when(later.day, later.month, later.year, '07:00');
        await card.getByText(s.another).click();
        await card.getByLabel(s.date, { exact: true }).fill(later.field);
        await card.getByLabel(s.time, { exact: true }).fill('07:00');
        await card.getByLabel(s.tell).uncheck();
        await expectNoOverflow(page);
        await expectAccessible(page);
        await card.getByRole('button', { name: s.set(then), exact: true }).click();
        await question.getByLabel(w.yourPassword).fill(anna.password);
        await question.getByRole('button', { name: s.setTheDate }).click();
        await expect(page.getByText(s.badge(then))).toBeVisible();
        await mailbox.next({ to: bram.email, subject: s.mailChanged });

        // Cancels the schedule.
        await card.getByRole('button', { name: s.callOff }).click();
        await expect(question.getByRole('heading', { name: s.askCallOff(then) })).toBeVisible();
        await expectAccessible(page);
        await question.getByLabel(w.yourPassword).fill('not the password at all');
        await question.getByRole('button', { name: s.callOff }).click();
        await expect(question.getByText(w.notYourPassword)).toBeVisible();
        await question.getByLabel(w.yourPassword).fill(anna.password);
        await question.getByRole('button', { name: s.callOff }).click();
        await expect(page.getByRole('status').filter({ hasText: s.calledOff })).toBeVisible();
        await expect(card.getByRole('radio', { name: s.onADate })).toBeChecked();
        await mailbox.next({ to: bram.email, subject: s.mailOff });
        await context.close();
      });
    });
  }

  test.describe(`an invalid time in ${language}`, () => {
    test.use({ locale: w.locale });

    test('is refused at its field before the password', async ({ page, context, operator, allowed }) => {
      allowed.push(/status of 422/);
      const account = await operator.activates({ language });
      await account.anna.signsInto(context);
      const card = page.getByRole('complementary');
      const asks = async (date: string, time: string) => {
        await page.goto('/esecure/enforcement');
        await card.getByLabel(s.date, { exact: true }).fill(date);
        await card.getByLabel(s.time, { exact: true }).fill(time);
        await card.getByRole('button', { name: s.set('') }).click();
        await expect(card.getByLabel(s.date, { exact: true })).toHaveValue(date);
        await expect(card.getByLabel(s.time, { exact: true })).toHaveValue(time);
        await expect(page.getByRole('dialog')).toHaveCount(0);
      };
      await asks(daysAhead(-2, s.locale).field, '08:00');
      await expect(card.getByText(s.passed)).toBeVisible();
      await expect(card.getByLabel(s.date, { exact: true })).toBeFocused();
      await expectNoOverflow(page);
      await expectAccessible(page);
      await asks(springForward(), '02:30');
      await expect(card.getByText(s.gap)).toBeVisible();
      await expect(card.getByLabel(s.time, { exact: true })).toBeFocused();
    });
  });

  test.describe(`a request in advance in ${language}`, () => {
    for (const javaScriptEnabled of [true, false]) {
      test(`opens from the mail’s link, ${javaScriptEnabled ? 'with' : 'without'} script`, async ({ mailbox, operator, visitor }) => {
        const account = await operator.activates({ language });
        const { anna } = account;
        const [ann, bob] = ['ann', 'bob'].map((name) => `${name}-${javaScriptEnabled}@${domain(account)}`) as [string, string];
        await operator.imports(account.number, [ann, bob], [0]);
        const day = daysAhead(9, s.locale);

        const desk = await visitor({ locale: w.locale });
        await anna.signsInto(desk.context());
        await desk.goto('/esecure/enforcement');
        const card = desk.getByRole('complementary');
        await card.getByLabel(s.date, { exact: true }).fill(day.field);
        await card.getByRole('button', { name: s.set('') }).click();
        const question = desk.getByRole('dialog');
        await question.getByLabel(w.yourPassword).fill(anna.password);
        await question.getByRole('button', { name: s.setTheDate }).click();
        await expect(desk.getByRole('status').filter({ hasText: s.done })).toBeVisible();

        const mail = await mailbox.next({ to: ann, subject: s.mailAsk });
        expect(mail.raw).not.toContain(account.number);
        const page = await visitor({ ...phone, locale: w.locale, javaScriptEnabled });
        await page.goto(mail.link(s.mailButton));
        await expect(page.getByRole('heading', { name: s.button })).toBeVisible();
        await expect(page.getByText(ann)).toBeVisible();
        await expectNoOverflow(page);
        await expectAccessible(page);
        expect(mailbox.received({ to: anna.email, subject: w.approvalRequest }).length, 'opening it asks nothing').toBe(0);
        await page.getByLabel(s.message).fill('Weekly returns for Jonas');
        await page.getByRole('button', { name: s.button }).click();
        await expect(page).toHaveURL(/\/r\//);
        await expect(page.getByText('Weekly returns for Jonas')).toBeVisible();
        await mailbox.next({ to: anna.email, subject: w.approvalRequest });

        // Bob is approved on the list in the meantime; once the schedule is cancelled, no request is needed.
        const other = (await mailbox.next({ to: bob, subject: s.mailAsk })).link(s.mailButton);
        const users = await anna.listed(account.id);
        await anna.decidesUser(account.id, users.get(bob)?.id ?? '', 'approve');
        await page.goto(other);
        await expect(page.getByRole('heading', { name: s.allowed })).toBeVisible();
        await anna.cancelsSchedule(account.id);
        await page.goto(other);
        await expect(page.getByRole('heading', { name: s.off })).toBeVisible();
        await expectAccessible(page);
      });
    }
  });
}
