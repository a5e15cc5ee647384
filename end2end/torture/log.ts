// The outside log: what was acknowledged to whoever stood at the door, in the order in which they heard it.
import type { Verdict } from '../support/application.ts';

export type Choice = 'approve' | 'reject';

/** A request that an application was told of. */
export type Asked = {
  email: string;
  id: string;
  page: string;
  /** How many requests had been acknowledged before. */
  place: number;
  /** The decision that was acknowledged. */
  decided?: Choice;
  /** Both were pressed at once and both answers were cut off: one of them counts. */
  either?: boolean;
};

/** What applications were told about an address. */
export type Told = {
  /** Allowed, while enforced: a use each. */
  allowed: number;
  /** Cut off: may have been a use. */
  doubtful: number;
};

export class Log {
  readonly asked: Asked[] = [];
  readonly told = new Map<string, Told>();
  /** How often each address was rejected after an approval, by the list. */
  readonly revoked = new Map<string, number>();
  /** Answers that contradict what had been acknowledged before. */
  readonly contradictions: string[] = [];
  /** Requests for which two different decisions were both acknowledged. */
  readonly twice: string[] = [];
  /** Answers that are neither a verdict, nor a decision, nor "somebody was first". */
  readonly others: string[] = [];
  readonly counts = { checks: 0, decisions: 0, rivalries: 0, flips: 0, pages: 0, streams: 0, cutOff: 0, cannotTell: 0 };
  private readonly waiting: { at: number; wake: () => void }[] = [];

  /** What was acknowledged so far, of whatever kind. */
  get acknowledged(): number {
    return this.counts.checks + this.counts.decisions + this.counts.flips;
  }

  /** Waits until so many more have been acknowledged. */
  async more(count: number): Promise<void> {
    const at = this.acknowledged + count;
    await new Promise<void>((wake) => this.waiting.push({ at, wake }));
  }

  opened(email: string, { request }: Verdict): Asked | undefined {
    if (!request) return undefined;
    const asked = { email, id: request.id, page: request.status_url, place: this.asked.length };
    this.asked.push(asked);
    return asked;
  }

  use(email: string): Told {
    const told = this.told.get(email) ?? { allowed: 0, doubtful: 0 };
    this.told.set(email, told);
    return told;
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
