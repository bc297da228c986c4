// The search of the site: results below the field in the header as one types, and all of them on
// search.html?q=…. Loads the engine and the index (assets/search/) by script elements when the search
// is first used: a page that is opened from a file may load nothing in another way.
(function () {
  "use strict";

  var ENGINE = document.documentElement.dataset.search === "pagefind" ? ["pagefind"] : ["folding", "query", "engine"];
  var LIST_COUNT = 10; // results below the field
  var PAGE_COUNT = 50; // on the search page at a time
  var TYPING_MILLISECONDS = 60; // without a key before one is taken to have paused
  var assets = document.currentScript.src.replace(/[^/]*$/, "");
  var root = assets.replace(/assets\/$/, "");
  var ready = null;

  function loadScript(address) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = function () {
        script.remove();
        resolve();
      };
      script.onerror = function () {
        script.remove();
        reject(new Error(address));
      };
      document.head.append(script);
    });
  }

  // Loads the engine, in its order; what fails is tried again when the search is next used.
  function getReady() {
    if (!ready) {
      ready = ENGINE.reduce(function (before, name) {
        return before.then(function () {
          return loadScript(assets + "search/" + name + ".js");
        });
      }, Promise.resolve()).then(function () {
        globalThis.minutebookSearch.setLoader(function (path, digest) {
          return loadScript(assets + "search/" + path + (digest ? "?" + digest : ""));
        });
        return globalThis.minutebookSearch.loadHead();
      });
      ready.catch(function () {
        ready = null;
      });
    }
    return ready;
  }

  async function search(text, options) {
    await getReady();
    return globalThis.minutebookSearch.search(text, options);
  }

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (each) {
      element.setAttribute(each, attributes[each]);
    });
    element.append(...(children || []));
    return element;
  }

  function makeMarked(text, marks) {
    return globalThis.minutebookSearch.splitMarked(text, marks).map(function (piece) {
      return piece[1] ? make("mark", {}, [piece[0]]) : piece[0];
    });
  }

  function makeAddress(url) {
    return root + url.split("/").map(encodeURIComponent).join("/");
  }

  function makeHit(hit, marks) {
    var facts = [hit.ref, hit.stateShown || hit.state, hit.date, hit.repository[1] || hit.repository[0]].filter(Boolean);
    var parts = [
      make("span", { class: "search-hit-title" }, makeMarked(hit.title, marks)),
      " ",
      make("span", { class: "search-hit-facts" }, [facts.join(" · ")]),
    ];
    if (hit.summary) parts.push(" ", make("span", { class: "search-hit-text" }, makeMarked(hit.summary, marks)));
    return make("a", { class: "search-hit", href: makeAddress(hit.url) }, parts);
  }

  function describe(result) {
    var count = result.total === 1 ? "1 record" : result.total + " records";
    var sentences = [result.total ? count + "." : "Nothing matches."];
    result.corrections.forEach(function (pair) {
      sentences.push("“" + pair[0] + "” is in no record: taken for “" + pair[1] + "”.");
    });
    return sentences.concat(result.notes).join(" ");
  }

  var FAILURE = "The search index could not be loaded. The lists of decisions and prompts have every record.";

  // Below the field in the header: a combobox with a list of links.
  function attachList(field) {
    var form = field.form || field.parentElement;
    var list = make("div", { id: "search-list", class: "search-list", role: "listbox", "aria-label": "Records" });
    var status = make("p", { class: "search-list-status", role: "status" });
    var panel = make("div", { class: "search-panel" }, [list, status]);
    var asked = 0;
    var timer = 0;
    var active = -1;
    panel.hidden = true;
    form.append(panel);
    Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-list",
    }).forEach(function (pair) {
      field.setAttribute(pair[0], pair[1]);
    });

    function close() {
      asked += 1;
      clearTimeout(timer);
      panel.hidden = true;
      field.setAttribute("aria-expanded", "false");
      activate(-1);
    }

    function activate(index) {
      active = index;
      Array.from(list.children).forEach(function (option, place) {
        option.setAttribute("aria-selected", String(place === index));
        if (place === index) option.scrollIntoView({ block: "nearest" });
      });
      if (index < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", list.children[index].id);
    }

    function show(result) {
      var options = result.hits.map(function (hit) {
        return makeHit(hit, result.marks);
      });
      if (result.total > options.length) {
        var address = root + "search.html?q=" + encodeURIComponent(field.value.trim());
        options.push(make("a", { class: "search-more", href: address }, ["All " + result.total + " results"]));
      }
      options.forEach(function (option, index) {
        option.setAttribute("role", "option");
        option.setAttribute("tabindex", "-1");
        option.id = "search-option-" + index;
      });
      list.replaceChildren(...options);
      list.hidden = !options.length;
      status.textContent = describe(result);
      panel.hidden = false;
      field.setAttribute("aria-expanded", String(options.length > 0));
      activate(-1);
    }

    async function update() {
      asked += 1;
      var mine = asked;
      var text = field.value;
      if (!text.trim()) return close();
      try {
        var result = await search(text, { limit: LIST_COUNT });
        if (mine === asked) show(result);
      } catch (error) {
        if (mine !== asked) return;
        list.replaceChildren();
        list.hidden = true;
        status.textContent = FAILURE;
        panel.hidden = false;
      }
    }

    field.addEventListener("focus", function () {
      getReady().catch(function () {}); // said when something is asked for
    });
    field.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(update, TYPING_MILLISECONDS);
    });
    field.addEventListener("keydown", function (event) {
      var count = list.children.length;
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault(); // the field keeps what was typed
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (panel.hidden || !count) return void update();
        var step = event.key === "ArrowDown" ? 1 : -1;
        activate(((active + 1 + step + count + 1) % (count + 1)) - 1);
      } else if (event.key === "Enter" && !panel.hidden && active >= 0) {
        event.preventDefault();
        list.children[active].click();
      }
    });
    form.addEventListener("focusout", function (event) {
      if (!form.contains(event.relatedTarget)) close();
    });
    form.addEventListener("submit", close);
    // A page that comes back by the back button would still show the list.
    addEventListener("pagehide", close);
  }

  // The search page: what its address asks for; the address follows what is typed.
  function attachPage(field, status, results) {
    var more = make("button", { type: "button", class: "search-show-more" }, ["More"]);
    var asked = 0;
    var timer = 0;
    var count = 0;
    more.hidden = true;
    results.after(more);

    function readAddress() {
      return new URLSearchParams(location.search).get("q") || "";
    }

    async function update(keeps) {
      asked += 1;
      var mine = asked;
      var text = field.value.trim();
      var offset = keeps ? count : 0;
      if (!text) {
        results.replaceChildren();
        status.textContent = "";
        more.hidden = true;
        return;
      }
      try {
        var result = await search(field.value, { limit: PAGE_COUNT, offset: offset });
        if (mine !== asked) return;
        var rows = result.hits.map(function (hit) {
          return make("li", {}, [makeHit(hit, result.marks)]);
        });
        if (keeps) results.append(...rows);
        else results.replaceChildren(...rows);
        count = offset + rows.length;
        if (keeps && rows.length) rows[0].firstChild.focus();
        more.hidden = count >= result.total;
        more.textContent = "Show " + Math.min(PAGE_COUNT, result.total - count) + " more";
        status.textContent = describe(result) + (more.hidden ? "" : " The first " + count + " are shown.");
      } catch (error) {
        if (mine !== asked) return;
        results.replaceChildren();
        more.hidden = true;
        status.textContent = FAILURE;
      }
    }

    function makeQuery() {
      var text = field.value.trim();
      return location.pathname + (text ? "?q=" + encodeURIComponent(text) : "");
    }

    field.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () {
        changeAddress("replaceState", makeQuery());
        update(false);
      }, TYPING_MILLISECONDS);
    });
    if (field.form) {
      field.form.addEventListener("submit", function (event) {
        event.preventDefault();
        clearTimeout(timer);
        changeAddress("pushState", makeQuery());
        update(false);
      });
    }
    more.addEventListener("click", function () {
      update(true);
    });
    addEventListener("popstate", function () {
      field.value = readAddress();
      update(false);
    });
    field.value = readAddress();
    update(false);
  }

  function changeAddress(method, address) {
    try {
      history[method](null, "", address);
    } catch (error) {
      // Some browsers refuse it for pages from files, or where it is done too often.
    }
  }

  var pageField = document.getElementById("search-field");
  var results = document.getElementById("search-results");
  var status = document.getElementById("search-status");
  var field = document.getElementById("search");
  if (pageField && results && status) attachPage(pageField, status, results);
  if (field && field !== pageField) attachList(field);
})();
