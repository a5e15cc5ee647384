// The carrier's desk: activates accounts, names administrators, registers applications, imports past uses. All of it
// by the command line, beside the running server.
import { Administrator } from './administrator.ts';
import { Application } from './application.ts';
import type { Esecure } from './esecure.ts';
import type { Mailbox } from './mailbox.ts';
import type { Language } from './words.ts';

/** An activated account with its active administrators. */
export type Account = {
  number: string;
  /** As mails, `/d/` and `/r/` show it. */
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

  /** A number that no other test of this server has. */
  nextNumber(): string {
    this.accounts += 1;
    return String(123_456_000 + this.accounts);
  }

  /** An account with two active administrators, Anna and Bram. */
  async activates({ language = 'en', company = 'Voorbeeld B.V.', enforced = false }: Wanted = {}): Promise<Account> {
    const number = this.nextNumber();
    const domain = `voorbeeld-${this.accounts}.example`;
    const anna = this.person(language, 'Anna de Boer', `anna@${domain}`);
    const bram = this.person(language, 'Bram Visser', `bram@${domain}`);
    const id = await this.activate(number, company, anna);
    await this.names(number, bram);
    await anna.becomesActive();
    await bram.becomesActive();
    if (enforced) await anna.switches(id, true);
    return { number, masked: masked(number), id, company, anna, bram };
  }

  /** Activates an account for its first administrator; answers the account's identifier. */
  async activate(number: string, company: string, first: Administrator): Promise<string> {
    const { name, email, language } = first;
    const said = await this.esecure.cli(
      ...['account', 'activate', number, '--company', company],
      ...['--admin', email, '--admin-name', name, '--locale', language],
    );
    const id = /acc_\w+/.exec(said);
    if (!id) throw new Error(`no account in: ${said}`);
    return id[0];
  }

  /** Names a further administrator. */
  async names(number: string, { email, name }: Administrator): Promise<void> {
    await this.esecure.cli('account', 'administrator', 'add', number, email, '--name', name);
  }

  /** Somebody who may be named as administrator. */
  person(language: Language, name: string, email: string): Administrator {
    return new Administrator(this.esecure, this.mailbox, language, name, email);
  }

  /** Registers an application; it asks with the key that is printed once. */
  async registers(name: string): Promise<Application> {
    const key = await this.esecure.cli('application', 'register', name, '--scope', 'check');
    return new Application(name, this.esecure.origin, key.trim());
  }

  /** Imports a use of each address in each of these months before now. */
  async imports(number: string, addresses: string[], monthsAgo: number[]): Promise<string> {
    const uses = monthsAgo.map((months) => ({ at: before(months), reference: `PO ${months}` }));
    const lines = addresses.flatMap((email) => uses.map(({ at, reference }) => `${number},${email},MyDHL+,${at},${reference}`));
    const csv = ['account,email,application,used_at,reference', ...lines].join('\n');
    return this.esecure.cli('history', 'import', await this.esecure.file(`history-${number}.csv`, csv));
  }
}

/** `•••••6789`. */
export function masked(number: string): string {
  return `•••••${number.slice(-4)}`;
}

/** A day later than the same date so many months ago, so that 13 months ago still counts. */
function before(months: number): string {
  const now = new Date();
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1, 12));
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  day.setUTCDate(Math.min(now.getUTCDate(), last));
  if (months > 0) day.setUTCDate(day.getUTCDate() + 1);
  else day.setTime(now.getTime() - 60_000);
  return day.toISOString();
}
