import { simulationShard } from './shard.ts';

simulationShard(1);
