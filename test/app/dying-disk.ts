import { nodeDisk, type StateDisk } from '../../src/state/local/disk.ts';

/** From the n-th call on nothing works any more, as for a process that is killed there. */
export function dyingDisk(last: number): StateDisk {
  let calls = 0;
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, key) {
        const method: unknown = Reflect.get(of, key);
        // Where temporary files go is known without asking the disk.
        if (typeof method !== 'function' || key === 'temporaryFolder') return method;
        return async (...args: unknown[]) => {
          if (key !== 'close' && ++calls >= last) throw new Error('killed');
          const result: unknown = await Reflect.apply(method, of, args);
          return typeof result === 'object' && result !== null && 'sync' in result ? mortal(result) : result;
        };
      },
    });
  return { ...nodeDisk, files: mortal(nodeDisk.files) };
}
