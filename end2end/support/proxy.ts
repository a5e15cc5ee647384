// A TCP proxy between browser and server. It can be cut and restored, and records the requests on each connection.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export class Proxy {
  private readonly sockets = new Set<Socket>();
  /** Path of the last request on each connection of a browser. */
  private readonly asked = new Map<Socket, string>();
  private readonly requests: string[] = [];
  private whole = true;
  private readonly server = createServer((socket) => this.join(socket));

  private constructor(private readonly target: URL) {}

  /** Opens a proxy to the server, with an origin of its own. */
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

  /** Drops all connections, and every new one at once. */
  cut(): void {
    this.whole = false;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.whole = true;
  }

  /** Number of connections held by a request for this path. */
  open(path: string): number {
    return [...this.asked.values()].filter((asked) => asked === path).length;
  }

  /** Number of requests for this path so far. */
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
