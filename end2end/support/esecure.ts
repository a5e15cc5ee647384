// A real server: the binary that `make` built, on a port of its own, with a database of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const house = path.resolve(import.meta.dirname, '../..');
const target = path.resolve(house, process.env.CARGO_TARGET_DIR ?? 'target');
const binary = path.join(target, 'debug/esecure');

/** Where the operator's reminders go. */
export const operatorContact = 'desk@carrier.test';

export class Esecure {
  private log = '';
  private ended = false;

  private constructor(
    readonly origin: string,
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private server: ChildProcess,
  ) {
    this.listen(server);
  }

  private listen(server: ChildProcess): void {
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (this.log += text));
    server.on('exit', () => (this.ended = true));
  }

  /** Starts `esecure serve` on an empty database and waits until it says that it is ready. */
  static async start(smtpUrl: string, extra: NodeJS.ProcessEnv = {}): Promise<Esecure> {
    const folder = await mkdtemp(path.join(tmpdir(), 'esecure-'));
    const address = `127.0.0.1:${await freePort()}`;
    const origin = `http://${address}`;
    const environment = {
      PATH: process.env.PATH,
      ESECURE_LISTEN: address,
      ESECURE_ORIGIN: origin,
      ESECURE_DATABASE_URL: `sqlite://${folder}/esecure.db`,
      ESECURE_SMTP_URL: smtpUrl,
      ESECURE_MAIL_FROM_ESECURE: 'esecure@carrier.test',
      ESECURE_MAIL_FROM_PROFILE: 'dhlSender@carrier.test',
      ESECURE_OPERATOR__CONTACT: operatorContact,
      LEPTOS_OUTPUT_NAME: 'esecure',
      LEPTOS_SITE_ROOT: path.join(target, 'site'),
      LEPTOS_SITE_PKG_DIR: 'pkg',
      ...extra,
    };
    const server = serve(folder, environment);
    const esecure = new Esecure(origin, folder, environment, server);
    await once(server, 'spawn');
    await esecure.ready();
    return esecure;
  }

  /** Runs a command of the same binary against the same database; answers what it printed. */
  async cli(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(binary, words, { cwd: this.folder, env: this.environment });
    return stdout;
  }

  /** Puts a file beside the database, for commands that read one; answers its path. */
  async file(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  /** What the server has written so far. */
  get output(): string {
    return this.log;
  }

  /** Ends the server and starts it again, on the same address and database. */
  async restarts(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    await this.leave();
    await meanwhile();
    this.ended = false;
    this.server = serve(this.folder, this.environment);
    this.listen(this.server);
    await this.ready();
  }

  /** Ends the server as an operator would, and fails if it does not leave, or panicked meanwhile. */
  async stop(): Promise<void> {
    await this.leave();
    await rm(this.folder, { recursive: true, force: true });
    if (this.log.includes('panicked at')) throw new Error(`the server panicked\n${this.log}`);
  }

  private async leave(): Promise<void> {
    if (!this.ended) {
      const left = once(this.server, 'exit', { signal: AbortSignal.timeout(15_000) });
      this.server.kill('SIGTERM');
      await left.catch(() => {
        this.server.kill('SIGKILL');
        throw new Error(`the server did not end within 15 s of SIGTERM\n${this.log}`);
      });
    }
  }

  private async ready(): Promise<void> {
    const end = Date.now() + 30_000;
    while (!this.ended && Date.now() < end) {
      const answer = await fetch(`${this.origin}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(50);
    }
    this.server.kill('SIGKILL');
    throw new Error(`the server is not ready\n${this.log}`);
  }
}

function serve(folder: string, environment: NodeJS.ProcessEnv): ChildProcess {
  return spawn(binary, ['serve'], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
