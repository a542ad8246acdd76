#!/usr/bin/env bash
# Chromium 150.0.7871.100 (Debian), driven by playwright-core 1.65.1: off the screen, `content-visibility: auto` takes generated content
# out of the accessible name.
#
# Expected: what `content-visibility: auto` skips stays available to screen readers, so a button is called the same on the screen and off it.
# Seen:     on the screen "before Website", off it "Website": the words of `::before` are missing until the button comes near the screen.
#           Accessibility is on in the whole browser, as a screen reader turns it on. Words in the markup are not lost.
# Exit:     0 while it behaves so, 1 once it does not.
set -euo pipefail
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
npm init --yes >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1
cat >seen.js <<'JS'
import { chromium } from 'playwright-core';
const browser = await chromium.launch({
  executablePath: process.env.PLAYWRIGHT_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--force-renderer-accessibility'],
});
const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
const one = '<section><button><span class="own">Website</span></button> <button><i>before </i>Website</button></section>';
await page.setContent(`<!doctype html><html lang="en"><title>Names</title>
  <style>.own::before { content: 'before '; } section { content-visibility: auto; contain-intrinsic-size: auto 100px; height: 100px; }</style>
  ${one.repeat(100)}`);
const client = await page.context().newCDPSession(page);
await client.send('Accessibility.enable');
const { nodes } = await client.send('Accessibility.getFullAXTree');
const names = nodes.filter(({ role, ignored }) => role?.value === 'button' && !ignored).map(({ name }) => name.value);
console.log(`Chromium ${browser.version()}, ${names.length} buttons`);
const [own, markup] = names;
const [lastOwn, lastMarkup] = names.slice(-2);
console.log(`generated words:     ${JSON.stringify(own)} on the screen, ${JSON.stringify(lastOwn)} off it`);
console.log(`words in the markup: ${JSON.stringify(markup)} on the screen, ${JSON.stringify(lastMarkup)} off it`);
await browser.close();
const isSo = names.length === 200 && own === 'before Website' && lastOwn === 'Website' && lastMarkup === markup;
process.exit(isSo ? 0 : 1);
JS
node seen.js
