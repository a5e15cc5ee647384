// The load: concurrent workers, each of which retries until it gets a response. Unknown shippers create requests,
// administrators decide them, known shippers ship while their standing changes on the list, and pages are read.
import { setTimeout as pause } from 'node:timers/promises';
import type { Administrator } from '../support/administrator.ts';
import type { Application, Question, Verdict } from '../support/application.ts';
import type { Account } from '../support/operator.ts';
import { type ProbeResult, probe } from './probe.ts';
import type { AcknowledgedRequest, Choice, Log } from './log.ts';
import type { SmtpSink } from './smtp-sink.ts';

/** Pause between two attempts of one worker, in milliseconds. */
const retryDelay = 100;

type Stage = { origin: string; account: Account; portal: Application; post: SmtpSink; log: Log; known: Map<string, string> };

export class Load {
  private running = true;
  private readonly workers: Promise<void>[] = [];
  private readonly claimed = new Set<string>();
  private readonly leaving = new AbortController();

  constructor(private readonly stage: Stage) {}

  start(): void {
    const { anna, bram } = this.stage.account;
    for (const n of [1, 2]) this.repeat((turn) => this.stranger(`stranger-${n}-${turn}@lumen-${turn % 7}.example`));
    for (const [email, id] of this.stage.known) {
      let standing: Choice = 'approve';
      this.repeat(async () => (standing = await this.shipper(email, id, standing)));
    }
    for (const who of [anna, bram]) this.repeat(() => this.decider(who, who === anna ? bram : anna));
    for (const _ of [1, 2, 3]) this.repeat(() => this.follower());
    this.repeat((turn) => this.reader(turn));
  }

  /** Stops the load: every worker finishes its current operation, retrying until it gets a response. */
  async stop(): Promise<void> {
    this.running = false;
    this.leaving.abort();
    await Promise.all(this.workers);
  }

  private repeat(once: (turn: number) => Promise<unknown>): void {
    const work = async () => {
      for (let turn = 1; this.running; turn += 1) {
        await once(turn);
        await pause(retryDelay);
      }
    };
    this.workers.push(work());
  }

  /** Retries until there is a response; `doubt` is called for every response that was cut off. */
  private async retry(send: () => Promise<Response>, fine: number[], doubt = () => {}): Promise<Exclude<ProbeResult, string>> {
    for (;;) {
      const result = await probe(send);
      if (typeof result === 'object' && fine.includes(result.status)) return result;
      if (result !== 'shut') doubt();
      if (result === 'cut off') this.stage.log.count('cutOff');
      else if (typeof result === 'object' && result.status === 503) this.stage.log.count('cannotTell');
      else if (typeof result === 'object') this.stage.log.others.push(`${result.status} ${result.text.slice(0, 200)}`);
      await pause(retryDelay);
    }
  }

  /** Checks an address until there is a verdict; an allowed one is a use. */
  private async verdict(question: Omit<Question, 'account'>): Promise<Verdict> {
    const { log, portal, account } = this.stage;
    const verdicts = log.verdictsFor(question.email);
    const ask = () => portal.postCheck({ account: account.number, locale: 'en', ...question });
    const { text } = await this.retry(ask, [200], () => (verdicts.doubtful += 1));
    const verdict = JSON.parse(text) as Verdict;
    if (verdict.verdict === 'allowed') verdicts.allowed += 1;
    log.count('checks');
    return verdict;
  }

  /** An unknown shipper: the first verdict must open a request. */
  private async stranger(email: string): Promise<void> {
    const { log } = this.stage;
    const verdict = await this.verdict({ email, name: 'Stranger', authenticated: true });
    if (!log.addRequest(email, verdict)) log.contradictions.push(`${email}, unknown: ${verdict.verdict}/${verdict.rule}`);
  }

  /** A known shipper ships three times; then its standing changes on the list. */
  private async shipper(email: string, id: string, standing: Choice): Promise<Choice> {
    for (const _ of [1, 2, 3]) await this.expects(email, standing);
    const { log, account } = this.stage;
    const next = standing === 'approve' ? 'reject' : 'approve';
    const change = () => account.anna.submit('/fn/decide-user', { account: account.id, user: id, choice: next });
    await this.retry(change, [200, 302]);
    log.count('flips');
    if (next === 'reject') log.revoked.set(email, (log.revoked.get(email) ?? 0) + 1);
    return next;
  }

  /** Asserts that the next check follows the acknowledged standing. */
  private async expects(email: string, standing: Choice): Promise<void> {
    const { verdict, rule } = await this.verdict({ email });
    const right = standing === 'approve' ? rule === 'address_approved' : rule === 'address_rejected';
    if (!right) this.stage.log.contradictions.push(`${email}, ${standing} was acknowledged: ${verdict}/${rule}`);
  }

  /** Decides the next open request: four in ten are left open, one in ten is decided by both administrators at once. */
  private async decider(who: Administrator, other: Administrator): Promise<void> {
    const { log } = this.stage;
    const request = log.requests.find((one) => one.place % 10 > 3 && !this.claimed.has(one.id) && this.isReady(one));
    if (!request) return;
    this.claimed.add(request.id);
    if (request.place % 10 === 4) return this.decideConcurrently(request, who, other);
    const choice = request.place % 10 < 8 ? 'approve' : 'reject';
    await this.decide(who, request, choice);
    request.decided = choice;
    log.count('decisions');
    await this.expects(request.email, choice);
  }

  /**
   * Every second request is decided by mail, so only after its mails have arrived; the others at once, from the queue.
   */
  private isReady({ id, place }: AcknowledgedRequest): boolean {
    return place % 2 === 0 || this.stage.post.countAbout(id) >= 3;
  }

  /** Submits until the request is decided. Distinguishes this submit from an earlier one whose response was cut off. */
  private async decide(who: Administrator, { id }: AcknowledgedRequest, choice: Choice): Promise<'won' | 'late' | 'doubtful'> {
    let doubtful = false;
    const { status } = await this.retry(() => who.submit('/fn/decide-request', { 'ids[0]': id, choice }), [200, 302, 409], () => (doubtful = true));
    if (status !== 409) return 'won';
    return doubtful ? 'doubtful' : 'late';
  }

  /** Two administrators submit opposite decisions at once. */
  private async decideConcurrently(request: AcknowledgedRequest, who: Administrator, other: Administrator): Promise<void> {
    const { log } = this.stage;
    const result = await Promise.all([this.decide(who, request, 'approve'), this.decide(other, request, 'reject')]);
    const [approved, rejected] = result;
    if (approved === 'won' && rejected === 'won') log.twice.push(`${request.id}: approved and rejected`);
    else if (approved === 'won' || rejected === 'late') request.decided = 'approve';
    else if (rejected === 'won' || approved === 'late') request.decided = 'reject';
    else request.either = true;
    if (approved === 'late' && rejected === 'late') log.twice.push(`${request.id}: both were told that somebody was first`);
    log.count('decisions');
    log.count('rivalries');
    if (request.decided) await this.expects(request.email, request.decided);
  }

  /** A requester follows an undecided request until the stream ends. */
  private async follower(): Promise<void> {
    const open = this.stage.log.requests.find(({ place }) => place === 0);
    if (!open) return;
    const stream = () => fetch(`${open.page}/live?version=1`, { signal: this.leaving.signal });
    if (typeof (await probe(stream)) === 'object') this.stage.log.count('streams');
  }

  /** Reads pages: a status page, the enforcement page, a request in the queue. */
  private async reader(turn: number): Promise<void> {
    const { log, account, origin } = this.stage;
    const { id, page } = log.requests[(turn * 7) % log.requests.length] ?? {};
    if (!id || !page) return;
    const address = [page, `${origin}/esecure/enforcement?account=${account.id}`, `${origin}/esecure/queue/${id}`][turn % 3] ?? page;
    await this.retry(() => account.bram.get(address), [200]);
    log.count('pages');
  }
}
