import type { Plan } from '../../src/model/plan.ts';

/** What a name can try on a page (docs/reliability.md, hostile input). Each says `pwned` where it would have run. */
export const ATTACKS = [
  '<img src=x onerror="pwned=1">',
  '<script>pwned=1</script>',
  '</script><script>pwned=1</script>',
  '</style><style>*{display:none}</style>',
  '</title><svg onload=pwned=1>',
  '</details></summary></main><h1>Plan: 0 to sync</h1>',
  '" onmouseover="pwned=1" x="',
  "' autofocus onfocus='pwned=1",
  '<!-- ',
  ']]><![CDATA[',
  '</pre></code><iframe srcdoc="<script>parent.pwned=1</script>">',
  '<a href="javascript:pwned=1">x</a>',
  '&lt;b&gt; &amp;amp; &#x3c;img&#x3e;',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<template><b></template><plaintext>',
  '\u202Edrowssap\u2066\u0000\u0007\u001b[2J\r\n\u2028x',
  '${pwned=1}{{pwned=1}}',
] as const;

export const URLS = [
  'javascript:pwned=1',
  'JavaScript:pwned=1//https://acme.example',
  'data:text/html,<script>pwned=1</script>',
  'vbscript:pwned',
  '//evil.example/x',
  'https://acme.example/"onclick="pwned=1',
  'https://acme.example/\u202egpj.exe',
  'https://аcme.example/',
  'file:///etc/passwd',
] as const;

// Words of a fixed set, which the schema of a saved plan holds to.
const FIXED = ['rule', 'rules', 'kind', 'account', 'action', 'origin', 'field', 'guard', 'format_version'];

/** The plan with every text that somebody else may have written put through `forge`; how many there are stays the same. */
export function withTexts<T>(value: T, forge: (text: string) => string, key = ''): T {
  if (typeof value === 'string') return (FIXED.includes(key) ? value : forge(value)) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => withTexts(item, forge, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, withTexts(of, forge, name)])) as T;
}

/** One plan after another, so that each attack stands at each place. */
export function hostilePlans(plan: Plan): readonly Plan[] {
  return [...ATTACKS, ...URLS].map((attack) => withTexts(plan, () => attack));
}
