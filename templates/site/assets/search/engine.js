// Searches the index that the site's build has made (src/minutebook/site/search/index.py says what is
// in it). The index is scripts that call `minutebookSearch.take`: a query loads only those files that
// its words begin like. Needs folding.js and query.js; knows nothing of a page.
(function () {
  "use strict";

  var folding = globalThis.minutebookFolding;
  var FORMAT = 1;
  var MAX_DENSE_ID = 4000000; // above, as where numbers are dates, a table would be too large
  var GENERATIONS = ["o", "n"]; // the words of older and of the newest records
  var BLOCK_SIZE = 256; // numbers of records whose titles are one file
  var LETTER_A = 65;
  var MAX_WEIGHT = 25;
  var FORM_SHARE = 0.8; // what a match by another form of the word counts; by a longer word: less
  var LONGER_SHARE = 0.7;
  var TYPO_SHARE = 0.6;
  var MIN_ROOT = 4;
  var MIN_TYPO_CHARS = 5;
  var MAX_PHRASE_CHECKS = 2000; // records whose titles and summaries are looked at for a phrase
  // What a word and its other forms end in, behind the part that they share.
  var ENDINGS = new Set(
    (" s es e ed d er ers ing ings ion ions ation ations ate ated ates ating ator ators ly al able ment" +
      " ments y ies ied ive ity").split(" ")
  );
  var ROOT = /^([a-z]{4,}?)(?:ations?|ators?|at(?:ed|es|e|ing)|ments?|ions?|ings?|able|ive|ity|ies|ied|ers?|ed|es|al|ly|[sey])?$/;

  var received = new Map(); // by the name of the file: what it has handed over
  var loading = new Map();
  var words = new Map(); // by the name of a file: its words, each with its records as written
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

  function findRoot(word) {
    var match = ROOT.exec(word);
    return match ? match[1] : "";
  }

  // How much a word of the index counts for a word that is asked for; 0 where it is another.
  function compareWord(word, asked, root, isPrefix) {
    if (word === asked) return 1;
    if (root && word.startsWith(root) && ENDINGS.has(word.slice(root.length))) return FORM_SHARE;
    if (isPrefix && word.startsWith(asked)) {
      return LONGER_SHARE * Math.max(0.5, asked.length / word.length);
    }
    return 0;
  }

  // The records that have a word: a map of place to score, and the words that were met.
  async function matchWord(asked, isPrefix) {
    var root = findRoot(asked);
    var lists = await loadWords(root || asked);
    var weights = new Float64Array(head.records.length);
    var met = [];
    lists.forEach(function (list) {
      if (!root && !isPrefix) {
        if (list.has(asked)) addPostings(weights, list.get(asked), 1);
        return;
      }
      list.forEach(function (postings, word) {
        var share = compareWord(word, asked, root, isPrefix);
        if (!share) return;
        if (share === FORM_SHARE) met.push(word);
        addPostings(weights, postings, share);
      });
    });
    return { asked: asked, isPrefix: isPrefix, scores: weighByRarity(weights), met: met };
  }

  function addPostings(weights, postings, share) {
    readPostings(postings, function (place, weight) {
      var value = share * (weight + 1);
      if (value > weights[place]) weights[place] = value;
    });
  }

  // Weights by place, 0 for none, as a map of place to score: a word that few records have tells more.
  function weighByRarity(weights) {
    var count = 0;
    for (var place = 0; place < weights.length; place += 1) if (weights[place]) count += 1;
    var rarity = Math.log(1 + (weights.length - count + 0.5) / (count + 0.5));
    var scores = new Map();
    for (place = 0; place < weights.length; place += 1) {
      if (weights[place]) scores.set(place, (weights[place] / MAX_WEIGHT) * rarity);
    }
    return scores;
  }

  // The word of the index with the most records that is one typo away; "" for none.
  async function correctWord(asked) {
    if (Array.from(asked).length < MIN_TYPO_CHARS || /[0-9]/.test(asked)) return "";
    var starts = Array.from(new Set(Array.from(asked).slice(0, 2)));
    var lists = (await Promise.all(starts.map(loadWords))).flat();
    var lengths = new Map();
    lists.forEach(function (list) {
      list.forEach(function (postings, word) {
        if (isOneTypoAway(asked, word)) lengths.set(word, (lengths.get(word) || 0) + postings.length);
      });
    });
    var best = "";
    lengths.forEach(function (length, word) {
      if (!best || length > lengths.get(best)) best = word;
    });
    return best;
  }

  // Whether two different words are equal but for one letter: more, less, another, or two swapped.
  function isOneTypoAway(first, second) {
    var difference = first.length - second.length;
    if (difference > 1 || difference < -1 || first === second) return false;
    var start = 0;
    while (start < first.length && first[start] === second[start]) start += 1;
    if (difference === 1) return first.slice(start + 1) === second.slice(start);
    if (difference === -1) return first.slice(start) === second.slice(start + 1);
    if (first.slice(start + 1) === second.slice(start + 1)) return true;
    return (
      first[start] === second[start + 1] &&
      first[start + 1] === second[start] &&
      first.slice(start + 2) === second.slice(start + 2)
    );
  }

  // The sets of words, one of which a term needs: numbers with and without zeros, parts of mixed words.
  function listForms(term, isLast) {
    var asked = folding.listAskedWords(term.text);
    var isPrefix = term.isPrefix || asked.isOpen || (isLast && !term.isPhrase);
    var forms = [asked.words];
    var number = /^#?([0-9]{1,9})$/.exec(term.text);
    if (number) {
      var plain = String(Number(number[1]));
      return { isPrefix: false, forms: [[plain], [plain.padStart(4, "0")]] };
    }
    var ref = /^(adr|phr)[-_ ]?([0-9]{1,9})$/i.exec(term.text);
    if (ref) return { isPrefix: false, forms: [[ref[1].toLowerCase(), String(Number(ref[2]))]] };
    var split = folding.splitMixed(term.text);
    if (split !== term.text) forms.push(folding.listWords(split));
    return { isPrefix: isPrefix, forms: forms };
  }

  async function matchTerm(term, isLast, marks, corrections) {
    var form = listForms(term, isLast);
    var best = new Map();
    for (var words of form.forms) {
      // The index does not have all stop words of texts: a phrase is looked for by its other words.
      var telling = words.filter((word) => !head.stopWords.has(word));
      var list = telling.length && words.length > 1 ? telling : words;
      var matches = await Promise.all(
        list.map(function (word, index) {
          return matchSpelled(word, form.isPrefix && index === list.length - 1, term, corrections);
        })
      );
      matches.forEach(function (match) {
        marks.words.push(match.asked, ...match.met);
        if (match.isPrefix) marks.prefixes.push(match.asked);
      });
      intersect(matches.map((match) => match.scores)).forEach(function (score, place) {
        if (score > (best.get(place) || 0)) best.set(place, score);
      });
    }
    return best;
  }

  async function matchSpelled(word, isPrefix, term, corrections) {
    // A single letter begins a word in every record.
    var begins = isPrefix && (word.length > 1 || term.isPrefix || folding.isUnspaced(word));
    var match = await matchWord(word, begins);
    if (match.scores.size || term.isPhrase || term.isPrefix) return match;
    var corrected = await correctWord(word);
    if (!corrected) return match;
    corrections.set(word, corrected);
    match = await matchWord(corrected, false);
    match.scores.forEach(function (score, place) {
      match.scores.set(place, score * TYPO_SHARE);
    });
    return match;
  }

  function intersect(maps) {
    if (!maps.length) return new Map();
    var sorted = maps.slice().sort((one, other) => one.size - other.size);
    var sums = new Map();
    sorted[0].forEach(function (score, place) {
      for (var index = 1; index < sorted.length; index += 1) {
        var more = sorted[index].get(place);
        if (more === undefined) return;
        score += more;
      }
      sums.set(place, score);
    });
    return sums;
  }

  // The records with any of the words: those with more of them first.
  function unite(maps) {
    var sums = new Map();
    maps.forEach(function (map) {
      map.forEach(function (score, place) {
        sums.set(place, (sums.get(place) || 0) + score + 100);
      });
    });
    return sums;
  }

  async function matchGroups(query, marks, corrections, notes) {
    var required = [];
    var optional = [];
    var requiredMarks = [];
    var optionalMarks = [];
    var last = query.groups.length - 1;
    var endsOpen = /[^\s"]$/.test(query.text);
    for (var place = 0; place <= last; place += 1) {
      var group = query.groups[place];
      var best = new Map();
      var groupMarks = { words: [], prefixes: [] };
      for (var term of group) {
        (await matchTerm(term, place === last && endsOpen, groupMarks, corrections)).forEach(function (score, each) {
          if (score > (best.get(each) || 0)) best.set(each, score);
        });
      }
      (isOptional(group, best) ? optional : required).push(best);
      (isOptional(group, best) ? optionalMarks : requiredMarks).push(groupMarks);
    }
    if (!required.length) {
      required = optional.splice(0);
      requiredMarks = optionalMarks;
    }
    requiredMarks.forEach(function (each) {
      marks.words.push(...each.words);
      marks.prefixes.push(...each.prefixes);
    });
    var scores = intersect(required);
    if (!scores.size && required.length > 1) {
      scores = unite(required);
      if (scores.size) notes.push("No record has all the words; these have some of them.");
    }
    optional.forEach(function (map) {
      map.forEach(function (score, each) {
        if (scores.has(each)) scores.set(each, scores.get(each) + score);
      });
    });
    return scores;
  }

  // The index has no such words but those of titles; and one letter is a word half typed.
  function isOptional(group, scores) {
    return group.every(function (term) {
      var text = term.text.toLowerCase();
      return !term.isPhrase && (head.stopWords.has(text) || (text.length === 1 && !scores.size));
    });
  }

  function foldName(text) {
    return folding.listWords(text).join(" ");
  }

  async function keepFiltered(scores, filters, notes) {
    for (var filter of filters) {
      var accepts = await makeFilter(filter, notes);
      scores.forEach(function (score, place) {
        if (accepts(head.records[place], place) === filter.isExcluded) scores.delete(place);
      });
    }
  }

  async function makeFilter(filter, notes) {
    var values = filter.values.map(foldName);
    var has = function (name) {
      return values.includes(foldName(name));
    };
    switch (filter.name) {
      case "kind":
        return (record) => values.some((value) => readKind(value) === record.kind);
      case "status":
      case "stage":
        var kind = filter.name === "stage" ? "phr" : "";
        return (record) => (!kind || record.kind === kind) && (has(record.state) || has(record.stateShown));
      case "label":
        return (record) => record.labels.some(has);
      case "repository":
        return (record) => record.repository.some((name) => name !== "" && has(name));
      case "since":
      case "until":
        return makeDayFilter(filter, notes);
      case "path":
        return collectPlaces(":p", (path) => filter.values.some((value) => matchesPath(path, value)));
      case "session":
        return collectPlaces(":s", function (session) {
          return filter.values.some((value) => session.toLowerCase().startsWith(value.toLowerCase()));
        });
      default:
        return (record) => has(record[filter.name]);
    }
  }

  function readKind(value) {
    if (/^(adr|adrs|decisions?)$/.test(value)) return "adr";
    return /^(phr|phrs|prompts?)$/.test(value) ? "phr" : value;
  }

  function makeDayFilter(filter, notes) {
    var days = filter.values.filter((value) => /^\d{4}(-\d{2}){0,2}$/.test(value));
    if (!days.length) {
      notes.push(filter.name + ": takes a year, a month or a day: 2026, 2026-03, 2026-03-01.");
      return () => !filter.isExcluded;
    }
    return function (record) {
      if (record.day < 0) return false;
      return days.some(function (day) {
        var date = formatDay(record.day).slice(0, day.length);
        return filter.name === "since" ? date >= day : date <= day;
      });
    };
  }

  async function collectPlaces(sign, accepts) {
    var places = new Set();
    (await loadWords(sign)).forEach(function (list) {
      list.forEach(function (postings, word) {
        if (word.startsWith(sign) && accepts(word.slice(sign.length))) {
          readPostings(postings, (place) => places.add(place));
        }
      });
    });
    return (record, place) => places.has(place);
  }

  // A path or its end, that of a folder with files below it, or a file that a pattern governs.
  function matchesPath(path, asked) {
    var value = asked.replace(/^\.?\/+|\/+$/g, "");
    if (("/" + path + "/").includes("/" + value + "/")) return true;
    return /[*?]/.test(path) && makePattern(path).test(value);
  }

  // A pattern of files as a decision governs them: * within a folder, ** over folders.
  function makePattern(glob) {
    var parts = glob.split(/(\*\*\/|\*\*|\*|\?)/).map(function (part) {
      var signs = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
      return Object.hasOwn(signs, part) ? signs[part] : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    });
    return new RegExp("^" + parts.join("") + "$");
  }

  async function loadShown(place) {
    var record = head.records[place];
    var block = Math.floor(record.id / BLOCK_SIZE).toString(36);
    var rows = await fetchFile("r" + block, "r" + block + ".js", head.files.r[block]);
    var row = rows.find((each) => each[0] === record.id);
    return Object.assign({ date: formatDay(record.day) }, record, { ref: row[1], title: row[2], url: row[3], summary: row[4] });
  }

  // Of the records with all words of the phrases those that have them in a row in title or summary.
  async function checkPhrases(scores, phrases, notes) {
    var wanted = phrases.map((term) => " " + folding.listAskedWords(term.text).words.join(" ") + (term.isPrefix ? "" : " "));
    var places = Array.from(scores.keys()).sort((one, other) => scores.get(other) - scores.get(one));
    var shown = await Promise.all(places.slice(0, MAX_PHRASE_CHECKS).map(loadShown));
    var having = new Set();
    shown.forEach(function (record, index) {
      var texts = [record.title, record.summary].map((text) => " " + folding.listWords(text).join(" ") + " ");
      if (wanted.every((phrase) => texts.some((text) => text.includes(phrase)))) having.add(places[index]);
    });
    if (having.size) {
      places.forEach((place) => having.has(place) || scores.delete(place));
    } else if (scores.size) {
      notes.push("No title or summary has the phrase; these records have its words.");
    }
  }

  function sortPlaces(scores, exact) {
    var records = head.records;
    var ranks = new Float64Array(records.length);
    scores.forEach(function (score, place) {
      var isExact = exact !== null && isRecord(records[place], exact);
      ranks[place] = Math.round(score * 100) + (isExact ? 1e9 : 0);
    });
    return Array.from(scores.keys()).sort(function (one, other) {
      return ranks[other] - ranks[one] || records[other].day - records[one].day || records[other].id - records[one].id;
    });
  }

  // Numbers in the index are made of those of records: see numbering.py.
  function isRecord(record, exact) {
    var slot = Math.floor(Math.floor(record.id / BLOCK_SIZE) / head.groups) * BLOCK_SIZE + (record.id % BLOCK_SIZE);
    return slot === exact.number && (!exact.kind || exact.kind === record.kind);
  }

  // What a query finds, the best first: {hits, total, notes, corrections: [[typed, meant]], marks}. A
  // hit has ref, title, url, summary, kind, state, stateShown, date, repository, labels.
  async function search(text, options) {
    var limit = (options && options.limit) || 50;
    var offset = (options && options.offset) || 0;
    await loadHead();
    var query = globalThis.minutebookQuery.parseQuery(text);
    var notes = query.notes.slice();
    var marks = { words: [], prefixes: [] };
    var corrections = new Map();
    var scores = new Map();
    if (query.groups.length) {
      scores = await matchGroups(query, marks, corrections, notes);
    } else if (query.filters.length || query.excluded.length) {
      head.records.forEach((record, place) => scores.set(place, 0));
    }
    for (var term of query.excluded) {
      var excluded = await matchTerm(Object.assign({}, term), false, { words: [], prefixes: [] }, new Map());
      excluded.forEach((score, place) => scores.delete(place));
    }
    await keepFiltered(scores, query.filters, notes);
    var phrases = query.groups.filter((group) => group.length === 1 && group[0].isPhrase).map((group) => group[0]);
    if (phrases.length) await checkPhrases(scores, phrases, notes);
    var sorted = sortPlaces(scores, globalThis.minutebookQuery.readExactNumber(query.text));
    return {
      hits: await Promise.all(sorted.slice(offset, offset + limit).map(loadShown)),
      total: sorted.length,
      notes: notes,
      corrections: Array.from(corrections),
      marks: { words: Array.from(new Set(marks.words)), prefixes: Array.from(new Set(marks.prefixes)) },
    };
  }

  // A text as pieces: [text, whether it is a match].
  function splitMarked(text, marks) {
    var pieces = [];
    var end = 0;
    var add = function (start, stop) {
      if (start > end) pieces.push([text.slice(end, start), false]);
      var last = pieces[pieces.length - 1];
      if (last && last[1]) last[0] += text.slice(Math.max(end, start), stop);
      else pieces.push([text.slice(start, stop), true]);
      end = stop;
    };
    findSpans(text, marks).forEach(function (span) {
      if (span[1] > end) add(Math.max(span[0], end), span[1]);
    });
    if (end < text.length) pieces.push([text.slice(end), false]);
    return pieces;
  }

  function findSpans(text, marks) {
    var spans = [];
    var known = new Set(marks.words);
    var isMatch = function (word) {
      return known.has(word) || marks.prefixes.some((prefix) => word.startsWith(prefix));
    };
    for (var run of text.matchAll(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)) {
      var found = folding.listWords(run[0]);
      if (!Array.from(run[0]).some(folding.isUnspaced) && found.some(isMatch)) {
        spans.push([run.index, run.index + run[0].length]);
      }
    }
    // Scripts without blanks: the pairs of characters, wherever they stand.
    var asked = marks.words.filter((word) => folding.isUnspaced(word));
    if (asked.length) {
      var folded = folding.foldWithPlaces(text);
      asked.forEach(function (word) {
        for (var at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + 1)) {
          spans.push([folded.places[at], folded.places[at + word.length]]);
        }
      });
    }
    return spans.sort((one, other) => one[0] - other[0]);
  }

  globalThis.minutebookSearch = {
    take: take,
    setLoader: setLoader,
    loadHead: loadHead,
    search: search,
    splitMarked: splitMarked,
    isOneTypoAway: isOneTypoAway,
  };
})();
