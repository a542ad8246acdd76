import { EXIT, type ExitCode } from '../model/error.ts';
import { PLAN_FORMAT } from '../model/plan.ts';
import { jsonText } from '../report/json-text.ts';
import { escapeText, printable } from '../report/escape.ts';
import { STATE_FORMAT } from '../state/format.ts';
import type { Environment } from './environment.ts';

/** `agent`: `hfsync/0.1.0 linux-x64 node-v20.20.2`, as oclif writes it. The flag --version prints the same line. */
export async function version(env: Environment, agent: string): Promise<ExitCode> {
  const [, platform = '', node = ''] = agent.split(' ');
  const formats = { plan_format: PLAN_FORMAT, state_format: STATE_FORMAT };
  if (env.flags.json)
    env.out.write(
      jsonText({ name: 'hfsync', version: env.version, ...formats, node: node.replace(/^node-v/, ''), platform }),
    );
  else env.out.write(printable`${escapeText(agent)}\n`);
  return EXIT.done;
}
