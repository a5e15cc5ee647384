// The operator: activates accounts, adds administrators, registers applications and imports past uses, all by the
// command line while the server runs.
import { Administrator } from './administrator.ts';
import { Application } from './application.ts';
import type { Esecure } from './esecure.ts';
import type { Mailbox } from './mailbox.ts';
import type { Language } from './texts.ts';

/** An activated account with its active administrators. */
export type Account = {
  number: string;
  /** The number as shown in mails, on `/d/` and on `/r/`. */
  masked: string;
  id: string;
  company: string;
  anna: Administrator;
  bram: Administrator;
};

type Wanted = { language?: Language; company?: string; enforced?: boolean };

export class Operator {
  private accounts = 0;

  constructor(
    private readonly esecure: Esecure,
    private readonly mailbox: Mailbox,
  ) {}

  /** Returns a number that no other test on this server uses. */
  nextNumber(): string {
    this.accounts += 1;
    return String(123_456_000 + this.accounts);
  }

  /** Activates an account with two active administrators, Anna and Bram. */
  async activates({ language = 'en', company = 'Voorbeeld B.V.', enforced = false }: Wanted = {}): Promise<Account> {
    const number = this.nextNumber();
    const domain = `voorbeeld-${this.accounts}.example`;
    const anna = this.person(language, 'Anna de Boer', `anna@${domain}`);
    const bram = this.person(language, 'Bram Visser', `bram@${domain}`);
    const id = await this.activate(number, company, anna);
    await this.addsAdministrator(number, bram);
    await anna.becomesActive();
    await bram.becomesActive();
    if (enforced) await anna.switches(id, true);
    return { number, masked: masked(number), id, company, anna, bram };
  }

  /** Activates an account for its first administrator; returns the account's id. */
  async activate(number: string, company: string, first: Administrator): Promise<string> {
    const { name, email, language } = first;
    const output = await this.esecure.cli(
      ...['account', 'activate', number, '--company', company],
      ...['--admin', email, '--admin-name', name, '--locale', language],
    );
    const id = /acc_\w+/.exec(output);
    if (!id) throw new Error(`no account in: ${output}`);
    return id[0];
  }

  /** Adds another administrator. */
  async addsAdministrator(number: string, { email, name }: Administrator): Promise<void> {
    await this.esecure.cli('account', 'administrator', 'add', number, email, '--name', name);
  }

  /** Creates a person who can be added as administrator. */
  person(language: Language, name: string, email: string): Administrator {
    return new Administrator(this.esecure, this.mailbox, language, name, email);
  }

  /** Registers an application, which then uses the key that is printed once. */
  async registers(name: string): Promise<Application> {
    const key = await this.esecure.cli('application', 'register', name, '--scope', 'check');
    return new Application(name, this.esecure.origin, key.trim());
  }

  /** Imports one use of each address in each of these past months. */
  async imports(number: string, addresses: string[], monthsAgo: number[]): Promise<string> {
    const uses = monthsAgo.map((months) => ({ at: before(months), reference: `PO ${months}` }));
    const lines = addresses.flatMap((email) => uses.map(({ at, reference }) => `${number},${email},MyDHL+,${at},${reference}`));
    const csv = ['account,email,application,used_at,reference', ...lines].join('\n');
    return this.esecure.cli('history', 'import', await this.esecure.file(`history-${number}.csv`, csv));
  }
}

/** Masks a number: `•••••6789`. */
export function masked(number: string): string {
  return `•••••${number.slice(-4)}`;
}

/** One day after the same date that many months ago, so that 13 months ago still counts. */
function before(months: number): string {
  // The account's day, which begins up to two hours before the one of UTC.
  const now = new Date(`${new Date().toLocaleString('sv', { timeZone: 'Europe/Amsterdam' })}Z`);
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1, 12));
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(now.getUTCDate(), last));
  if (months > 0) day.setUTCDate(day.getUTCDate() + 1);
  else day.setTime(Date.now() - 60_000);
  return day.toISOString();
}
