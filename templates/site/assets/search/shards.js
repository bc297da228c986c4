// The files of the search's index, as the site's build has made them (src/minutebook/site/search/index.py
// says what is in them): scripts that call `minutebookSearch.take`. They are loaded when something in them
// is asked for, by what `setLoader` was given.
(function () {
  "use strict";

  var FORMAT = 1;
  var MAX_DENSE_ID = 4000000; // above, as where numbers are dates, a table would be too large
  var GENERATIONS = ["o", "n"]; // the words of older and of the newest records
  var BLOCK_SIZE = 256; // numbers of records whose titles are one file
  var LETTER_A = 65;
  var MAX_WEIGHT = 25;

  var received = new Map(); // by the name of the file: what it has handed over
  var loading = new Map();
  var words = new Map(); // by the name of a file: its words, each with its records as written
  var rowsById = new Map(); // by what a file of titles has handed over
  var head = null;
  var load = null;

  function take(name, data) {
    received.set(name, data);
  }

  // `loadScript(path, digest)` runs a script of the folder of the index, and gives a promise.
  function setLoader(loadScript) {
    load = loadScript;
  }

  function formatPrefix(prefix) {
    return Array.from(prefix, function (char) {
      return /[a-z0-9]/.test(char) ? char : "_" + char.codePointAt(0).toString(16);
    }).join("");
  }

  function fetchFile(name, path, digest) {
    if (received.has(name)) return Promise.resolve(received.get(name));
    if (!loading.has(name)) {
      var promise = load(path, digest).then(function () {
        if (!received.has(name)) throw new Error(path + " says nothing");
        return received.get(name);
      });
      // What could not be loaded is tried again by the next query.
      promise.catch(function () {
        loading.delete(name);
      });
      loading.set(name, promise);
    }
    return loading.get(name);
  }

  async function loadHead() {
    if (head) return head;
    var data = await fetchFile("head", "head.js", "");
    if (data.format !== FORMAT) throw new Error("the index has another format");
    head = readHead(data);
    return head;
  }

  function readHead(data) {
    var rows = data.rows ? data.rows.split(";") : [];
    var id = 0;
    var records = rows.map(function (row) {
      var fields = row.split(",");
      id += fields[0] === "" ? 1 : parseInt(fields[0], 36);
      var state = pick(data.states, fields[1]) || ["", "", ""];
      return {
        id: id,
        kind: state[0],
        state: state[1],
        stateShown: state[2],
        day: fields[2] ? parseInt(fields[2], 36) : -1, // since 1970
        repository: pick(data.repositories, fields[3]) || ["", ""],
        feature: pick(data.features, fields[4]) || "",
        agent: pick(data.agents, fields[5]) || "",
        labels: (fields[6] || "").split(".").filter(Boolean).map(pick.bind(null, data.labels)),
      };
    });
    // Places in `records` by number, each one higher; 0 where no record has the number.
    var places = id < MAX_DENSE_ID ? new Int32Array(id + 1) : {};
    records.forEach(function (record, place) {
      places[record.id] = place + 1;
    });
    return {
      records: records,
      places: places,
      files: data.files,
      groups: data.groups,
      stopWords: new Set(data.stopWords.split(" ")),
    };
  }

  function formatDay(day) {
    return day < 0 ? "" : new Date(day * 86400000).toISOString().slice(0, 10);
  }

  function pick(names, place) {
    return place ? names[parseInt(place, 36) - 1] : undefined;
  }

  // Loads the files with words that begin so, and gives their words: maps of word to records.
  async function loadWords(prefix) {
    var names = [];
    GENERATIONS.forEach(function (generation) {
      var files = head.files[generation];
      var chars = Array.from(prefix);
      for (var length = chars.length; length >= 0; length -= 1) {
        var shorter = chars.slice(0, length).join("");
        if (Object.hasOwn(files, shorter)) {
          names.push([generation, shorter]);
          break;
        }
      }
      Object.keys(files).forEach(function (each) {
        if (each.length > prefix.length && each.startsWith(prefix)) names.push([generation, each]);
      });
    });
    return Promise.all(
      names.map(async function (pair) {
        var name = pair[0] + pair[1];
        var text = await fetchFile(name, pair[0] + formatPrefix(pair[1]) + ".js", head.files[pair[0]][pair[1]]);
        if (!words.has(name)) words.set(name, readLines(text));
        return words.get(name);
      })
    );
  }

  function readLines(text) {
    var lines = new Map();
    text.split("\n").forEach(function (line) {
      var blank = line.lastIndexOf(" ");
      if (blank > 0) lines.set(line.slice(0, blank), line.slice(blank + 1));
    });
    return lines;
  }

  // Calls `visit(place, weight)` for each record of a line; the place is that in `head.records`.
  function readPostings(text, visit) {
    var id = 0;
    var step = 0;
    for (var index = 0; index < text.length; index += 1) {
      var code = text.charCodeAt(index);
      if (code >= LETTER_A && code <= LETTER_A + MAX_WEIGHT) {
        id += step;
        step = 0;
        var place = head.places[id];
        if (place) visit(place - 1, code - LETTER_A);
      } else {
        step = step * 32 + (code < LETTER_A ? code - 48 : code - 87);
      }
    }
  }

  async function loadShown(place) {
    var record = head.records[place];
    var block = Math.floor(record.id / BLOCK_SIZE).toString(36);
    var rows = await fetchFile("r" + block, "r" + block + ".js", head.files.r[block]);
    if (!rowsById.has(rows)) rowsById.set(rows, new Map(rows.map((row) => [row[0], row])));
    var row = rowsById.get(rows).get(record.id);
    return Object.assign({ date: formatDay(record.day) }, record, { ref: row[1], title: row[2], url: row[3], summary: row[4] });
  }

  globalThis.minutebookShards = {
    BLOCK_SIZE: BLOCK_SIZE,
    MAX_WEIGHT: MAX_WEIGHT,
    take: take,
    setLoader: setLoader,
    loadHead: loadHead,
    loadWords: loadWords,
    loadShown: loadShown,
    readPostings: readPostings,
    formatDay: formatDay,
  };
})();
