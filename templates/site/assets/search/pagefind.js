// Pagefind in place of the search of our own, where the site was built so: the same functions, by
// Pagefind's module, which fetches its index and so needs a page host (or `site serve`).
(function () {
  "use strict";

  var MARK_START = "\ue000";
  var MARK_END = "\ue001";
  var root = document.currentScript.src.replace(/assets\/search\/[^/]*$/, "");
  var pagefind = null;

  async function loadHead() {
    if (!pagefind) {
      pagefind = await import(root + "pagefind/pagefind.js");
      await pagefind.init();
    }
    return pagefind;
  }

  // An excerpt is HTML with marks: here it becomes text with signs, which no HTML is made from.
  function readExcerpt(excerpt) {
    var signed = excerpt.replace(/[\ue000\ue001]/g, "").replace(/<mark>/g, MARK_START).replace(/<\/mark>/g, MARK_END);
    return new DOMParser().parseFromString(signed, "text/html").body.textContent;
  }

  async function search(text, options) {
    var limit = (options && options.limit) || 50;
    var offset = (options && options.offset) || 0;
    var found = await (await loadHead()).search(text);
    var shown = await Promise.all(found.results.slice(offset, offset + limit).map((result) => result.data()));
    return {
      hits: shown.map(function (page) {
        return {
          title: page.meta.title || page.raw_url,
          url: decodeURI(page.raw_url || page.url).replace(/^\//, ""),
          summary: readExcerpt(page.excerpt),
          repository: ["", ""],
        };
      }),
      total: found.results.length,
      notes: [],
      corrections: [],
      marks: null,
    };
  }

  function splitMarked(text) {
    return text
      .split(new RegExp("(" + MARK_START + "[^" + MARK_END + "]*" + MARK_END + ")"))
      .filter(Boolean)
      .map(function (piece) {
        return [piece.replace(/[\ue000\ue001]/g, ""), piece.startsWith(MARK_START)];
      });
  }

  globalThis.minutebookSearch = {
    setLoader: function () {},
    loadHead: loadHead,
    search: search,
    splitMarked: splitMarked,
  };
})();
