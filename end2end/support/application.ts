// A system that books shipments and asks first, as any other over the API.
import { expect } from '@playwright/test';

/** What an application may tell beside account and address. */
export type Question = {
  account: string;
  email: string;
  name?: string;
  locale?: string;
  authenticated?: boolean;
  dry_run?: boolean;
  shipment?: object;
};

export type Verdict = {
  verdict: 'allowed' | 'pending' | 'denied';
  rule: string;
  request: { id: string; status_url: string } | null;
};

/** A verdict that opened a request, or found the open one. */
export type Pending = { id: string; page: string };

export class Application {
  constructor(
    readonly name: string,
    private readonly origin: string,
    private readonly key: string,
  ) {}

  /** What it proves itself with. */
  get authorization(): string {
    return `Bearer ${this.key}`;
  }

  /** Asks about a shipper; answers whatever comes back. */
  async sends(question: Question): Promise<Response> {
    return this.posts('checks', question);
  }

  /** The verdict about a shipper. */
  async asks(question: Question): Promise<Verdict> {
    const answer = await this.sends(question);
    expect(answer.status, await answer.clone().text()).toBe(200);
    return (await answer.json()) as Verdict;
  }

  /** The verdicts about up to a thousand shippers, as a dry run. */
  async asksAll(account: string, emails: string[]): Promise<Pick<Verdict, 'verdict' | 'rule'>[]> {
    const answer = await this.posts('checks/batch', { account, emails });
    expect(answer.status, await answer.clone().text()).toBe(200);
    const { results } = (await answer.json()) as { results: Pick<Verdict, 'verdict' | 'rule'>[] };
    return results;
  }

  private async posts(what: string, body: object): Promise<Response> {
    return fetch(`${this.origin}/api/v1/${what}`, {
      method: 'POST',
      headers: { authorization: this.authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** The request that an unknown shipper becomes. */
  async isRefused(question: Question): Promise<Pending> {
    const { request, ...verdict } = await this.asks(question);
    expect(verdict).toEqual({ verdict: 'pending', rule: 'awaiting_decision' });
    if (!request) throw new Error('pending without a request');
    return { id: request.id, page: request.status_url };
  }
}

/** A shipment as an application describes it, with all that it can tell. */
export const shipment = {
  reference: 'PO-88213',
  origin: { country: 'NL', city: 'Rotterdam', company: 'Lumen Lab' },
  destination: { country: 'FR', city: 'Lyon', company: 'Optique du Rhône' },
  pieces: 2,
  weight_kg: 4.2,
  value: { amount: '1850.00', currency: 'EUR' },
  message: 'Return of the calibration set. Jonas asked us to send it on your number.',
  draft: 'https://shipping.example/drafts/88213',
};
