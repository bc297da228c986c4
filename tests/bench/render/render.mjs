// Renders pages in headless Chromium: `node render.mjs JOB.json`, called by ../render.py.
// The job: {modules, chromium, profile, out, pages: [{name, file}], widths, themes}. Prints a JSON line a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { loadRenderer } from "./page.mjs";

// Screenshots of longer pages are cut: Chromium draws no more than 16,384 pixels.
const MAX_HEIGHT = 6000;
const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" ");

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { chromium } = createRequire(join(job.modules, "/"))("playwright-core");
const render = loadRenderer(job.modules);
const context = await chromium.launchPersistentContext(job.profile, {
  executablePath: job.chromium,
  headless: true,
  args: FLAGS,
  offline: true, // nothing is fetched: images of the web show their text
});
const tab = await context.newPage();
for (const { name, file } of job.pages) {
  const source = readFileSync(file, "utf8");
  const html = render(source);
  const result = { name, bytes: Buffer.byteLength(source), heights: {}, scrolling: {} };
  for (const width of job.widths) {
    await tab.setViewportSize({ width, height: 800 });
    for (const theme of job.themes) {
      await tab.emulateMedia({ colorScheme: theme });
      await tab.setContent(html, { waitUntil: "load" });
      const { height, scrolling } = await tab.evaluate(measure);
      result.heights[width] = height;
      result.scrolling[width] = scrolling;
      await tab.screenshot({
        path: join(job.out, `${name}-${width}-${theme}.png`),
        clip: { x: 0, y: 0, width, height: Math.min(height, MAX_HEIGHT) },
        fullPage: true,
      });
    }
  }
  console.log(JSON.stringify(result));
}
await context.close();

// Runs in the page: its height, and what scrolls sideways, code blocks left out.
function measure() {
  const scrolling = [];
  for (const element of document.querySelectorAll("html, .markdown-body *")) {
    if (element.closest("pre")) continue;
    const style = getComputedStyle(element);
    const scrolls = element === document.documentElement || /auto|scroll/.test(style.overflowX);
    if (!scrolls) continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      const text = element.textContent.trim().slice(0, 40).replace(/\s+/g, " ");
      scrolling.push(`<${element.localName}> ${element.scrollWidth} in ${element.clientWidth}: ${text}`);
    }
  }
  return { height: Math.ceil(document.documentElement.getBoundingClientRect().height), scrolling };
}
