import net from 'node:net';

/** `localhost` included: what is without a host means it. To the system 0.0.0.0 is this machine too. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0']);

/** From now on no socket of this process reaches beyond this machine. A connection to any other host fails before its name is looked up. */
export function stayOnLoopback(): void {
  const connect = net.Socket.prototype.connect as (this: net.Socket, ...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const { path, host } = targetOf(args);
    if (path || LOOPBACK.has(host ?? 'localhost')) return connect.apply(this, args);
    const refused = Object.assign(new Error(`no test reaches ${host}`), { code: 'ENETUNREACH' });
    // As late as a real failure comes, when whoever asked listens.
    setImmediate(() => this.destroy(refused));
    return this;
  } as typeof net.Socket.prototype.connect;
}

/** `connect` takes options, a path, or a port and perhaps a host. Node itself hands it a list that begins with options. */
function targetOf([first, second]: readonly unknown[]): { readonly path?: string | null; readonly host?: string } {
  const target: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof target === 'object') return target as object;
  if (typeof target === 'string' && !Number(target)) return { path: target };
  return typeof second === 'string' ? { host: second } : {};
}
