import fc from '../support/property.ts';
import { describe, expect, it, test } from 'vitest';
import { ENVIRONMENT, findings, HEAD, load, lines } from './world.ts';

const codes = async (text: string | Uint8Array): Promise<readonly string[]> =>
  (await findings(text)).map(({ code }) => code);

describe('files that are built to hurt', () => {
  test.each([
    ['20,000 open brackets', '['.repeat(20_000)],
    ['20,000 dashes', '- '.repeat(20_000)],
    ['20,000 question marks', '? '.repeat(20_000)],
    ['20,000 mappings', '{a: '.repeat(20_000)],
    ['33 levels', `links: ${'['.repeat(40)}${']'.repeat(40)}`],
  ])('%s are too deep', async (_, text) => {
    expect(await codes(text)).toEqual(['yaml.depth']);
  });

  it('an alias bomb is refused by its aliases', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(',')}]`);
    const found = await findings(`${HEAD}l0: &l0 [lol]\n${levels.join('\n')}\n`);
    const sharing = found.filter(({ code }) => code === 'yaml.alias');
    expect(sharing).toMatchObject([{ line: 4, column: 5 }]);
    expect(sharing[0]?.message).toContain('this file has 91');
  });

  it('a file over 32 MiB is not read', async () => {
    expect(await codes(new Uint8Array(32 * 1024 * 1024 + 1))).toEqual(['file.large']);
  });

  it('a file below that, with more parts than memory, is not composed', async () => {
    expect(await codes(`include: [${'a,'.repeat(2_100_000)}]`)).toEqual(['file.large']);
  }, 60_000);

  it('20,000 different keys in one mapping take linear time', async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`).join('\n');
    expect(await findings(`${HEAD}${text}\n`)).toHaveLength(20_000);
  }, 60_000);

  it.each([
    ['Latin-1', Buffer.from(`${HEAD}# caf\xe9\n`, 'latin1'), 4, 6],
    ['UTF-16', Buffer.from(`\ufeff${HEAD}`, 'utf16le'), 1, 1],
    ['a lone surrogate', Buffer.concat([Buffer.from(`${HEAD}# \u20ac`), Buffer.from([0xed, 0xa0, 0x80])]), 4, 4],
  ])('%s is no UTF-8', async (_, bytes, line, column) => {
    expect(await findings(bytes)).toMatchObject([{ code: 'file.encoding', line, column }]);
  });

  it('a line of megabytes is not shown', async () => {
    const found = await findings(`${HEAD}"${'x'.repeat(100_000)}": 1\nroles: ${'y'.repeat(100_000)}\n`);
    expect(JSON.stringify(found).length).toBeLessThan(5_000);
  });
});

describe('a token', () => {
  const TOKEN = 's3cr3t-L1teral.value';
  const written: readonly [string, string][] = [
    ['plain', `version: 1\nharvest:\n  account: 1\n  token: ${TOKEN}\n`],
    ['quoted', `version: 1\nharvest:\n  account: 1\n  token: "${TOKEN}"\n`],
    ['in braces', `version: 1\nharvest:\n  account: 1\n  token: \${${TOKEN}}\n`],
    ['with a default', `version: 1\nharvest:\n  account: 1\n  token: \${HARVEST_TOKEN:-${TOKEN}}\n`],
    ['behind a reference', `version: 1\nharvest:\n  account: 1\n  token: \${HARVEST_TOKEN}${TOKEN}\n`],
    ['on its own line', `version: 1\nharvest:\n  account: 1\n  token:\n    ${TOKEN}\n`],
    ['in a block', `version: 1\nharvest:\n  account: 1\n  token: |\n    ${TOKEN}\n`],
    ['in one line with a fault', `version: 1\nharvest: { account: 0x1, token: ${TOKEN}, x: 1 }\n`],
    ['in a list', `version: 1\nharvest:\n  token: [${TOKEN}, &a x, *a]\n`],
    ['as a key', `version: 1\nharvest:\n  token: { ${TOKEN}: 1, ${TOKEN}: 2 }\n`],
    ['without a colon', `version: 1\nharvest:\n  token ${TOKEN}\n`],
    ['under a mistyped key', `version: 1\nharvest:\n  tokne: ${TOKEN}\n  tokn: ${TOKEN}\n`],
    ['under an escaped key', `version: 1\nharvest:\n  "tok\\u0065n": ${TOKEN}\n`],
    ['under a key of another name', `version: 1\nharvest:\n  access_token: ${TOKEN}\n  secret: ${TOKEN}\n`],
    ['at the root', `version: 1\ntoken: ${TOKEN}\n`],
    ['in a link', `${HEAD}links:\n  projects:\n    - { harvest: 0x1, token: ${TOKEN} }\n`],
    ['twice', `version: 1\nharvest:\n  token: ${TOKEN}\n  token: ${TOKEN}\n`],
    ['behind an anchor alone', `&atoken: ${TOKEN}`],
    ['anchored', `version: 1\nharvest:\n  token: &a ${TOKEN}\n`],
    ['tagged', `version: 1\nharvest:\n  token: !secret ${TOKEN}\n`],
    ['in a broken file', `version: 1\nharvest:\n\ttoken: ${TOKEN}\n`],
    ['in an open quote', `version: 1\nharvest:\n  token: "${TOKEN}\n  account: 1\n`],
    ['below its key in a broken file', `version: 1\nharvest:\n  token:\n      ${TOKEN}: [\n`],
    ['before a bracket that is not closed', `version: 1\nharvest: { token: ${TOKEN}, account: [ }\n`],
    ['with a character that cannot be seen', `version: 1\nharvest:\n  token: ${TOKEN}\u202e\n`],
    ['with a control character', `version: 1\nharvest:\n  token: ${TOKEN}\u0007\n`],
  ];

  test.each(written)('%s is refused and not shown', async (_, text) => {
    const found = await findings(text, null);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain(TOKEN);
    expect(JSON.stringify(found)).not.toContain(TOKEN.slice(0, 8));
  });

  test.each(['3512.pt.aB3dE6gH', 'aZ3'.repeat(10)])(
    'that looks like %s is not shown wherever it stands',
    async (token) => {
      const found = await findings(
        `${HEAD}conflicts: ${token}\n${token}: 1\ninclude: ["${token}"]\nlinks:\n  projects:\n    - ${token}\n`,
      );
      expect(found.length).toBeGreaterThan(3);
      expect(JSON.stringify(found)).not.toContain(token);
    },
  );

  it('has its own message, at its place', async () => {
    expect(lines(await findings(HEAD.replace('"${HARVEST_TOKEN}"', TOKEN)))).toEqual([
      'hfsync.yaml:2:37+20 config.token-literal harvest.token is written into the file; hfsync takes only a reference to an environment variable | write `token: ${HARVEST_TOKEN}` and set that environment variable; if the token was ever committed, revoke it',
    ]);
  });

  it('may not come from any other variable', async () => {
    const found = await findings(HEAD.replace('HARVEST_TOKEN', 'AWS_SECRET_ACCESS_KEY'), {
      ...ENVIRONMENT,
      AWS_SECRET_ACCESS_KEY: TOKEN,
    });
    expect(lines(found)).toEqual([
      'hfsync.yaml:2:37+26 config.token-variable harvest.token cannot come from the environment variable AWS_SECRET_ACCESS_KEY | choose a name that starts with HARVEST_, FORECAST_ or HFSYNC_',
    ]);
  });

  it.each([
    'HFSYNC_STATE_KEY',
    'HFSYNC_STATE_PASSWORD',
    'HFSYNC_GITLAB_TOKEN',
    'HFSYNC_HARVEST_URL',
    'HFSYNC_CONFIG',
    'HFSYNC_State_Key',
  ])('may not come from %s, which is for hfsync alone', async (name) => {
    for (const environment of [{ ...ENVIRONMENT, [name]: TOKEN }, null]) {
      expect(lines(await findings(HEAD.replace('HARVEST_TOKEN', name), environment))).toEqual([
        expect.stringMatching(
          `config.token-variable harvest.token cannot come from the environment variable ${name} \\| hfsync uses that one itself`,
        ),
      ]);
    }
  });

  it.each(['HFSYNC_TOKEN', 'HFSYNC_HARVEST_TOKEN', 'HARVEST_STATE_KEY'])('may come from %s', async (name) => {
    const found = await findings(HEAD.replace('HARVEST_TOKEN', name), { ...ENVIRONMENT, [name]: 'x' });
    expect(lines(found)).toEqual([]);
  });

  it('may not be left out', async () => {
    expect(
      lines(await findings('version: 1\nharvest:\n  account: 1\n  token:\nforecast: { account: 2, token: "" }\n')),
    ).toEqual([
      'hfsync.yaml:4:3+5 config.token-missing harvest.token is empty | write `token: ${HARVEST_TOKEN}` and set that environment variable',
      'hfsync.yaml:5:32+2 config.token-missing forecast.token is empty | write `token: ${FORECAST_TOKEN}` and set that environment variable',
    ]);
  });

  it('never enters want, nor does its value', async () => {
    const result = await load(HEAD, { HARVEST_TOKEN: TOKEN, FORECAST_TOKEN: TOKEN });
    expect(result.ok).toBe(true);
    expect(JSON.stringify(result)).not.toContain(TOKEN);
  });
});

describe('laws', () => {
  const piece = fc.constantFrom(
    ...[
      'version: 1',
      'harvest:',
      'forecast: {',
      'links:',
      'projects:',
      '  - ',
      '- {',
      '}',
      '[',
      ']',
      ': ',
      ', ',
      '\n',
      '\n  ',
    ],
    ...[
      '\n    ',
      '\t',
      '"',
      "'",
      '|',
      '>',
      '&a',
      '*a',
      '!x',
      '<<',
      '? ',
      '%YAML 1.1',
      '---',
      '...',
      '#',
      '${HARVEST_TOKEN}',
    ],
    ...[
      'create',
      '1',
      '0x1',
      '-1',
      '1.0',
      '.nan',
      '~',
      'token: s3cr3t',
      '__proto__',
      '\u202e',
      '\r',
      '\u0000',
      '\ufeff',
    ],
  );
  const yamlish = fc.array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 40,
  });

  it('any text is a want or has findings, each with its place, and shows no control character', async () => {
    await fc.assert(
      fc.asyncProperty(yamlish, fc.boolean(), async (parts, headed) => {
        const result = await load((headed ? HEAD : '') + parts.join(''));
        if (result.ok) return;
        expect(result.diagnostics.length).toBeGreaterThan(0);
        for (const { message, hint, source, line, column, length } of result.diagnostics) {
          expect(line === 0 ? column === 0 : column > 0 && length > 0).toBe(true);
          expect(`${message}${hint ?? ''}${source ?? ''}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
          expect(`${message}${hint ?? ''}${source ?? ''}`).not.toContain('s3cr3t');
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['as it is', `${HEAD}&atoken: s3cr3tversion: 1\n`],
    ['beside what a message escapes', `token: s3cr3t\u202eversion: 1`],
    ['with what a message escapes in it', `token: s3cr3t"\\##[x\u0301\u0301\u0301\u0301\u0301: 1`],
    ['cut, since it is long', `${HEAD}&atoken: s3cr3t${'x1y'.repeat(100)}version: 1\n`],
  ])('what is starred in the line is not in the message: %s', async (_, text) => {
    const result = await load(text);
    const found = result.ok ? [] : result.diagnostics;
    expect(found.length).toBeGreaterThan(0);
    for (const { message, hint, source } of found)
      expect(`${message}${hint ?? ''}${source ?? ''}`).not.toContain('s3cr3t');
  });

  it('any bytes are a want or have findings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const result = await load(bytes);
        expect(result.ok || result.diagnostics.length > 0).toBe(true);
      }),
    );
  });

  it('the same file has the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(yamlish, async (parts) => {
        const text = HEAD + parts.join('');
        expect(await load(text)).toEqual(await load(text));
      }),
      { numRuns: 50 },
    );
  });
});
