// An administrator of an account. Steps outside a test's subject are done here without a browser, by the same server
// functions.
import { type BrowserContext, expect } from '@playwright/test';
import type { Esecure } from './esecure.ts';
import { type Mailbox, plain } from './mailbox.ts';
import { type Language, texts } from './texts.ts';

/** A row of the list of users. */
export type Listed = { id: string; uses: number; says: string };

export class Administrator {
  readonly password = 'grijze fiets bij de molen';
  readonly phone = '+31 10 555 01 23';
  private session = '';
  /** Profile for which the last page was rendered; forms send it back. */
  private profile = '';

  constructor(
    private readonly esecure: Esecure,
    private readonly mailbox: Mailbox,
    readonly language: Language,
    readonly name: string,
    readonly email: string,
  ) {}

  /** Follows the *Create password* mail, signs in and accepts the terms, and so becomes active. */
  async becomesActive(): Promise<void> {
    await this.createsPassword();
    await this.signsIn();
    await this.acceptsTerms();
  }

  /** Follows the *Create password* mail. */
  async createsPassword(): Promise<void> {
    const mail = await this.mailbox.next({ to: this.email, subject: texts[this.language].createPassword });
    const { name, phone, password, language: locale } = this;
    await this.post(mail.link(texts[this.language].createPassword), { name, phone, password, locale });
  }

  /** Signs in, without a browser. */
  async signsIn(): Promise<void> {
    const answer = await this.post('/sign-in', { email: this.email, password: this.password });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('esecure_session='));
    if (!cookie) throw new Error(`${this.email} could not sign in: ${answer.status}`);
    this.session = cookie.split(';')[0] ?? '';
    this.profile = /data-profile="(\w+)"/.exec(await this.read('/profile'))?.[1] ?? '';
    expect(this.profile, 'the page names its profile').not.toBe('');
  }

  /** Ends the session, also in every browser that got it from `signsInto`. */
  async signsOut(): Promise<void> {
    await this.post('/sign-out', {});
  }

  /** Gives this person's session cookie to a browser. */
  async signsInto(context: BrowserContext): Promise<void> {
    const [name = '', value = ''] = this.session.split('=', 2);
    await context.addCookies([{ name, value, url: this.esecure.origin, httpOnly: true, sameSite: 'Lax' }]);
  }

  async acceptsTerms(): Promise<void> {
    await this.post('/fn/accept-terms', { version: '1' });
  }

  /** Switches enforcement, with the password. */
  async switches(account: string, on: boolean, open: 'keep' | 'close' = 'keep'): Promise<void> {
    await this.post('/fn/switch-enforcement', { account, on: String(on), password: this.password, open });
  }

  /** Schedules enforcement, with the password. */
  async plans(account: string, form: { when: 'date' | 'now'; date: string; time: string; tell?: string }): Promise<void> {
    const { when, date, time, tell = 'false' } = form;
    const moment = { 'form[now]': String(when === 'now'), 'form[date]': date, 'form[time]': time, 'form[tell]': tell };
    await this.post('/fn/schedule-switch', { account, ...moment, password: this.password });
  }

  /** Cancels the schedule of enforcement, with the password. */
  async cancelsSchedule(account: string): Promise<void> {
    await this.post('/fn/cancel-schedule', { account, password: this.password });
  }

  /** Authorises a domain name, whose addresses may then ship. */
  async authorises(account: string, domain: string, with_subdomains = false): Promise<void> {
    await this.post('/fn/add-domain', { account, list: 'authorised', domain, with_subdomains: String(with_subdomains) });
  }

  /** Approves an address, even one that has never shipped. */
  async adds(account: string, email: string): Promise<void> {
    await this.post('/fn/add-user', { account, email });
  }

  /** Decides a request in the queue. */
  async decides(id: string, choice: 'approve' | 'reject'): Promise<void> {
    await this.post('/fn/decide-request', { 'ids[0]': id, choice });
  }

  /** Decides about an address on the list of users. */
  async decidesUser(account: string, user: string, choice: 'approve' | 'reject'): Promise<void> {
    await this.post('/fn/decide-user', { account, user, choice });
  }

  /** Approves one's own address, with the password; allowed for a sole administrator only. */
  async approvesOwn(account: string, user: string): Promise<void> {
    await this.post('/fn/approve-own-user', { account, user, password: this.password });
  }

  /** Reads one page of the list of users, keyed by address: id, uses, and the row's text. */
  async listed(account: string, page = 1): Promise<Map<string, Listed>> {
    const html = await this.read(`/esecure/users?${new URLSearchParams({ account, page: String(page) })}`);
    const rows = [...html.matchAll(/<tr role="row">(?:(?!<\/tr>).)*?\bid="user-(\w+)".*?<\/tr>/gs)];
    return new Map(
      rows.map(([row, id = '']) => {
        const cell = (of: RegExp) => plain(of.exec(row)?.[1] ?? '');
        const email = cell(/class="(?:who )?addr">(.*?)<\/span>/s).replaceAll(' ', '');
        return [email, { id, uses: Number(cell(/class="bare">(.*?)<\/span>/s)), says: plain(row) }];
      }),
    );
  }

  /** Shows name, address and phone number to requesters. */
  async sharesContact(): Promise<void> {
    await this.post('/fn/share-contact', { on: 'true' });
  }

  /** Submits a form with this person's session; returns the response, whatever its status. */
  async submit(address: string, form: Record<string, string>): Promise<Response> {
    return fetch(new URL(address, this.esecure.origin), {
      method: 'POST',
      headers: { cookie: this.session, 'accept-language': this.language },
      body: new URLSearchParams({ ...form, ...(this.profile && { page_profile: this.profile }) }),
      redirect: 'manual',
    });
  }

  /** Requests a page with this person's session; returns the response, whatever its status. */
  async get(address: string): Promise<Response> {
    return fetch(new URL(address, this.esecure.origin), { headers: { cookie: this.session, 'accept-language': this.language } });
  }

  /** Reads a page with this person's session. */
  async read(address: string): Promise<string> {
    const answer = await this.get(address);
    expect(answer.status, address).toBe(200);
    return answer.text();
  }

  /** Submits a form; fails the test if refused. */
  private async post(address: string, form: Record<string, string>): Promise<Response> {
    const answer = await this.submit(address, form);
    expect(answer.status, `${address}: ${answer.status < 400 ? '' : await answer.clone().text()}`).toBeLessThan(400);
    return answer;
  }
}
