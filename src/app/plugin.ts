import path from 'node:path';
import type { Command, Interfaces } from '@oclif/core';
import { ownText } from '../files/look.ts';

/** Command id → its module, imported when that command runs. */
export interface Commands {
  readonly [id: string]: () => Promise<{ readonly default: Command.Class }>;
}

/**
 * hfsync as oclif needs it: as its root plugin. In: the package's folder, with the manifest that the build has written,
 * and the commands. oclif's own loader searches folders, sorts by the user's locale, and needs a file for each command.
 */
export function ownPlugin(root: string, commands: Commands): Interfaces.Plugin {
  const pjson = read(root, 'package.json') as Interfaces.PJSON;
  const manifest = read(root, 'oclif.manifest.json') as Interfaces.Manifest;
  const commandIDs = Object.keys(manifest.commands).sort();
  const plugin: Interfaces.Plugin = {
    ...{
      _base: pjson.name,
      alias: pjson.name,
      name: pjson.name,
      version: pjson.version,
      root,
      pjson,
      options: { root },
    },
    ...{ type: 'core', moduleType: 'module', isRoot: true, valid: true, hasManifest: true, commandsDir: undefined },
    hooks: {},
    commandIDs,
    commands: commandIDs.map((id) => ({
      ...manifest.commands[id]!,
      pluginAlias: pjson.name,
      pluginType: 'core',
      load: () => load(id),
    })),
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => ({ ...topic, name })),
    findCommand: load,
    load: () => Promise.resolve(),
  };
  return plugin;

  async function load(id: string): Promise<Command.Class> {
    const from = commands[id];
    if (!from) throw new Error(`oclif.manifest.json has a command that the program does not have: ${id}`);
    return Object.assign((await from()).default, { id, plugin });
  }
}

function read(root: string, file: string): unknown {
  return JSON.parse(ownText(path.join(root, file)));
}
