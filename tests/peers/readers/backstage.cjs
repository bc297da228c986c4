// What Backstage's parser of decision records reads in the pages of FOLDER, as JSON.
const fs = require("fs");
const Module = require("module");
const path = require("path");
const [modules, folder] = process.argv.slice(2);

// The parser stands in one file with a server, of which nothing is called.
const needed = new Set(["luxon", "marked", "@backstage/plugin-adr-common", "front-matter"]);
const nothing = new Proxy(function () {}, { get: (_, name) => (name === "__esModule" ? true : nothing) });
const load = Module._load;
const entry = `${modules}/@backstage/plugin-adr-backend/dist/index.cjs.js`;
Module._load = function (request, parent, isMain) {
  const fromEntry = parent && parent.filename === entry;
  if (fromEntry && !needed.has(request)) {
    return request === "@backstage/catalog-model" ? { stringifyEntityRef: () => "component:a/b" } : nothing;
  }
  if (request === "@backstage/catalog-model") return nothing;
  return load.call(this, request, parent, isMain);
};
const { createMadrParser, madrFilePathFilter } = {
  ...require(entry),
  ...require(`${modules}/@backstage/plugin-adr-common`),
};

(async () => {
  const parse = createMadrParser();
  const entity = { kind: "Component", metadata: { name: "a", title: "A" } };
  const pages = {};
  for (const name of fs.readdirSync(folder).filter(madrFilePathFilter).sort()) {
    const content = fs.readFileSync(path.join(folder, name), "utf8");
    try {
      const record = await parse({ entity, content, path: name });
      pages[name] = { title: record.title, status: record.status ?? null, date: record.date ?? null, error: null };
    } catch (failure) {
      pages[name] = { error: String(failure.message) };
    }
  }
  console.log(JSON.stringify({ error: null, pages }));
})();
