// Compiles the pages of FOLDER as Docusaurus does, and prints as JSON what is wrong with each:
// what does not compile, and elements or expressions that are more than a text.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const load = async (name) => {
  const home = path.join(modules, name);
  const manifest = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8"));
  const entry = manifest.exports?.["."]?.default ?? manifest.exports?.default ?? manifest.exports ?? manifest.main;
  return import(pathToFileURL(path.join(home, typeof entry === "string" ? entry : "index.js")));
};
const { compile } = await load("@mdx-js/mdx");
const gfm = (await load("remark-gfm")).default;
const directive = (await load("remark-directive")).default;
const HARMLESS = new Set(["br", "del", "code"]);

const list = (top) =>
  fs.readdirSync(top, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(top, entry.name);
    return entry.isDirectory() ? list(full) : [full];
  });

const problems = {};
let count = 0;
for (const file of list(folder).filter((name) => name.endsWith(".md"))) {
  const text = fs.readFileSync(file, "utf8").replace(/^---\n[^]*?\n---\n/, "");
  const strange = [];
  const look = () => (tree) => {
    const visit = (node) => {
      const isHarmless = HARMLESS.has(node.name) && !(node.attributes || []).length;
      if (/^mdx|^html$/.test(node.type) && !isHarmless) strange.push(`${node.type} ${node.name ?? node.value}`);
      if (/^(link|image|definition)$/.test(node.type) && /^\s*(javascript|vbscript|data|file):/i.test(node.url))
        strange.push(`${node.type} ${node.url}`);
      (node.children || []).forEach(visit);
    };
    visit(tree);
  };
  try {
    await compile(text, { format: "mdx", remarkPlugins: [gfm, directive, look] });
  } catch (error) {
    strange.push(`${error.line}: ${error.message}`);
  }
  if (strange.length) problems[path.relative(folder, file)] = strange;
  count += 1;
}
console.log(JSON.stringify({ count, problems }));
