// An application that books shipments and checks each shipper over the API first.
import { expect } from '@playwright/test';

/** Body of a check: account, address, and the optional members. */
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

/** Pending verdict of a check that opened a request or found the open one. */
export type Pending = { id: string; page: string };

export class Application {
  constructor(
    readonly name: string,
    private readonly origin: string,
    private readonly key: string,
  ) {}

  /** Authorization header with the application's key. */
  get authorization(): string {
    return `Bearer ${this.key}`;
  }

  /** Sends a check; returns the response, whatever its status. */
  async postCheck(question: Question): Promise<Response> {
    return this.post('checks', question);
  }

  /** Sends a check; returns its verdict. */
  async check(question: Question): Promise<Verdict> {
    const answer = await this.postCheck(question);
    expect(answer.status, await answer.clone().text()).toBe(200);
    return (await answer.json()) as Verdict;
  }

  /** Returns the verdicts for up to a thousand addresses, as a dry run. */
  async checkAll(account: string, emails: string[]): Promise<Pick<Verdict, 'verdict' | 'rule'>[]> {
    const answer = await this.post('checks/batch', { account, emails });
    expect(answer.status, await answer.clone().text()).toBe(200);
    const { results } = (await answer.json()) as { results: Pick<Verdict, 'verdict' | 'rule'>[] };
    return results;
  }

  private async post(what: string, body: object): Promise<Response> {
    return fetch(`${this.origin}/api/v1/${what}`, {
      method: 'POST',
      headers: { authorization: this.authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Checks an unknown shipper; returns the resulting request. */
  async opensRequest(question: Question): Promise<Pending> {
    const { request, ...verdict } = await this.check(question);
    expect(verdict).toEqual({ verdict: 'pending', rule: 'awaiting_decision' });
    if (!request) throw new Error('pending without a request');
    return { id: request.id, page: request.status_url };
  }
}

/** An example shipment with every member set. */
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
