import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { agencyWorld } from '../../src/sandbox/agency/agency.ts';
import { asWorld } from '../../src/sandbox/empty-world.ts';

const sha = (projects: number, seed: number): string =>
  createHash('sha256')
    .update(JSON.stringify(agencyWorld(projects, seed)))
    .digest('hex')
    .slice(0, 12);

describe('an invented agency', () => {
  it('the same seed, the same bytes, on every machine; another seed, another agency', () => {
    expect(sha(300, 7)).toBe('a1b6381763d0');
    expect(sha(300, 8)).not.toBe(sha(300, 7));
  });

  it.each([1, 2, 20, 300])('of %d projects can be served, and keeps each e-mail apart', (projects) => {
    for (const seed of [1, 2, 3]) {
      const made = agencyWorld(projects, seed);
      expect(asWorld(JSON.parse(JSON.stringify(made)), 'it')).toEqual(made);
      const emails = made.harvest.users.map(({ email }) => email.toLowerCase());
      expect(new Set(emails).size).toBe(emails.length);
      expect(made.harvest.users.some(({ id }) => id === made.harvest.me)).toBe(true);
      expect(made.forecast.people.some(({ id }) => id === made.forecast.me)).toBe(true);
    }
  });

  it('has of everything: linked, near, one-sided, archived, twice', () => {
    const { harvest, forecast } = agencyWorld(300, 7);
    const share = (part: number, whole: number): number => Math.round((part / whole) * 100);
    const linked = forecast.projects.filter(({ harvest_id }) => harvest_id !== null).length;
    expect(share(linked, 300)).toBeGreaterThan(40);
    expect(share(linked, 300)).toBeLessThan(60);
    const pointed = new Set(forecast.projects.map(({ harvest_id }) => harvest_id));
    const names = new Set(forecast.projects.map(({ name }) => name));
    const alone = harvest.projects.filter(({ id }) => !pointed.has(id));
    expect(alone.filter(({ name }) => names.has(name)).length).toBeGreaterThan(20);
    expect(alone.filter(({ name }) => !names.has(name)).length).toBeGreaterThan(10);
    expect(harvest.projects.filter(({ is_active }) => !is_active).length).toBeGreaterThan(15);
    expect(harvest.projects.filter(({ name }) => name === 'Website').length).toBeGreaterThan(5);
    expect(harvest.users.length).toBeGreaterThan(100);
  });
});
