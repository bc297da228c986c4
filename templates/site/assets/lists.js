// Filters the rows of a list by the controls of its form: state, label, date from and to, repository,
// feature, agent, group, kind. The address's query keeps what is chosen, so that a link and the back
// button restore it. Without this script all rows are shown, and the form stays hidden.
//
// A form `.filters` works on the list that its `data-list` names by id, else on all rows of the page.
// Of a list in several pages the filters see one alone: there a link leads to the search, which sees
// all, with the same filters. The form says what it lists in `data-query` (`kind:adr`) and where the
// search is in `data-search`.
//
// Rows have `data-state`, `data-labels` (slugs with blanks between), `data-date` and so on.
(function () {
  "use strict";

  var ROWS = "[data-date]";
  var SEARCH_NAMES = { from: "since", to: "until" }; // where the search has another name
  var MANY = { label: "labels" }; // filters of which a row has several values

  function attach(form, isOnly) {
    var list = document.getElementById(form.dataset.list || "");
    var scope = list || document.getElementById("main") || document;
    var controls = Array.from(form.querySelectorAll("[data-filter]"));
    var rows = Array.from(scope.querySelectorAll(ROWS)).filter(function (row) {
      return !form.contains(row);
    });
    if (!controls.length || !rows.length) return;
    var facts = rows.map(readFacts);
    var count = form.querySelector(".filter-count") || makeCount(form);
    // A long list is in parts, and a filter sees one of them.
    var where = document.querySelector(".paging") ? " on this page" : "";

    // Each control narrows by its own name; two lists on a page do not share an address.
    function nameOf(control) {
      return (isOnly ? "" : (form.id || "list") + "-") + control.dataset.filter;
    }

    function apply() {
      var tests = controls.filter(isSet).map(makeTest);
      var shown = 0;
      rows.forEach(function (row, index) {
        var isShown = tests.every(function (test) {
          return test(facts[index]);
        });
        if (row.hidden === isShown) row.hidden = !isShown;
        if (isShown) shown += 1;
      });
      count.textContent = (shown === rows.length ? "" : shown + " of ") + rows.length + " records" + where;
      form.classList.toggle("is-filtered", tests.length > 0);
      if (clear) clear.hidden = tests.length === 0;
      if (everywhere) {
        everywhere.hidden = tests.length === 0;
        everywhere.href = form.dataset.search + "?q=" + encodeURIComponent(makeQuery(form, controls.filter(isSet)));
      }
    }

    function writeAddress(method) {
      var query = new URLSearchParams(location.search);
      controls.forEach(function (control) {
        query.delete(nameOf(control));
      });
      controls.filter(isSet).forEach(function (control) {
        query.set(nameOf(control), control.value.trim());
      });
      var text = query.toString();
      var address = location.pathname + (text ? "?" + text : "") + location.hash;
      if (address === location.pathname + location.search + location.hash) return;
      try {
        history[method](null, "", address);
      } catch (error) {
        // Some browsers refuse it for pages from files; the filter works all the same.
      }
    }

    function readAddress() {
      var query = new URLSearchParams(location.search);
      controls.forEach(function (control) {
        var value = query.get(nameOf(control)) || "";
        control.value = value;
        // A value that the list does not have leaves a select empty: then it is not filtered by.
        if (control.value !== value) control.value = "";
      });
    }

    var clear = form.querySelector("[data-clear]");
    if (!clear) {
      clear = document.createElement("button");
      clear.type = "button";
      clear.className = "filter-clear";
      clear.textContent = "Show all";
      form.append(clear);
    }
    var everywhere = where && form.dataset.search ? document.createElement("a") : null;
    if (everywhere) {
      everywhere.className = "filter-everywhere";
      everywhere.textContent = "Search all records with this filter";
      form.append(everywhere);
    }
    // While one types or turns the wheel of a date, only the last state is kept for the back button.
    var isTyping = false;
    form.addEventListener("input", function () {
      apply();
      writeAddress(isTyping ? "replaceState" : "pushState");
      isTyping = true;
    });
    form.addEventListener("change", function () {
      apply();
      if (!isTyping) writeAddress("pushState");
      isTyping = false;
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
    });
    clear.addEventListener("click", function () {
      controls.forEach(function (control) {
        control.value = "";
      });
      apply();
      writeAddress("pushState");
      controls[0].focus();
    });
    addEventListener("popstate", function () {
      readAddress();
      apply();
    });
    form.hidden = false;
    readAddress();
    apply();
    // After the back button some browsers put their own values into controls, after this script.
    addEventListener("pageshow", function () {
      readAddress();
      apply();
    });
  }

  function readFacts(row) {
    var facts = Object.assign({}, row.dataset);
    facts.labels = new Set((row.dataset.labels || "").split(" ").filter(Boolean));
    facts.text = null; // read when it is first asked for
    facts.row = row;
    return facts;
  }

  // What the search is asked for the same records: `kind:adr status:accepted since:2026-01-01`. It
  // knows labels and repositories by their names, which are what a select shows.
  function makeQuery(form, controls) {
    var parts = controls.map(function (control) {
      var filter = control.dataset.filter;
      var option = control.selectedOptions && control.selectedOptions[0];
      var value = (option ? option.textContent : control.value).trim().replaceAll('"', " ");
      if (filter === "text") return value;
      var name = filter === "state" ? form.dataset.stateName || "status" : SEARCH_NAMES[filter] || filter;
      return name + ":" + (/^[\w.-]+$/.test(value) && /^[a-z]|^\d{4}-/i.test(value) ? value : '"' + value + '"');
    });
    return [form.dataset.query || ""].concat(parts).filter(Boolean).join(" ");
  }

  function isSet(control) {
    return control.value.trim() !== "";
  }

  function makeTest(control) {
    var name = control.dataset.filter;
    var value = control.value.trim();
    if (name === "from") return (facts) => Boolean(facts.date) && facts.date >= value;
    if (name === "to") return (facts) => Boolean(facts.date) && facts.date.slice(0, value.length) <= value;
    if (name === "text") {
      var words = value.toLowerCase().split(/\s+/);
      return function (facts) {
        if (facts.text === null) facts.text = facts.row.textContent.toLowerCase();
        return words.every((word) => facts.text.includes(word));
      };
    }
    if (Object.hasOwn(MANY, name)) return (facts) => facts[MANY[name]].has(value);
    return (facts) => (facts[name] || "") === value;
  }

  function makeCount(form) {
    var count = document.createElement("p");
    count.className = "filter-count";
    count.setAttribute("role", "status");
    form.append(count);
    return count;
  }

  var forms = Array.from(document.querySelectorAll("form.filters"));
  forms.forEach(function (form) {
    attach(form, forms.length === 1);
  });
})();
