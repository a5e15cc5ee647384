// A real server: the binary built by `make`, with its own port and database. It can be stopped and restarted on both.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const workspace = path.resolve(import.meta.dirname, '../..');
const target = path.resolve(workspace, process.env.CARGO_TARGET_DIR ?? 'target');
const binary = process.env.ESECURE_BINARY ?? path.join(target, 'debug/esecure');

/** The operator's contact address, which receives reminders. */
export const operatorContact = 'desk@carrier.test';

export class Esecure {
  private log = '';
  private ended = true;
  private server: ChildProcess | undefined;

  private constructor(
    readonly origin: string,
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Starts `esecure serve` on an empty database and waits until it reports that it is ready. */
  static async start(smtpUrl: string, extra: NodeJS.ProcessEnv = {}): Promise<Esecure> {
    const esecure = await Esecure.prepare(smtpUrl, extra);
    await esecure.startAgain();
    return esecure;
  }

  /** Creates a folder for a server, without starting one. */
  static async prepare(smtpUrl: string, extra: NodeJS.ProcessEnv = {}): Promise<Esecure> {
    const folder = await mkdtemp(path.join(tmpdir(), 'esecure-'));
    const address = `127.0.0.1:${await freePort()}`;
    const origin = `http://${address}`;
    return new Esecure(origin, folder, {
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
    });
  }

  /**
   * Starts the server again on the same port and database, and waits until it reports that it is ready. `other` changes
   * its configuration from now on.
   */
  async startAgain(other: NodeJS.ProcessEnv = {}): Promise<void> {
    Object.assign(this.environment, other);
    await this.spawn();
    await this.ready();
  }

  /** Starts the server and kills it after this many milliseconds, ready or not. */
  async startAndKillAfter(milliseconds: number): Promise<void> {
    await this.spawn();
    await pause(milliseconds);
    await this.end('SIGKILL');
  }

  private async spawn(): Promise<void> {
    // Limit of open files, if set by the test.
    const files = this.environment.ESECURE_TEST_FILES;
    const command = `${files ? `ulimit -n ${files}; ` : ''}exec "$0" serve`;
    const server = spawn('/bin/sh', ['-c', command, binary], { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (this.log += text));
    this.server = server;
    this.ended = false;
    server.on('exit', () => (this.ended = true));
    await once(server, 'spawn');
  }

  /** Stops the server with a signal; returns the milliseconds until it exited. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
    const { server } = this;
    if (!server || this.ended) return 0;
    const began = performance.now();
    const left = once(server, 'exit', { signal: AbortSignal.timeout(30_000) });
    server.kill(signal);
    await left.catch(() => {
      server.kill('SIGKILL');
      throw new Error(`the server did not end within 30 s of ${signal}\n${this.log}`);
    });
    return performance.now() - began;
  }

  /** Runs a command of the same binary on the same database; returns its output. */
  async cli(...texts: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(binary, texts, { cwd: this.folder, env: this.environment });
    return stdout;
  }

  /** Writes a file next to the database, for commands that read one; returns its path. */
  async file(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  /** Resident memory of the server's process in megabytes; needs /proc. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.server?.pid}/status`, 'utf8');
    return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  /** Process id of the server. */
  get pid(): number {
    if (this.server?.pid === undefined) throw new Error('the server does not run');
    return this.server.pid;
  }

  /** Output of the server so far. */
  get output(): string {
    return this.log;
  }

  /** Stops and restarts the server on the same address and database. */
  async restart(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    await this.end('SIGTERM');
    await meanwhile();
    await this.startAgain();
  }

  /** Stops the server with SIGTERM; fails if it does not exit or has panicked. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
    if (this.log.includes('panicked at')) throw new Error(`the server panicked\n${this.log}`);
  }

  private async ready(): Promise<void> {
    const end = Date.now() + 30_000;
    while (!this.ended && Date.now() < end) {
      const answer = await fetch(`${this.origin}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(50);
    }
    this.server?.kill('SIGKILL');
    throw new Error(`the server is not ready\n${this.log}`);
  }
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
