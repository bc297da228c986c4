// Reads what is typed to search: words, "phrases", begin*, -word, NOT word, one OR another, and
// filters (kind:adr status:accepted label:db …), as `minutebook search` does. While one types, much
// is half finished: so nothing is refused here; what is not understood is said in `notes`.
(function () {
  "use strict";

  var FIELDS = [
    "kind", "stage", "status", "label", "agent", "feature", "path", "session", "since", "until", "repository",
  ];
  var SYNONYMS = {
    tag: "label", tags: "label", labels: "label", topic: "label", file: "path", files: "path", folder: "path",
    type: "kind", is: "kind", state: "status", phase: "stage", tool: "agent", after: "since", from: "since",
    before: "until", to: "until", repo: "repository",
  };
  var TOKEN = /(-(?!-))?(?:([A-Za-z][A-Za-z_-]*):)?(?:"([^"]*)(?:"|$)(\*)?|([^\s"]*))/y;
  var MAX_CHARS = 2000;
  var MAX_TERMS = 60;

  function isSearched(text) {
    return /[\p{L}\p{N}\p{So}]/u.test(text);
  }

  // http://, std::, port:80 are words, and so is what has no value.
  function looksLikeFilter(name, quoted, word) {
    return Boolean(name) && (quoted !== undefined || (word !== "" && !/^[:/\\0-9]/.test(word)));
  }

  // {groups: [[term]], excluded: [term], filters: [{name, values, isExcluded}], notes: [text]}, a
  // term being {text, isPhrase, isPrefix}; a record has one term of each group.
  function parseQuery(text) {
    var query = { text: text, groups: [], excluded: [], filters: [], notes: [] };
    var normal = text.slice(0, MAX_CHARS).replace(/[“”„‟«»]/g, '"');
    var joinsLast = false;
    var excludesNext = false;
    var lastRole = "";
    var termCount = 0;
    var offset = 0;
    while (offset < normal.length) {
      TOKEN.lastIndex = offset;
      var token = TOKEN.exec(normal);
      offset = Math.max(offset + 1, token ? TOKEN.lastIndex : 0);
      if (!token || !token[0]) continue;
      if (token[0] === "OR") {
        joinsLast = lastRole !== "";
        continue;
      }
      if (token[0] === "NOT") {
        excludesNext = true;
        continue;
      }
      var isExcluded = Boolean(token[1]) || excludesNext;
      var name = (token[2] || "").toLowerCase();
      var field = FIELDS.includes(name) ? name : Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : "";
      var isFilter = looksLikeFilter(name, token[3], token[5]);
      if (field && (isFilter || /^[0-9]/.test(token[5] || ""))) {
        addFilter(query, field, (token[3] === undefined ? token[5] : token[3]).trim(), isExcluded);
        lastRole = field;
      } else if (FIELDS.includes(name) && !token[3] && !token[5]) {
        continue; // the value is not typed yet
      } else {
        if (isFilter && !field) query.notes.push("No filter is called “" + name + ":”; it was taken as a word.");
        var term = readTerm(token);
        if (!term || termCount === MAX_TERMS) continue;
        termCount += 1;
        if (isExcluded) query.excluded.push(term);
        else if (joinsLast && lastRole === "word") query.groups[query.groups.length - 1].push(term);
        else query.groups.push([term]);
        lastRole = isExcluded ? "excluded" : "word";
      }
      joinsLast = excludesNext = false;
    }
    return query;
  }

  function addFilter(query, name, value, isExcluded) {
    if (!value) return;
    var known = query.filters.find(function (each) {
      return each.name === name && each.isExcluded === isExcluded;
    });
    if (known) known.values.push(value);
    else query.filters.push({ name: name, values: [value], isExcluded: isExcluded });
  }

  function readTerm(token) {
    var isPhrase = token[3] !== undefined;
    var text = isPhrase ? token[3].trimEnd() : (token[2] ? token[2] + ":" : "") + (token[5] || "");
    if (isPhrase && token[2]) text = token[2] + " " + text;
    var isPrefix = Boolean(token[4]) || text.endsWith("*");
    text = text.replace(/\*+$/, "");
    return isSearched(text) ? { text: text, isPhrase: isPhrase, isPrefix: isPrefix } : null;
  }

  // The kind ("" for any) and number of the record that a query is: ADR-7, adr 7, 0007, #7; or null.
  function readExactNumber(text) {
    var match = /^(?:(adr|phr)[-_ ]?|#)?([0-9]{1,9})$/i.exec(text.trim());
    return match && { kind: (match[1] || "").toLowerCase(), number: Number(match[2]) };
  }

  globalThis.minutebookQuery = { FIELDS: FIELDS, parseQuery: parseQuery, readExactNumber: readExactNumber };
})();
