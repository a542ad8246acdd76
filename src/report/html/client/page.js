// Search and filters of the page. The page is whole without it: this only hides records that nobody asked for, opens and closes
// them, counts what is shown, copies lines to paste, and keeps what was chosen behind the `#` of the address. Names are text to it: it
// reads `textContent`, and writes only `hidden`, `open`, a count for the style, and its own words.
'use strict';

{
  const form = /** @type {HTMLFormElement} */ (document.querySelector('#filters'));
  const search = /** @type {HTMLInputElement} */ (document.querySelector('#search'));
  const status = /** @type {HTMLElement} */ (document.querySelector('#status'));
  const sections = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.records'));
  const blocks = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.block'));
  const records = Array.from(
    /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.record')),
    (element) => ({
      element,
      class: element.dataset['class'] ?? '',
      kind: element.dataset['kind'] ?? '',
      rules: (element.dataset['rules'] ?? '').split(' '),
      /** What the search looks in; made at the first search. */
      text: '',
      section: element.closest('section'),
      block: element.parentElement,
    }),
  );
  /** How many of each section's and block's records there are. @param {{ section: Element | null, block: Element | null }[]} of */
  const tally = (of) => {
    /** @type {Map<Element | null, number>} */
    const counts = new Map();
    for (const { section, block } of of)
      for (const each of [section, block]) counts.set(each, (counts.get(each) ?? 0) + 1);
    return counts;
  };
  const sizes = tally(records);

  /** The form a search compares: no accents, no capitals. @param {string} text */
  const plain = (text) => {
    // Most records have nothing to take off but arrows between ASCII.
    const bare = /[^\0-\x7f\u2190-\u21ff]/.test(text) ? text.normalize('NFKD').replace(/\p{M}+/gu, '') : text;
    return bare.toLowerCase();
  };

  /** @param {{ element: HTMLElement, text: string }} record */
  const prepare = (record) => {
    if (record.text === '') record.text = plain(record.element.textContent);
  };

  let prepared = 0;
  /** More records, as long as there is time. @param {() => boolean} hasTime */
  const prepareMore = (hasTime) => {
    while (prepared < records.length && hasTime()) {
      for (const record of records.slice(prepared, (prepared += 50))) prepare(record);
    }
    return prepared >= records.length;
  };

  /** While nobody does anything, so that the first search of a large page does not have to. @param {IdleDeadline} deadline */
  const prepareIdly = (deadline) => {
    if (!prepareMore(() => deadline.timeRemaining() > 5)) requestIdleCallback(prepareIdly);
  };

  let isSearching = false;
  /** Filters, once all records are prepared if words are searched for. In short steps, so that the page goes on answering. */
  const filterSoon = () => {
    const start = performance.now();
    const wasSearching = isSearching;
    isSearching = search.value.trim() !== '' && !prepareMore(() => performance.now() - start < 100);
    if (!isSearching) return filter();
    // Said once, since each new text is a layout.
    if (!wasSearching) status.textContent = 'Searching…';
    setTimeout(filterSoon);
  };

  /** How many of a section's records are shown; one without any is hidden. @param {HTMLElement} section @param {number} some */
  const count = (section, some) => {
    const all = sizes.get(section) ?? 0;
    const told = section.querySelector('h2 .count');
    if (told) told.textContent = some === all ? String(all) : `${some} of ${all}`;
    section.hidden = some === 0;
  };

  /** Shows what was asked for. Reads no layout, so 5,000 records cost one. */
  const filter = () => {
    const asked = new FormData(form);
    const words = plain(String(asked.get('q')))
      .split(/\s+/)
      .filter(Boolean);
    const [classes, kinds, rules] = ['class', 'kind', 'rule'].map((name) => asked.getAll(name).filter(Boolean));
    /** @param {FormDataEntryValue[] | undefined} chosen @param {string[]} values */
    const allows = (chosen, values) => !chosen?.length || values.some((value) => chosen.includes(value));
    const shown = [];
    for (const record of records) {
      if (words.length > 0) prepare(record);
      const visible =
        allows(classes, [record.class]) &&
        allows(kinds, [record.kind]) &&
        allows(rules, record.rules) &&
        words.every((word) => record.text.includes(word));
      if (record.element.hidden === visible) record.element.hidden = !visible;
      if (visible) shown.push(record);
    }
    const counts = tally(shown);
    for (const section of sections) count(section, counts.get(section) ?? 0);
    for (const block of blocks) {
      block.hidden = !counts.has(block);
      // How high it is before it is laid out.
      block.style.setProperty('--shown', String(counts.get(block) ?? 0));
    }
    const [some, all] = [shown.length, records.length].map((count) => count.toLocaleString('en'));
    status.textContent = shown.length === records.length ? `All ${all} shown` : `${some} of ${all} shown`;
    status.classList.toggle('partly', shown.length < records.length);
    document.dispatchEvent(new Event('filtered'));
  };

  /** Chosen → address, so that a view can be shared. */
  const keep = () => {
    const chosen = [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    );
    const hash = chosen.length > 0 ? `#${new URLSearchParams(chosen)}` : location.pathname + location.search;
    try {
      history.replaceState(null, '', hash);
    } catch {
      // A viewer that frames the page may forbid it; the filters work all the same.
    }
  };

  /** Address → chosen. */
  const restore = () => {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const control of form.elements) {
      if (control instanceof HTMLInputElement && control.type === 'checkbox') {
        control.checked = chosen.getAll(control.name).includes(control.value);
      } else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) {
        control.value = chosen.get(control.name) ?? '';
      }
    }
    filter();
  };

  const clear = () => {
    form.reset();
    filter();
    keep();
  };

  /** A link to one record shows it, also where the filters hide it. */
  const follow = () => {
    if (location.hash.includes('=') || location.hash === '') return restore();
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      if (target.hidden) {
        form.reset();
        filter();
      }
      target.open = true;
    }
    target?.scrollIntoView();
  };

  /** Of the records that are shown, those that are open or closed. @param {boolean} open */
  const detailsThatAre = (open) =>
    records.flatMap(({ element }) =>
      element instanceof HTMLDetailsElement && !element.hidden && element.open === open ? [element] : [],
    );
  /** @param {HTMLDetailsElement[]} details @param {boolean} open */
  const turn = (details, open) => details.forEach((each) => (each.open = open));

  /** Pages that are opened as files may have no clipboard of their own. @param {HTMLElement} lines */
  const copy = async (lines) => {
    try {
      await navigator.clipboard.writeText(lines.textContent);
    } catch {
      getSelection()?.selectAllChildren(lines);
      document.execCommand('copy');
      getSelection()?.removeAllRanges();
    }
  };

  /** One for all lines to paste below an element that has none yet. @param {Element} below */
  const addButtons = (below) => {
    const all = /** @type {NodeListOf<HTMLElement>} */ (below.querySelectorAll('.ways pre:not(:has(+ .copy))'));
    all.forEach(addButton);
  };

  /** @param {HTMLElement} lines */
  const addButton = (lines) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy these lines';
    button.addEventListener('click', async () => {
      await copy(lines);
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy these lines'), 2000);
    });
    lines.after(button);
  };
  // Only where a record is open: a page can have tens of thousands of them. The event does not bubble.
  document.addEventListener(
    'toggle',
    ({ target }) => target instanceof HTMLDetailsElement && target.open && addButtons(target),
    true,
  );

  let frame = 0;
  let timer = 0;
  form.addEventListener('input', () => {
    cancelAnimationFrame(frame);
    if (!isSearching) frame = requestAnimationFrame(filterSoon);
    // Browsers limit how often an address may change.
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('#expand')?.addEventListener('click', () => turn(detailsThatAre(false), true));
  document.querySelector('#collapse')?.addEventListener('click', () => turn(detailsThatAre(true), false));
  document.querySelector('#clear')?.addEventListener('click', clear);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && search.value !== '') {
      event.preventDefault();
      search.value = '';
      filter();
      keep();
    }
  });
  window.addEventListener('hashchange', follow);

  /** Opened for paper, closed again after. @type {HTMLDetailsElement[]} */
  let printed = [];
  window.addEventListener('beforeprint', () => turn((printed = detailsThatAre(false)), true));
  window.addEventListener('afterprint', () => turn(printed, false));

  // Not every browser tells when it is idle; then the first search prepares all.
  if ('requestIdleCallback' in window) requestIdleCallback(prepareIdly);
  form.hidden = false;
  restore();
  follow();
}
