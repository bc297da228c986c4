// Keys of the site: / searches, j and k move along rows or records, g and a letter goes to a list, ?
// shows them all. None where a field has the focus or a modifier is held; a screen reader keeps its
// own keys while it reads, and moving puts the focus on a link, so that it is read out.
(function () {
  "use strict";

  var ROWS = ".row, #search-results > li";
  var SEQUENCE_MILLISECONDS = 1500;
  // Where a key behind g goes: the address of a list, relative to the site.
  var PLACES = {
    o: ["index.html", "the overview"],
    d: ["decisions/index.html", "decisions"],
    p: ["prompts/index.html", "prompts"],
    g: ["graph.html", "the graph"],
    f: ["files/index.html", "files"],
    l: ["labels/index.html", "labels"],
    w: ["people/index.html", "people (who)"],
    s: ["search.html", "search"],
  };
  var root = document.currentScript.src.replace(/assets\/[^/]*$/, "");
  var begun = 0; // when g was pressed
  var dialog = null;

  function isTyping(element) {
    return Boolean(element) && (element.isContentEditable || /^(input|select|textarea)$/i.test(element.tagName));
  }

  function listLinks() {
    return Array.from(document.querySelectorAll("#main :is(" + ROWS + ")"))
      .filter((row) => row.getClientRects().length > 0) // not those that a filter hides
      .map((row) => row.querySelector("a.row-link") || row.querySelector("a[href]"))
      .filter(Boolean);
  }

  // To the next row where a page has rows, else to the next record.
  function move(step) {
    var links = listLinks();
    if (!links.length) {
      var neighbour = document.querySelector('main a[rel~="' + (step > 0 ? "next" : "prev") + '"]');
      if (neighbour) location.assign(neighbour.href);
      return;
    }
    var place = links.findIndex(function (link) {
      return (link.closest(ROWS) || link).contains(document.activeElement);
    });
    if (place < 0 && step < 0) return;
    var next = Math.min(Math.max(place + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  }

  function focusSearch() {
    var field = document.getElementById("search-field") || document.getElementById("search");
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  function showKeys() {
    if (!dialog) dialog = makeDialog();
    if (!dialog.open) dialog.showModal();
  }

  function makeDialog() {
    var rows = [
      ["/", "search"],
      ["j", "the next row or record"],
      ["k", "the one before"],
      ["Enter", "open it"],
    ];
    Object.keys(PLACES).forEach(function (key) {
      rows.push(["g " + key, PLACES[key][1]]);
    });
    rows.push(["?", "these keys"], ["Esc", "close"]);
    var element = document.createElement("dialog");
    var heading = document.createElement("h2");
    var list = document.createElement("dl");
    var form = document.createElement("form");
    var button = document.createElement("button");
    element.id = "keys";
    element.className = "keys";
    element.setAttribute("aria-labelledby", "keys-title");
    heading.id = "keys-title";
    heading.textContent = "Keys";
    rows.forEach(function (row) {
      var term = document.createElement("dt");
      var meaning = document.createElement("dd");
      row[0].split(" ").forEach(function (key, index) {
        var cap = document.createElement("kbd");
        cap.textContent = key;
        term.append(index ? " " : "", cap);
      });
      meaning.textContent = row[1];
      list.append(term, meaning);
    });
    button.type = "button";
    button.textContent = "Close";
    button.autofocus = true;
    button.addEventListener("click", () => element.close());
    form.append(button);
    element.append(heading, list, form);
    element.addEventListener("click", function (event) {
      if (event.target === element) element.close(); // beside the dialog
    });
    document.body.append(element);
    return element;
  }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    var isSequence = event.timeStamp - begun < SEQUENCE_MILLISECONDS && begun > 0;
    begun = 0;
    if (isSequence && Object.hasOwn(PLACES, event.key)) {
      event.preventDefault();
      location.assign(root + PLACES[event.key][0]);
    } else if (event.key === "/") {
      if (focusSearch()) event.preventDefault();
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "?") {
      event.preventDefault();
      showKeys();
    } else if (event.key === "g") {
      begun = event.timeStamp;
    }
  });
})();
