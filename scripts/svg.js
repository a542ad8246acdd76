// Screens of a terminal, with the colours of ANSI, as one picture that shows them in turn. Text stays text. Where somebody wants no
// motion, and where nothing moves, the first screen is what is seen.

const COLUMN = 8.4;
const LINE = 18;
const EDGE = 16;
const BAR = 34;
const COLUMNS = 80;
const COLOURS = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#56d4dd' };

/** `screens`: `{ seconds, lines }` each; the lines with SGR escapes. */
export function svgOf(screens, title) {
  const width = Math.round(2 * EDGE + COLUMNS * COLUMN);
  const height = BAR + EDGE + LINE * Math.max(...screens.map(({ lines }) => lines.length));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre; }
.b { font-weight: bold; }
.d { fill: #9198a1; }
.u { text-decoration: underline; }
.x { text-decoration: line-through; }
${Object.entries(COLOURS)
  .map(([code, colour]) => `.c${code} { fill: ${colour}; }`)
  .join('\n')}
${turns(screens)}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
${[0, 1, 2].map((dot) => `<circle cx="${EDGE + 6 + 20 * dot}" cy="${BAR / 2}" r="6" fill="#30363d"/>`).join('\n')}
${screens.map(({ lines }, index) => `<g class="s${index}"${index === 0 ? '' : ' opacity="0"'}>\n${lines.map(textOf).filter(Boolean).join('\n')}\n</g>`).join('\n')}
</svg>
`;
}

/** Each screen is there for its seconds; then the next. */
function turns(screens) {
  const whole = screens.reduce((sum, { seconds }) => sum + seconds, 0);
  const percent = (seconds) => `${Math.round((seconds / whole) * 10000) / 100}%`;
  let start = 0;
  const rules = screens.map(({ seconds }, index) => {
    const [from, to] = [percent(start), percent((start += seconds))];
    const hidden = [index > 0 && '0%', index < screens.length - 1 && to].filter(Boolean).join(', ');
    return `@keyframes s${index} { ${from} { opacity: 1; } ${hidden} { opacity: 0; } }
.s${index} { animation: s${index} ${whole}s step-end infinite; }`;
  });
  return `@media (prefers-reduced-motion: no-preference) {\n${rules.join('\n')}\n}`;
}

function textOf(line, row) {
  const y = BAR + LINE * row + 13;
  let column = 0;
  const spans = runs(line).map(({ text, classes }) => {
    const x = Math.round((EDGE + column * COLUMN) * 10) / 10;
    column += [...text].length;
    if (text.trim() === '') return '';
    const length = Math.round([...text].length * COLUMN * 10) / 10;
    const look = classes.length > 0 ? ` class="${classes.join(' ')}"` : '';
    return `<tspan x="${x}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${look}>${escaped(text)}</tspan>`;
  });
  const whole = spans.join('');
  return whole === '' ? '' : `<text y="${y}" xml:space="preserve">${whole}</text>`;
}

/** Text of one look each. */
function runs(line) {
  const found = [];
  let look = {};
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (codes !== undefined) for (const code of codes.split(';').map(Number)) look = changed(look, code);
    else if (part !== '') found.push({ text: part, classes: Object.values(look).filter(Boolean) });
  }
  return found;
}

const ON = { 1: { weight: 'b' }, 2: { weight: 'd' }, 4: { under: 'u' }, 9: { through: 'x' } };
const OFF = { 22: { weight: null }, 24: { under: null }, 29: { through: null }, 39: { colour: null } };

function changed(look, code) {
  if (code === 0) return {};
  const change = code in COLOURS ? { colour: `c${code}` } : (ON[code] ?? OFF[code]);
  if (!change) throw new Error(`The picture has no look for the code ${code} of a terminal.`);
  return { ...look, ...change };
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
