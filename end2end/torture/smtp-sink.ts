// A mail server that goes down and up, and stores only the identifying fields of each mail, since thousands arrive.
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type MailSummary = {
  /** The Message-ID. */
  id: string;
  to: string;
  subject: string;
  /** Id of the request that the mail is about; empty for none. */
  about: string;
};

export class SmtpSink {
  /** All mails received, in order, with repeats. */
  readonly mails: MailSummary[] = [];
  private readonly counts = new Map<string, number>();
  private server: SMTPServer | undefined;
  private readonly arrivals = new EventEmitter().setMaxListeners(0);
  private readonly callers = new Set<Socket>();

  /** Uses this port, or any free one. */
  constructor(private port = 0) {}

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Number of mails received about a request. */
  countAbout(request: string): number {
    return this.counts.get(request) ?? 0;
  }

  get isOpen(): boolean {
    return this.server !== undefined;
  }

  /** Opens; after the first time on the same port. */
  async open(): Promise<void> {
    if (this.isOpen) return;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join();
          this.receive(Buffer.concat(chunks), to).then(() => done(), done);
        });
      },
    });
    // Clients that disconnect in the middle are expected here.
    server.on('error', () => {});
    const net = server.server;
    net.on('connection', (caller: Socket) => {
      this.callers.add(caller);
      caller.on('close', () => this.callers.delete(caller));
    });
    await once(server.listen(this.port, '127.0.0.1'), 'listening');
    this.server = server;
    const address = net.address();
    if (address && typeof address !== 'string') this.port = address.port;
  }

  /** Closes like a machine that loses power: open conversations get no reply. */
  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise<void>((done) => server.close(done));
    for (const caller of this.callers) caller.destroy();
    await closed;
  }

  /** Waits for this many more mails. */
  async waitForMore(count: number): Promise<void> {
    for (const wanted = this.mails.length + count; this.mails.length < wanted; ) await once(this.arrivals, 'mail');
  }

  private async receive(raw: Buffer, to: string): Promise<void> {
    const head = raw.subarray(0, raw.indexOf('\r\n\r\n') + 4);
    const { messageId = '', subject = '', references = [] } = await simpleParser(head);
    const about = /<(req_\w+)@/.exec([references].flat().join(' '))?.[1] ?? '';
    this.mails.push({ id: messageId, to, subject, about });
    this.counts.set(about, this.countAbout(about) + 1);
    this.arrivals.emit('mail');
  }
}
