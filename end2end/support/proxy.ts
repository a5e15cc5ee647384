// A TCP proxy between browser and server. It can be cut and restored, and records the requests on each connection.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export class Proxy {
  private readonly sockets = new Set<Socket>();
  /** Path of the last request on each connection of a browser. */
  private readonly paths = new Map<Socket, string>();
  private readonly requests: string[] = [];
  private forwarding = true;
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
    this.forwarding = false;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.forwarding = true;
  }

  /** Number of connections held by a request for this path. */
  openConnections(path: string): number {
    return [...this.paths.values()].filter((requested) => requested === path).length;
  }

  /** Number of requests for this path so far. */
  requestCount(path: string): number {
    return this.requests.filter((requested) => requested === path).length;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }

  private join(socket: Socket): void {
    socket.on('error', () => undefined);
    if (!this.forwarding) return void socket.destroy();
    const onward = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const end of [socket, onward]) {
      this.sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.sockets.delete(end);
        this.paths.delete(end);
        socket.destroy();
        onward.destroy();
      });
    }
    socket.on('data', (chunk: Buffer) => {
      const line = /^[A-Z]+ (\S+) HTTP\/1/.exec(chunk.toString('latin1'));
      if (!line?.[1]) return;
      this.paths.set(socket, line[1]);
      this.requests.push(line[1]);
    });
    socket.pipe(onward).pipe(socket);
  }
}
