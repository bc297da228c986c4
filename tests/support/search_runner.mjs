// Runs the search of the site in node: loads its scripts and an index, answers queries.
// stdin: {"assets": folder, "index": folder, "queries": [[text, options]]}; stdout: a list
// of {result, milliseconds, cpu, loaded}.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const run = (file) => vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
for (const name of ["folding", "query", "engine"]) run(path.join(asked.assets, `${name}.js`));
let loaded = [];
minutebookSearch.setLoader(async (name) => {
  loaded.push(name);
  run(path.join(asked.index, name));
});
const answers = [];
for (const [text, options] of asked.queries) {
  loaded = [];
  const start = performance.now();
  const used = process.cpuUsage();
  let result;
  try {
    result = await minutebookSearch.search(text, options || {});
    result.markedTitles = result.hits.map((hit) => minutebookSearch.splitMarked(hit.title, result.marks));
  } catch (error) {
    result = { error: String(error) };
  }
  const cpu = process.cpuUsage(used);
  answers.push({ result, milliseconds: performance.now() - start, cpu: (cpu.user + cpu.system) / 1000, loaded });
}
process.stdout.write(JSON.stringify(answers));
