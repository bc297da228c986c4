// What log4brains' core reads in the project FOLDER, which has a .log4brains.yml: pages, as JSON.
const [modules, folder] = process.argv.slice(2);
const { Log4brains } = require(`${modules}/@log4brains/core`);

Log4brains.create(folder).searchAdrs().then((records) => {
  const pages = {};
  for (const record of records) {
    pages[record.file.relativePath] = {
      title: record.title,
      status: record.status,
      date: record.publicationDate && record.publicationDate.slice(0, 10),
      deciders: record.deciders,
      tags: record.tags,
      supersededBy: record.supersededBy,
      // Links to records, as the site shows them: those that lead to a record that is there.
      links: [...record.body.enhancedMdx.matchAll(/<AdrLink slug="([^"]*)"/g)].map((m) => m[1]),
      error: null,
    };
  }
  console.log(JSON.stringify({ error: null, pages }));
});
