// Reads Mermaid texts from stdin, parted by NUL. Fails at the first that Mermaid does not parse.
// MINUTEBOOK_MERMAID names the node_modules folder where `mermaid` and `jsdom` are installed.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const modules = resolve(process.env.MINUTEBOOK_MERMAID ?? "node_modules");
const require = createRequire(modules + "/");
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const entry = resolve(modules, "mermaid", "dist", "mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(entry).href);
const texts = readFileSync(0, "utf8").split("\0");
for (const [at, text] of texts.entries()) {
  try {
    await mermaid.parse(text);
  } catch (error) {
    console.error(`text ${at + 1}: ${error.message}\n${text}`);
    process.exit(1);
  }
}
console.log(`${texts.length} parsed`);
