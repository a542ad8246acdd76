import type { FieldName } from '../model/field.ts';

/**
 * What the services do in addition to a write, in words (Harvest support articles on archiving people and on capacity).
 */
export const EFFECTS = {
  forecastSeat: 'takes a Forecast seat',
  noInvitation: 'no invitation is sent',
  harvestSeat: 'takes a Harvest seat; project teams are not put back',
  leavesProjects: 'Harvest removes this person from all projects',
  manager: "Harvest makes the token's user its manager",
  keeps: "only where Harvest's new default has moved this person",
  everybody: "everyone on the company's default gets it too",
} as const;

/** The field of a person whose write has this effect. Null if the effect belongs to the record as a whole. */
export function effectField(effect: string): FieldName | null {
  if (effect === EFFECTS.keeps) return 'capacity';
  const ofStatus: readonly string[] = [EFFECTS.forecastSeat, EFFECTS.harvestSeat, EFFECTS.leavesProjects];
  return ofStatus.includes(effect) ? 'status' : null;
}

/** The effect of deleting a role: who loses it. This is the only effect that names people. */
export function takesRole(from: readonly string[]): string {
  return `takes the role from ${from.join(', ')}`;
}

/** Whether an effect is one of the fixed texts above, which name nobody. */
export function namesNobody(effect: string): boolean {
  return (Object.values(EFFECTS) as readonly string[]).includes(effect);
}
