/** The words of an invented agency. No real person or company is meant. */
export const COMPANIES = [
  ...[
    'Acme',
    'Umbrella',
    'Initech',
    'Globex',
    'Hooli',
    'Vandelay',
    'Soylent',
    'Wonka',
    'Stark',
    'Wayne',
    'Tyrell',
    'Cyberdyne',
  ],
  ...[
    'Oceanic',
    'Massive',
    'Sterling',
    'Gringotts',
    'Duff',
    'Bluth',
    'Prestige',
    'Pendant',
    'Kramerica',
    'Monarch',
    'Nakatomi',
  ],
] as const;
export const BRANCHES = [
  'Media',
  'Foods',
  'Energy',
  'Bank',
  'Travel',
  'Health',
  'Motors',
  'Labs',
  'Books',
  'Design',
] as const;
export const LEGAL_FORMS = ['Ltd', 'GmbH', 'Inc', 'AG'] as const;

/** Few, so that many clients have a "Website". */
export const WORKS = [
  ...['Website', 'Website', 'Website relaunch', 'Online shop', 'Support retainer', 'Rebrand', 'Campaign', 'Newsletter'],
  ...['Mobile app', 'Intranet', 'Annual report', 'SEO', 'Photo shoot', 'Packaging', 'Trade fair', 'UX audit', 'Video'],
] as const;
export const PARTS = ['phase 1', 'phase 2', '2024', '2025', '2026', 'Q1', 'Q2', 'maintenance'] as const;

export const ROLES = [
  ...['Designer', 'Developer', 'Producer', 'Copywriter', 'Strategist', 'Project manager', 'Art director', 'Analyst'],
  ...['Photographer', 'Intern', 'Account manager', 'Tester'],
] as const;

export const FIRST_NAMES = [
  ...['Ana', 'Bo', 'Cem', 'Dee', 'Eve', 'Finn', 'Gita', 'Hugo', 'Ines', 'Jonas', 'Kim', 'Lea', 'Mats', 'Nora', 'Omar'],
  ...[
    'Pia',
    'Quinn',
    'Rosa',
    'Sven',
    'Tara',
    'Uma',
    'Vera',
    'Wim',
    'Xenia',
    'Yusuf',
    'Zoë',
    'Jörg',
    'Chloé',
    'Łukasz',
    'Robert',
  ],
] as const;
export const LAST_NAMES = [
  ...[
    'Allen',
    'Silva',
    'Chen',
    'Okafor',
    'Ricci',
    'Maas',
    'Patel',
    'Berg',
    'Costa',
    'Weber',
    'Ito',
    'Novak',
    'Khan',
    'Moreau',
  ],
  ...[
    'Jansen',
    'Müller',
    'García',
    'Smith',
    'O’Neill',
    'van Dijk',
    'Kowalska',
    'Larsen',
    'Rossi',
    'Haddad',
    'Nguyen',
    'Brown',
  ],
] as const;
