import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Parser, type Command } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const FOLDER = path.resolve(import.meta.dirname, '../examples/kubernetes');

interface Container {
  readonly args: readonly string[];
  readonly env: readonly {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef: { name: string; key: string } };
  }[];
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

describe('examples/kubernetes', () => {
  it.each(['deployment.yaml', 'cronjob.yaml'])(
    '%s: least rights, secrets by reference, a command that is taken',
    async (file) => {
      const { spec } = parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Workload;
      const pod = spec.template?.spec ?? spec.jobTemplate!.spec.template.spec;
      expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
      const [container, ...more] = pod.containers;
      expect(more).toEqual([]);
      const { args, env, securityContext, volumeMounts } = container!;
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      for (const { name, value, valueFrom } of env) {
        if (/TOKEN|KEY/.test(name)) expect(valueFrom?.secretKeyRef).toEqual({ name: 'hfsync', key: name });
        else expect(value).toMatch(/^\//);
      }
      expect(volumeMounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name));
      expect(volumeMounts.find(({ name }) => name === 'config')).toMatchObject({ readOnly: true });
      const [name, ...words] = args;
      const { default: command } = (await import(`../src/commands/${name}.ts`)) as { default: typeof Command };
      const { args: names, baseFlags, flags, strict } = command;
      await Parser.parse([...words], { args: names, flags: { ...baseFlags, ...flags }, strict });
    },
  );
});
