// Base of the long run's tests: their servers are stopped at the end, also if a test fails.
import { test as base } from '@playwright/test';
import type { Esecure } from '../support/esecure.ts';

export const test = base.extend<{ killedAtEnd: (server: Promise<Esecure>) => Promise<Esecure> }>({
  killedAtEnd: async ({}, use) => {
    const servers: Esecure[] = [];
    await use(async (server) => {
      servers.push(await server);
      return server;
    });
    for (const server of servers) await server.end('SIGKILL');
  },
});
