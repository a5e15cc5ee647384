// Client-side log of everything that the server acknowledged, in the order of arrival.
import type { Verdict } from '../support/application.ts';

export type Choice = 'approve' | 'reject';

/** A request acknowledged to an application. */
export type AcknowledgedRequest = {
  email: string;
  id: string;
  page: string;
  /** Number of requests acknowledged before. */
  place: number;
  /** The acknowledged decision. */
  decided?: Choice;
  /** Both decisions were submitted at once and both responses were cut off: one of them counts. */
  either?: boolean;
};

/** Verdicts received for an address. */
export type ReceivedVerdicts = {
  /** Allowed, under enforcement: one use each. */
  allowed: number;
  /** Cut off: possibly a use. */
  doubtful: number;
};

export class Log {
  readonly requests: AcknowledgedRequest[] = [];
  readonly verdicts = new Map<string, ReceivedVerdicts>();
  /** Number of rejections after an approval on the list, per address. */
  readonly revoked = new Map<string, number>();
  /** Responses that contradict earlier acknowledged ones. */
  readonly contradictions: string[] = [];
  /** Requests with two different acknowledged decisions. */
  readonly twice: string[] = [];
  /** Responses other than a verdict, a decision or a conflict with an earlier decision. */
  readonly others: string[] = [];
  readonly counts = { checks: 0, decisions: 0, rivalries: 0, flips: 0, pages: 0, streams: 0, cutOff: 0, cannotTell: 0 };
  private readonly waiting: { at: number; wake: () => void }[] = [];

  /** Number of acknowledged operations of any kind. */
  get acknowledged(): number {
    return this.counts.checks + this.counts.decisions + this.counts.flips;
  }

  /** Waits until this many more operations have been acknowledged. */
  async waitForMore(count: number): Promise<void> {
    const at = this.acknowledged + count;
    await new Promise<void>((wake) => this.waiting.push({ at, wake }));
  }

  addRequest(email: string, { request }: Verdict): AcknowledgedRequest | undefined {
    if (!request) return undefined;
    const opened = { email, id: request.id, page: request.status_url, place: this.requests.length };
    this.requests.push(opened);
    return opened;
  }

  verdictsFor(email: string): ReceivedVerdicts {
    const verdicts = this.verdicts.get(email) ?? { allowed: 0, doubtful: 0 };
    this.verdicts.set(email, verdicts);
    return verdicts;
  }

  count(what: keyof Log['counts']): void {
    this.counts[what] += 1;
    for (const [at, { at: wanted, wake }] of [...this.waiting.entries()].reverse()) {
      if (wanted > this.acknowledged) continue;
      this.waiting.splice(at, 1);
      wake();
    }
  }
}
