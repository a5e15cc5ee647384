// A TCP proxy to the mail server that slows the server's replies to one byte per second, until it is unthrottled.
import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

export class ThrottledProxy {
  private readonly answers = new Set<Answer>();
  private readonly server: Server;
  private slow = true;
  /** Number of reply bytes forwarded while slow. */
  bytes = 0;

  private constructor(to: URL) {
    this.server = createServer((caller) => {
      const mail = connect(Number(to.port), to.hostname);
      const answer = new Answer(caller, () => (this.bytes += 1));
      this.answers.add(answer);
      caller.pipe(mail);
      mail.on('data', (chunk: Buffer) => answer.add(chunk));
      for (const [one, other] of [[caller, mail], [mail, caller]] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => {
          other.destroy();
          answer.stop();
          this.answers.delete(answer);
        });
      }
      if (!this.slow) answer.flows();
    });
  }

  /** Opens a proxy to the mail server at `url`. */
  static async to(url: string): Promise<ThrottledProxy> {
    const line = new ThrottledProxy(new URL(url));
    await once(line.server.listen(0, '127.0.0.1'), 'listening');
    return line;
  }

  /** Value for ESECURE_SMTP_URL. */
  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return `smtp://127.0.0.1:${address.port}`;
  }

  /** Forwards replies at full speed from now on. */
  unthrottle(): void {
    this.slow = false;
    for (const answer of this.answers) answer.flows();
  }

  async close(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The mail server's replies on one connection, forwarded byte by byte. */
class Answer {
  private waiting = Buffer.alloc(0);
  private flowing = false;
  private readonly second: NodeJS.Timeout;

  constructor(
    private readonly caller: Socket,
    byteWent: () => void,
  ) {
    this.second = setInterval(() => {
      if (this.waiting.length === 0) return;
      this.caller.write(this.waiting.subarray(0, 1));
      this.waiting = this.waiting.subarray(1);
      byteWent();
    }, 1_000);
  }

  add(chunk: Buffer): void {
    if (this.flowing) this.caller.write(chunk);
    else this.waiting = Buffer.concat([this.waiting, chunk]);
  }

  flows(): void {
    this.stop();
    this.flowing = true;
    if (this.waiting.length > 0) this.caller.write(this.waiting);
  }

  stop(): void {
    clearInterval(this.second);
  }
}
