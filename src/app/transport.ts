import type { Transport, TransportOptions } from '../http/transport.ts';
import type { Environment } from './environment.ts';

/** The way to the services and the forge, under this program's name. `contact`: of the configuration; null: it has none. */
export async function openTransport(
  env: Environment,
  contact: string | null,
  more: Pick<TransportOptions, 'timeouts'> = {},
): Promise<Transport> {
  const { contactOf, userAgentOf } = await import('../http/contact.ts');
  const userAgent = userAgentOf(env.version, contactOf(env.variables, contact));
  return env.transport({ userAgent, env: env.variables, ...more });
}
