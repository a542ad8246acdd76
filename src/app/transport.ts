import type { Transport, TransportOptions } from '../http/transport.ts';
import type { Environment } from './environment.ts';

/** Opens the network, with this program's name as its user agent. `contact`: the one in the configuration, or null. */
export async function openTransport(
  env: Environment,
  contact: string | null,
  more: Pick<TransportOptions, 'timeouts'> = {},
): Promise<Transport> {
  const { contactOf, userAgentOf } = await import('../http/contact.ts');
  const userAgent = userAgentOf(env.version, contactOf(env.variables, contact));
  return env.transport({ userAgent, env: env.variables, ...more });
}
