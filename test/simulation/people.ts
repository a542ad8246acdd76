import { UserError } from '../../src/model/error.ts';
import type { Control } from '../../src/sandbox/control.ts';
import type { Edit } from '../../src/sandbox/edit.ts';
import type { SandboxKind } from '../../src/sandbox/world.ts';
import type { Side } from '../../src/model/side.ts';

/** What a person does in one of the web apps. */
export type Deed =
  | ({ readonly do: 'edit' } & Pick<Edit, 'side' | 'kind' | 'id' | 'values' | 'by'>)
  | {
      readonly do: 'swap';
      readonly side: Side;
      readonly kind: 'role' | 'client';
      readonly ids: readonly [number, number];
    }
  | {
      readonly do: 'create';
      readonly side: Side;
      readonly kind: SandboxKind;
      readonly name: string;
      /** What it has besides its name. */
      readonly values?: Edit['values'];
    }
  | { readonly do: 'restore'; readonly side: Side; readonly kind: SandboxKind; readonly id: number }
  | { readonly do: 'delete'; readonly side: Side; readonly kind: SandboxKind; readonly id: number };

/** Does it, as far as the service lets a person. */
export async function act(control: Control, deed: Deed): Promise<void> {
  try {
    await perform(control, deed);
  } catch (error) {
    // What a service refuses, a person does not do.
    if (!(error instanceof UserError)) throw error;
  }
}

async function perform(control: Control, deed: Deed): Promise<void> {
  switch (deed.do) {
    case 'edit':
      await control.edit(deed);
      return;
    case 'create':
      await control.create({ side: deed.side, kind: deed.kind, values: { name: deed.name, ...deed.values } });
      return;
    case 'delete':
      await control.delete(deed);
      return;
    case 'restore':
      await control.restore(deed);
      return;
    case 'swap': {
      const { side, kind, ids } = deed;
      const [first, second] = ids.map((id) => String(control.get({ side, kind, id })['name']));
      await control.edit({ side, kind, id: ids[0], values: { name: 'in between' } });
      await control.edit({ side, kind, id: ids[1], values: { name: first } });
      await control.edit({ side, kind, id: ids[0], values: { name: second } });
    }
  }
}
