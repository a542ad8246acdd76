import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Parser, type Command } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { manifestFaults } from './support/kubernetes.ts';

const FOLDER = path.resolve(import.meta.dirname, '../examples/kubernetes');

interface Container {
  readonly args: readonly string[];
  readonly env?: readonly {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef: { name: string; key: string } };
  }[];
  readonly envFrom?: readonly object[];
  readonly securityContext: object;
  readonly volumeMounts: readonly { name: string; readOnly?: boolean }[];
}

interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly containers: readonly Container[];
  readonly volumes: readonly { name: string }[];
}

interface Workload {
  readonly spec: { readonly template?: { spec: Pod }; readonly jobTemplate?: { spec: { template: { spec: Pod } } } };
}

const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');
const MANIFESTS = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

describe('examples/kubernetes', () => {
  it.each(MANIFESTS)("%s: what Kubernetes' published API takes, and no key that it does not know", (file) => {
    expect(manifestFaults(read(file))).toEqual([]);
  });

  it.each([
    [
      'an unknown key, deep inside',
      'runAsNonRoot:',
      'runAsNotRoot:',
      "\"runAsNotRoot\"' does not exist in type 'PodSecurityContext'",
    ],
    [
      'a key that is mistyped',
      'jobTemplate:',
      'jobTemplates:',
      "\"jobTemplates\"' does not exist in type 'CronJobSpec'",
    ],
    ['a required key that is missing', "  schedule: '*/15 * * * *'\n", '', "Property 'schedule' is missing"],
    ['a value of another type', 'backoffLimit: 0', 'backoffLimit: none', "'string' is not assignable to type 'number'"],
    ['a kind of another group', 'batch/v1', 'apps/v1', "no exported member 'CronJob'"],
    ['a version that is gone', 'batch/v1', 'batch/v1beta1', "Cannot find module 'kubernetes-types/batch/v1beta1'"],
    ['no kind', 'kind: CronJob', 'kin: CronJob', 'has no apiVersion, or no kind'],
  ])('is refused with %s', (_what, right, wrong, fault) => {
    const text = read('cronjob.yaml');
    expect(text).toContain(right);
    expect(manifestFaults(text.replace(right, wrong)).join('\n')).toContain(fault);
  });

  it.each(['deployment.yaml', 'cronjob.yaml', 'workers.yaml'])(
    '%s: least rights, secrets by reference, a command that is taken',
    async (file) => {
      const { spec } = parse(read(file)) as Workload;
      const pod = spec.template?.spec ?? spec.jobTemplate!.spec.template.spec;
      expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
      const [container, ...more] = pod.containers;
      expect(more).toEqual([]);
      const { args, env = [], envFrom = [], securityContext, volumeMounts } = container!;
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      for (const { name, value, valueFrom } of env) {
        if (/TOKEN|KEY/.test(name)) expect(valueFrom?.secretKeyRef).toEqual({ name: 'hfsync', key: name });
        else expect(value).toMatch(/^\//);
      }
      for (const from of envFrom) expect(from).toEqual({ secretRef: { name: 'hfsync-fleet' } });
      expect([...env, ...envFrom]).not.toEqual([]);
      expect(volumeMounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name));
      expect(volumeMounts.find(({ name }) => name === 'config')).toMatchObject({ readOnly: true });
      const depth = args[0] === 'fleet' ? 2 : 1;
      const [name, words] = [args.slice(0, depth).join('/'), args.slice(depth)];
      const module = path.resolve(FOLDER, `../../src/commands/${name}.ts`);
      const { default: command } = (await import(pathToFileURL(module).href)) as { default: typeof Command };
      const { args: names, baseFlags, flags, strict } = command;
      await Parser.parse([...words], { args: names, flags: { ...baseFlags, ...flags }, strict });
    },
  );
});
