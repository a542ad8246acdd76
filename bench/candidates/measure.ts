import type { MatchClass } from '../../src/model/counterpart.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import { matchAccounts } from '../../src/match/match.ts';
import type { Labelled, Truth } from './labelled.ts';

/** How good the candidates are. In: a labelled set. Out: shares from 0 to 1, and every mistake. */
export interface Measure {
  readonly found: { readonly [C in 'exact' | 'likely']: number };
  readonly precision: { readonly [C in 'exact' | 'likely']: number };
  /** Of all true pairs, those that are exact or likely. */
  readonly recall: number;
  readonly missed: readonly Truth[];
  readonly wrong: readonly {
    readonly kind: RecordKind;
    readonly harvest: number;
    readonly forecast: number;
    readonly class: MatchClass;
  }[];
}

export function measure({ have, truth }: Labelled): Measure {
  const known = { linkedTo: () => undefined, isIgnored: () => false };
  const pairs = Object.values(matchAccounts(have, known).pairs)
    .flat()
    .map(({ harvest, forecast, class: graded }) => ({
      kind: harvest.kind,
      harvest: harvest.id,
      forecast: forecast.id,
      class: graded,
    }));
  const keyOf = (pair: { readonly kind: string; readonly harvest: number; readonly forecast: number }): string =>
    `${pair.kind}:${pair.harvest}/${pair.forecast}`;
  const isTrue = new Set(truth.map(keyOf));
  const claimed = pairs.filter((pair) => pair.class !== 'possible');
  const claims = new Set(claimed.map(keyOf));
  const of = (graded: MatchClass): typeof claimed => claimed.filter((pair) => pair.class === graded);
  const precision = (graded: MatchClass): number =>
    of(graded).filter((pair) => isTrue.has(keyOf(pair))).length / Math.max(1, of(graded).length);
  return {
    found: { exact: of('exact').length, likely: of('likely').length },
    precision: { exact: precision('exact'), likely: precision('likely') },
    recall: truth.filter((pair) => claims.has(keyOf(pair))).length / truth.length,
    missed: truth.filter((pair) => !claims.has(keyOf(pair))),
    wrong: claimed.filter((pair) => !isTrue.has(keyOf(pair))),
  };
}
