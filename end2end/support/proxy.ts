// What stands between a browser and the server in the world: something that can be cut and comes back, and sees which
// connections are used for what.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export class Proxy {
  private readonly sockets = new Set<Socket>();
  /** What each connection of a browser was last asked for. */
  private readonly asked = new Map<Socket, string>();
  private readonly requests: string[] = [];
  private whole = true;
  private readonly server = createServer((socket) => this.join(socket));

  private constructor(private readonly target: URL) {}

  /** A way to the server under an address of its own. */
  static async before(origin: string): Promise<Proxy> {
    const proxy = new Proxy(new URL(origin));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get origin(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Drops every connection, and each new one at once. */
  cut(): void {
    this.whole = false;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.whole = true;
  }

  /** How many connections are held by a request for this path. */
  open(path: string): number {
    return [...this.asked.values()].filter((asked) => asked === path).length;
  }

  /** How often this path has been asked for. */
  opened(path: string): number {
    return this.requests.filter((asked) => asked === path).length;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(socket: Socket): void {
    socket.on('error', () => undefined);
    if (!this.whole) return void socket.destroy();
    const onward = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const end of [socket, onward]) {
      this.sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.sockets.delete(end);
        this.asked.delete(end);
        socket.destroy();
        onward.destroy();
      });
    }
    socket.on('data', (chunk: Buffer) => {
      const line = /^[A-Z]+ (\S+) HTTP\/1/.exec(chunk.toString('latin1'));
      if (!line?.[1]) return;
      this.asked.set(socket, line[1]);
      this.requests.push(line[1]);
    });
    socket.pipe(onward).pipe(socket);
  }
}
