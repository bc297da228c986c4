// Texts of any script in the form in which they are indexed: the twin of minutebook's own folding
// (src/minutebook/catalog/fulltext/folding.py), which says why each thing is done. A test holds both
// equal on every character.
(function () {
  "use strict";

  var UNSPACED =
    "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3041-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff" +
    "\\u3105-\\u312f\\u3131-\\u318e\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97c" +
    "\\uac00-\\ud7fb\\u1100-\\u11ff\\uf900-\\ufaff\\u{20000}-\\u{3fffd}" +
    "\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ece\\u0edc-\\u0edf\\u1000-\\u103f\\u1050-\\u109f\\u1780-\\u17d3\\u17dc";
  var RUN = new RegExp("[" + UNSPACED + "]+", "gu");
  var LAST_RUN = new RegExp("([" + UNSPACED + "]+)[^\\p{L}\\p{N}]*$", "u");
  var STARTS_UNSPACED = new RegExp("^[" + UNSPACED + "]", "u");
  var ARABIC = /[\u0600-\u06ff]/;
  var ARABIC_ARTICLE = /(?<![\u0600-\u06ff])(?:[وفبك]?ال|لل)(?=[\u0600-\u06ff]{3})/g;
  var LETTERS = {
    "ی": "ي", "ى": "ي", "ئ": "ي", "ک": "ك", "ڪ": "ك",
    "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه", "ۃ": "ه", "ۂ": "ه", "ۀ": "ه",
    "ٱ": "ا", "ـ": "", "đ": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe",
  };
  var CLUSTER =
    /[\u3041-\u30ff\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?/g;
  // Marks of the combining classes 7, 10 to 36, and 200 and more, which JavaScript does not tell:
  // accents and vowel points.
  var ACCENT = new RegExp(
    "^[" +
      "\\u0300-\\u0333\\u0339-\\u034e\\u0350-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2" +
      "\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8" +
      "\\u06ea-\\u06ed\\u0711\\u0730-\\u074a\\u07eb-\\u07f3\\u07fd\\u0816-\\u0819\\u081b-\\u0823\\u0825-\\u0827" +
      "\\u0829-\\u082d\\u0859-\\u085b\\u0898-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff\\u093c\\u0951-\\u0954" +
      "\\u09bc\\u09fe\\u0a3c\\u0abc\\u0b3c\\u0c3c\\u0cbc\\u0f18\\u0f19\\u0f35\\u0f37\\u0f39\\u0f82\\u0f83" +
      "\\u0f86\\u0f87\\u0fc6\\u1037\\u108d\\u135d-\\u135f\\u17dd\\u18a9\\u1939-\\u193b\\u1a17\\u1a18\\u1a75-\\u1a7c" +
      "\\u1a7f\\u1ab0-\\u1abd\\u1abf-\\u1ace\\u1b34\\u1b6b-\\u1b73\\u1be6\\u1c37\\u1cd0-\\u1cd2\\u1cd5-\\u1ce0" +
      "\\u1ced\\u1cf4\\u1cf8\\u1cf9\\u1dc0-\\u1dff\\u20d0\\u20d1\\u20d4-\\u20d7\\u20db\\u20dc\\u20e1\\u20e7-\\u20e9" +
      "\\u20ec-\\u20f0\\u2cef-\\u2cf1\\u2de0-\\u2dff\\u302a-\\u302f\\ua66f\\ua674-\\ua67d\\ua69e\\ua69f" +
      "\\ua6f0\\ua6f1\\ua8e0-\\ua8f1\\ua92b-\\ua92d\\ua9b3\\uaab0\\uaab2-\\uaab4\\uaab7\\uaab8\\uaabe\\uaabf" +
      "\\uaac1\\ufb1e\\ufe20-\\ufe2f\\u{101fd}\\u{102e0}\\u{10376}-\\u{1037a}\\u{10a0d}\\u{10a0f}" +
      "\\u{10a38}\\u{10a3a}\\u{10ae5}\\u{10ae6}\\u{10d24}-\\u{10d27}\\u{10eab}\\u{10eac}\\u{10f46}-\\u{10f50}" +
      "\\u{10f82}-\\u{10f85}\\u{110ba}\\u{11100}-\\u{11102}\\u{11173}\\u{111ca}\\u{11236}\\u{112e9}" +
      "\\u{1133b}\\u{1133c}\\u{11366}-\\u{1136c}\\u{11370}-\\u{11374}\\u{11446}\\u{1145e}\\u{114c3}" +
      "\\u{115c0}\\u{116b7}\\u{1183a}\\u{11943}\\u{11d42}\\u{16b30}-\\u{16b36}\\u{1d165}\\u{1d166}" +
      "\\u{1d16d}-\\u{1d172}\\u{1d17b}-\\u{1d182}\\u{1d185}-\\u{1d18b}\\u{1d1aa}-\\u{1d1ad}\\u{1d242}-\\u{1d244}" +
      "\\u{1e000}-\\u{1e006}\\u{1e008}-\\u{1e018}\\u{1e01b}-\\u{1e021}\\u{1e023}\\u{1e024}\\u{1e026}-\\u{1e02a}" +
      "\\u{1e130}-\\u{1e136}\\u{1e2ae}\\u{1e2ec}-\\u{1e2ef}\\u{1e8d0}-\\u{1e8d6}\\u{1e944}-\\u{1e94a}" +
      "]",
    "u"
  );
  var WORD_CHARS = /[\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}\p{So}]+/gu;
  var SIGNED_NAME = /^([A-Za-z]{1,12})(\+\+|#)$/;
  var PART_START = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;
  var folds = new Map();

  function foldCase(text) {
    return Array.from(text, function (char) {
      return char.toLowerCase().toUpperCase().toLowerCase(); // full folding: ß is ss
    }).join("");
  }

  // The value of a decimal digit of any script: they stand in rows of ten, from zero to nine.
  function readDigit(char) {
    var code = char.codePointAt(0);
    var start = code;
    while (code - start < 10 && /^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start -= 1;
    return String((code - start) % 10);
  }

  function foldChar(char) {
    if (char < "\u0080") return char;
    if (/^[\ud800-\udfff]$/.test(char)) return " ";
    var folded = foldCase(char.normalize("NFKC"));
    if (!STARTS_UNSPACED.test(folded) || char === "\u0e33") folded = folded.normalize("NFKD");
    var kept = "";
    for (var each of folded) {
      if (ACCENT.test(each) || /^[\p{Cf}\ufe00-\ufe0f]$/u.test(each)) continue;
      if (/^\p{So}$/u.test(each)) kept += " " + each + " ";
      else if (Object.hasOwn(LETTERS, each)) kept += LETTERS[each];
      else kept += /^\p{Nd}$/u.test(each) ? readDigit(each) : each;
    }
    return kept;
  }

  function foldChars(text) {
    var composed = text.replace(CLUSTER, function (cluster) {
      return cluster.normalize("NFKC");
    });
    var folded = "";
    for (var char of composed) {
      var known = folds.get(char);
      if (known === undefined) folds.set(char, (known = foldChar(char)));
      folded += known;
    }
    return folded;
  }

  function pairRun(run, endsAlone) {
    var chars = Array.from(run);
    var count = endsAlone ? chars.length : Math.max(1, chars.length - 1);
    return chars.slice(0, count).map(function (char, index) {
      return char + (chars[index + 1] || "");
    });
  }

  function isAscii(text) {
    return /^[\x00-\x7f]*$/.test(text);
  }

  function foldText(text) {
    if (isAscii(text)) return text;
    var folded = foldChars(text);
    if (ARABIC.test(folded)) folded = folded.replace(ARABIC_ARTICLE, "");
    return folded.replace(RUN, function (run) {
      return " " + pairRun(run, true).join(" ") + " ";
    });
  }

  function splitWords(folded) {
    return folded.toLowerCase().match(WORD_CHARS) || [];
  }

  // The words of a text as the index has them.
  function listWords(text) {
    return splitWords(foldText(text));
  }

  // The words that are asked for by a text, and whether the last may be the beginning of a longer
  // one because it is a single character of a script without blanks.
  function listAskedWords(text) {
    var name = SIGNED_NAME.exec(text.replace(/^[()[\]{}<>.,;:!?'`]+|[()[\]{}<>.,;:!?'`]+$/g, ""));
    if (name) return { words: [name[1].toLowerCase() + (name[2] === "#" ? "sharp" : "plusplus")], isOpen: false };
    if (isAscii(text)) return { words: splitWords(text), isOpen: false };
    var folded = foldChars(text);
    var lastRun = LAST_RUN.exec(folded);
    if (!lastRun) return { words: listWords(text), isOpen: false };
    var run = Array.from(lastRun[1]);
    var words = listWords(folded.slice(0, lastRun.index)).concat(pairRun(lastRun[1], false));
    return { words: words, isOpen: run.length === 1 };
  }

  // A text in which each character stands alone, folded, with its place in the text: to find again
  // in what is shown the words that were asked for.
  function foldWithPlaces(text) {
    var folded = "";
    var places = [];
    var place = 0;
    for (var char of text) {
      var known = foldChars(char).toLowerCase();
      folded += known;
      for (var index = 0; index < known.length; index += 1) places.push(place);
      place += char.length;
    }
    places.push(place);
    return { text: folded, places: places };
  }

  globalThis.minutebookFolding = {
    foldText: foldText,
    listWords: listWords,
    listAskedWords: listAskedWords,
    foldWithPlaces: foldWithPlaces,
    isUnspaced: function (char) {
      return STARTS_UNSPACED.test(char);
    },
    splitMixed: function (text) {
      return text.replace(PART_START, " ");
    },
  };
})();
