import fc from 'fast-check';

/**
 * fast-check with a seed of our own: a run of the tests plays the same worlds as the last one, so that a red test is always the
 * change's. `HFSYNC_PROPERTY_SEED` takes another seed, and `random` a new one in each run, to look further.
 */
const asked = process.env['HFSYNC_PROPERTY_SEED'] ?? '1';
const seed = asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked);
if (!Number.isInteger(seed)) throw new Error(`HFSYNC_PROPERTY_SEED is a whole number or "random", not ${asked}`);
fc.configureGlobal({ seed });

export default fc;
