// An SMTP server on loopback that stores the mails it receives and hands them out to tests.
import { EventEmitter, once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** Criteria for a mail. */
export type Wanted = { to: string; subject?: string | RegExp };

export class ReceivedMail {
  constructor(
    /** The raw message. */
    readonly raw: string,
    /** The SMTP envelope. */
    readonly envelope: { from: string; to: string[] },
    private readonly parsed: ParsedMail,
  ) {}

  get from(): string {
    return this.parsed.from?.value[0]?.address ?? '';
  }
  get subject(): string {
    return this.parsed.subject ?? '';
  }
  get text(): string {
    return this.parsed.text ?? '';
  }
  get html(): string {
    return this.parsed.html || '';
  }
  header(name: string): string {
    return String(this.parsed.headers.get(name.toLowerCase()) ?? '');
  }

  /** Returns the URL of the link or button with the text `name`. */
  link(name: string): string {
    const anchors = [...this.html.matchAll(/<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)<\/a>/gis)];
    const found = anchors.find(([, , inner]) => plain(inner ?? '') === name);
    if (found?.[1] === undefined) {
      const names = anchors.map(([, , inner]) => plain(inner ?? '')).join(' | ');
      throw new Error(`no link "${name}" in "${this.subject}", only: ${names}`);
    }
    return plain(found[1]);
  }

  /** All URLs in both parts, without duplicates. */
  get links(): string[] {
    const html = [...this.html.matchAll(/\bhref="([^"]*)"/gi)].map(([, href]) => plain(href ?? ''));
    const text = [...this.text.matchAll(/\bhttps?:\/\/[^\s<>"]+/g)].map(([address]) => address);
    return [...new Set([...html, ...text])];
  }

  /** The one-time code in the mail. */
  get code(): string {
    const code = /(?<!\d)\d{6}(?!\d)/.exec(this.text);
    if (!code) throw new Error(`no six-digit code in "${this.subject}"`);
    return code[0];
  }

  matches({ to, subject }: Wanted): boolean {
    const recipient = this.envelope.to.some((address) => address.toLowerCase() === to.toLowerCase());
    const line = subject === undefined || (typeof subject === 'string' ? this.subject.includes(subject) : subject.test(this.subject));
    return recipient && line;
  }
}

export class Mailbox {
  /** All mails received, in order, including those handed out. */
  readonly mails: ReceivedMail[] = [];
  private readonly waiting: ReceivedMail[] = [];
  private readonly arrivals = new EventEmitter().setMaxListeners(0);
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
        this.receive(Buffer.concat(chunks), envelope).then(() => done(), done);
      });
    },
  });

  /** Opens the mailbox; `url` is the value for ESECURE_SMTP_URL. */
  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    const listener = mailbox.server.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return mailbox;
  }

  get url(): string {
    const address = this.server.server.address();
    if (address === null || typeof address === 'string') throw new Error('the mailbox is closed');
    return `smtp://127.0.0.1:${address.port}`;
  }

  /** Returns the next matching mail: one received and not handed out yet, else the first to arrive. */
  async next(wanted: Wanted, within = 60_000): Promise<ReceivedMail> {
    const end = AbortSignal.timeout(within);
    for (;;) {
      const at = this.waiting.findIndex((mail) => mail.matches(wanted));
      const [mail] = at < 0 ? [] : this.waiting.splice(at, 1);
      if (mail) return mail;
      await once(this.arrivals, 'mail', { signal: end }).catch(() => {
        const seen = this.mails.map(({ envelope, subject }) => `  ${envelope.to.join(', ')}: ${subject}`).join('\n');
        throw new Error(`no mail to ${wanted.to} with subject ${wanted.subject ?? '(any)'}; came so far:\n${seen}`);
      });
    }
  }

  /** Drops pending mails, so that those of an earlier test are not handed out later. */
  discardPending(): void {
    this.waiting.length = 0;
  }

  /** Returns all matching mails received so far. */
  received(wanted: Wanted): ReceivedMail[] {
    return this.mails.filter((mail) => mail.matches(wanted));
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.server.close(closed));
  }

  private async receive(raw: Buffer, envelope: ReceivedMail['envelope']): Promise<void> {
    const mail = new ReceivedMail(raw.toString('latin1'), envelope, await simpleParser(raw));
    this.mails.push(mail);
    this.waiting.push(mail);
    this.arrivals.emit('mail');
  }
}

/** Converts HTML to plain text: no tags, no entities, single spaces. */
export function plain(html: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
  return html
    .replace(/<!--.*?-->|<[^>]*>/gs, '')
    .replace(/&#x([0-9a-f]+);/gi, (_, digits: string) => String.fromCodePoint(parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replace(/&(\w+);/g, (entity, name: string) => named[name] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}
