/** Files as people write them: each style of YAML that hfsync reads. Every file has the same entries. */
const HEAD = `version: 1
harvest: { account: 1234567, token: "\${HARVEST_TOKEN}" }
forecast: { account: 7654321, token: "\${FORECAST_TOKEN}" }
`;

const FLOW = `# yaml-language-server: $schema=./schemas/hfsync.schema.json
#
# The agency.
version: 1

harvest:
  account: 1234567
  token: \${HARVEST_TOKEN}
forecast:
  account: 7654321
  token: \${FORECAST_TOKEN}

links:
  clients:
    - { name: Acme, harvest: 1, forecast: 11 }
    - { name: Umbrella, harvest: 2, forecast: 12 } # since 2019
  projects:
    # the big ones
    - { name: Rebrand, harvest: 101, forecast: 201 }
    - { name: Shop, harvest: 102, forecast: create, set: { name: Shop, code: 'S-1' } } # soon

    # pushed
    - { name: Website, harvest: create, forecast: 203 }
  people:
    - { name: Kim Allen, harvest: 301, forecast: 401, set: { email: kim@acme.example } }

ignore:
  projects: { harvest: ['Internal*', 105] } # nobody's
  people: { forecast: ['Meeting room*'] }
`;

const BLOCK = `${HEAD}
# Who is who
links:
    clients:
    -   name: "Acme"
        harvest: 1
        forecast: 11

    -   name: 'Umbrella' # the second
        harvest: 2
        forecast: 12
    projects:

    -   harvest: 101   # comes first here
        forecast: 201
        name: Rebrand

    # soon
    -   harvest: 102
        forecast: create
        set:
            name: Shop
            code: >-
                S-1
        name: Shop

    -
        harvest: create
        forecast: 203
        name: Website
        # the end of the projects
    people:
    -   harvest: 301
        forecast: 401
        name: Kim Allen
        set: {email: kim@acme.example}
ignore:
    projects:
        harvest:
        - Internal*
        # the old one
        - 105
    people:
        forecast: [
            'Meeting room*', # all of them
        ]
# end`;

const TIGHT = `${HEAD}links: {clients: [{name: Acme, harvest: 1, forecast: 11}, {name: Umbrella, harvest: 2, forecast: 12}], projects: [
  {name: Rebrand, harvest: 101, forecast: 201},
  {name: Shop, harvest: 102, forecast: create, set: {name: Shop, code: S-1}}, # soon
  {name: Website, harvest: create, forecast: 203} # pushed
  ], people: [{name: Kim Allen, harvest: 301, forecast: 401, set: {email: kim@acme.example}}]}
ignore: {projects: {harvest: ['Internal*', 105]}, people: {forecast: ['Meeting room*']}}
`;

const ENTRIES = {
  clients: [
    { name: 'Acme', harvest: 1, forecast: 11 },
    { name: 'Umbrella', harvest: 2, forecast: 12 },
  ],
  projects: [
    { name: 'Rebrand', harvest: 101, forecast: 201 },
    { name: 'Shop', harvest: 102, forecast: 'create', set: { name: 'Shop', code: 'S-1' } },
    { name: 'Website', harvest: 'create', forecast: 203 },
  ],
  people: [{ name: 'Kim Allen', harvest: 301, forecast: 401, set: { email: 'kim@acme.example' } }],
};

const JSON_FILE = `${JSON.stringify(
  {
    version: 1,
    harvest: { account: 1234567, token: '${HARVEST_TOKEN}' },
    forecast: { account: 7654321, token: '${FORECAST_TOKEN}' },
    links: ENTRIES,
    ignore: { projects: { harvest: ['Internal*', 105] }, people: { forecast: ['Meeting room*'] } },
  },
  null,
  2,
)}\n`;

const PARTS = {
  'hfsync.yaml': `${HEAD}include: ['links/*.yaml']\nignore:\n  projects: { harvest: ['Internal*', 105] }\n`,
  'links/a.yaml': `# team a
links:
  clients:
    - { name: Acme, harvest: 1, forecast: 11 }
    - { name: Umbrella, harvest: 2, forecast: 12 }
  projects:
    - { name: Rebrand, harvest: 101, forecast: 201 }
`,
  'links/b.yaml': `# team b
ignore: { people: { forecast: ['Meeting room*'] } }
links:
  projects:
    - { name: Shop, harvest: 102, forecast: create, set: { name: Shop, code: S-1 } }
    - { name: Website, harvest: create, forecast: 203 }
  people:
    - name: Kim Allen
      harvest: 301
      forecast: 401
      set: { email: kim@acme.example }
`,
};

export type Files = Readonly<Record<string, string>>;

export const STYLES: { readonly [name: string]: Files } = {
  flow: { 'hfsync.yaml': FLOW },
  block: { 'hfsync.yaml': BLOCK },
  tight: { 'hfsync.yaml': TIGHT },
  json: { 'hfsync.yaml': JSON_FILE },
  crlf: { 'hfsync.yaml': FLOW.replaceAll('\n', '\r\n') },
  'crlf, block, without a last line break': {
    'hfsync.yaml': BLOCK.replace(/# end$/, '')
      .trimEnd()
      .replaceAll('\n', '\r\n'),
  },
  mark: { 'hfsync.yaml': `\uFEFF${FLOW.trimEnd()}` },
  parts: PARTS,
  bare: { 'hfsync.yaml': `${HEAD}links: {}\n# nothing yet` },
  none: { 'hfsync.yaml': `${HEAD.trimEnd()}` },
};
