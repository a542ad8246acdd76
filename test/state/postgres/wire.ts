import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Postgres } from '../../support/postgres.ts';

/** What is between a client and its database: a network that counts, loses and ends. */
export interface Wire {
  url: string;
  /** Statements on the way there. */
  readonly statements: string[];
  /** How many of them were lost. */
  lost: number;
  /** Ends the connection in place of the answer to the next statement that matches; `before`: in place of the statement. */
  lose(statement: RegExp, before?: 'before'): void;
  /** Nothing passes, and no new connection is made. */
  cut(): void;
  mend(): void;
}

const STATEMENT = /(select nonce|update hfsync_state|insert into hfsync_state|with found|create table)[^\0]*/g;

export async function wireTo(at: Postgres, target = at.port): Promise<Wire> {
  const sockets = new Set<Socket>();
  let losing: { readonly statement: RegExp; readonly before: boolean } | null = null;
  let isCut = false;
  const server = createServer((client) => {
    sockets.add(client);
    const ahead = connect(target, '127.0.0.1');
    let isLost = false;
    const end = (): void => {
      client.destroy();
      ahead.destroy();
    };
    for (const socket of [client, ahead]) socket.on('error', end).on('close', end);
    if (isCut) return end();
    client.on('data', (data) => {
      const said = data.toString('latin1').match(STATEMENT) ?? [];
      wire.statements.push(...said);
      if (losing && said.some((each) => losing?.statement.test(each))) {
        isLost = true;
        wire.lost += 1;
        if (losing.before) end();
        losing = null;
      }
      ahead.write(data);
    });
    // The statement was carried out once there is something to say about it.
    ahead.on('data', (data) => (isLost ? end() : client.write(data)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => sockets.forEach((socket) => socket.destroy());
  onTestFinished(() => {
    close();
    server.close();
  });
  const wire: Wire = {
    url: at.url().replace(`:${at.port}/`, `:${(server.address() as AddressInfo).port}/`),
    statements: [],
    lost: 0,
    lose: (statement, before) => void (losing = { statement, before: before !== undefined }),
    cut() {
      isCut = true;
      close();
    },
    mend: () => void (isCut = false),
  };
  return wire;
}
