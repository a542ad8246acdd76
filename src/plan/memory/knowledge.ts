import { knows, type Capability, type Knowledge, type Learned } from '../../model/capability.ts';
import type { Last } from '../../model/last.ts';

export interface AccountKnowledge {
  knows(capability: Capability): Knowledge;
  learn(capability: Capability, value: 'yes' | 'no'): void;
  memory(): Pick<Last, 'capabilities'>;
}

/** What the accounts can do: as the state remembers it, and as this run has seen it since. */
export function createKnowledge(last: Last | null): AccountKnowledge {
  const capabilities: { [capability: string]: Learned } = { ...last?.capabilities };
  return {
    knows: (capability) => knows({ capabilities }, capability),
    learn(capability, value) {
      // What the probe found stays, unless an answer says otherwise.
      if (knows({ capabilities }, capability) !== value) capabilities[capability] = { value, from: 'answer' };
    },
    memory: () => (Object.keys(capabilities).length > 0 ? { capabilities } : {}),
  };
}
