// Lints pages: `node lint.mjs MODULES < JOB`. The job: {configuration, texts: {name: markdown}}.
// Prints {name: ["MD001 line 3: …"]} for the pages with findings.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const entry = resolve(process.argv[2], "markdownlint", "lib", "exports-sync.mjs");
const { lint } = await import(pathToFileURL(entry).href);
const { configuration, texts } = JSON.parse(readFileSync(0, "utf8"));
const results = lint({ strings: texts, config: configuration });
const found = {};
for (const [name, errors] of Object.entries(results)) {
  if (!errors.length) continue;
  found[name] = errors.map((error) => {
    const detail = error.errorDetail ?? error.errorContext ?? "";
    return `${error.ruleNames[0]} line ${error.lineNumber}: ${error.ruleDescription} ${detail}`.trim();
  });
}
console.log(JSON.stringify(found));
