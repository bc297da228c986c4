// A markdown page as GitHub shows it: GFM, its sanitising, front matter as a table, its stylesheet.
// What needs more than the page is left as text: mentions, numbers of issues, names of emoji, math,
// alerts (`> [!NOTE]`), charts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// GitHub's list of elements (html-pipeline's sanitization filter); comments and the rest go.
const ELEMENTS = (
  "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p picture ol ul table thead tbody " +
  "tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike summary details caption figure " +
  "figcaption abbr bdo cite dfn mark small source span time wbr section input"
).split(" ");
// Of GFM: these tags are shown as text.
const DISALLOWED_TAG = /<(?=\/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)\b)/gi;
const ATTRIBUTES = {
  "*": "abbr align alt border cellpadding cellspacing char checked cite clear color cols colspan compact coords dir disabled height hspace id lang name nowrap open rel rows rowspan span start summary title type valign value width class".split(" "),
  a: ["href"],
  img: ["src", "alt", "width", "height"],
};

/** Loads the libraries from `modules`, a node_modules folder; returns a function from markdown to HTML. */
export function loadRenderer(modules) {
  const require = createRequire(join(modules, "/"));
  const markdown = require("markdown-it")({ html: true, linkify: true });
  const taskLists = require("markdown-it-task-lists");
  const footnotes = require("markdown-it-footnote");
  markdown.use(taskLists.default ?? taskLists).use(footnotes.default ?? footnotes);
  markdown.renderer.rules.footnote_block_open = () => '<section class="footnotes"><ol>';
  const sanitize = require("sanitize-html");
  const yaml = require("js-yaml");
  const css = readFileSync(join(modules, "github-markdown-css", "github-markdown.css"), "utf8");
  return (text) => {
    const [head, body] = splitFrontMatter(text.replace(/^\ufeff/, ""));
    const html = sanitize(markdown.render(body).replace(DISALLOWED_TAG, "&lt;"), {
      allowedTags: ELEMENTS,
      allowedAttributes: ATTRIBUTES,
      allowedSchemes: ["http", "https", "mailto"],
    });
    return document(css, showFrontMatter(head, yaml) + html);
  };
}

function splitFrontMatter(text) {
  const found = /^---\r?\n([\s\S]*?\r?\n)?---[ \t]*(\r?\n|$)/.exec(text);
  return found ? [found[1] ?? "", text.slice(found[0].length)] : ["", text];
}

function showFrontMatter(head, yaml) {
  if (!head.trim()) return "";
  try {
    // GitHub reads dates as they stand.
    return showValue(yaml.load(head, { schema: yaml.JSON_SCHEMA }));
  } catch (error) {
    return `<p><strong>Error in user YAML:</strong> ${escape(error.reason ?? error.message)}</p><pre><code>${escape(head)}</code></pre>`;
  }
}

// Mappings are a row of keys and a row of values; lists are a row of their entries.
function showValue(value) {
  if (Array.isArray(value)) {
    return `<table><tbody><tr>${value.map((entry) => `<td>${showValue(entry)}</td>`).join("")}</tr></tbody></table>`;
  }
  if (value && typeof value === "object") {
    const cells = (tag, entries) => entries.map((entry) => `<${tag}>${entry}</${tag}>`).join("");
    return (
      `<table><thead><tr>${cells("th", Object.keys(value).map(escape))}</tr></thead>` +
      `<tbody><tr>${cells("td", Object.values(value).map(showValue))}</tr></tbody></table>`
    );
  }
  return `<div dir="auto">${value === null || value === undefined ? "" : escape(String(value))}</div>`;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// The article's width is that of a file's page on GitHub; blocks have their own direction, as there.
function document(css, body) {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>${css}
body { margin: 0 } .markdown-body { box-sizing: border-box; min-width: 200px; max-width: 1012px; margin: 0 auto; padding: 32px }
@media (max-width: 767px) { .markdown-body { padding: 16px } }
@media (prefers-color-scheme: dark) { body { background: #0d1117 } }
</style></head><body><article class="markdown-body">${body.replace(/<(p|h[1-6]|ul|ol)>/g, '<$1 dir="auto">')}</article></body></html>`;
}
