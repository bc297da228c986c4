/*
 * Light or dark: sets data-theme of the page before it is drawn ("auto" follows the system), and
 * makes the button in the head of the page switch between the two. What is chosen is kept in the
 * browser, and dropped again where it is what the system says. Without scripts, the system decides.
 */
(function () {
  "use strict";

  var KEY = "minutebook-theme";
  var root = document.documentElement;
  var systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

  function readChoice() {
    try {
      var choice = localStorage.getItem(KEY);
      return choice === "light" || choice === "dark" ? choice : "auto";
    } catch (error) {
      return root.dataset.theme || "auto"; // storage may be closed to pages from files
    }
  }

  function keepChoice(choice) {
    try {
      if (choice === "auto") {
        localStorage.removeItem(KEY);
      } else {
        localStorage.setItem(KEY, choice);
      }
    } catch (error) {
      // The choice then holds for this page alone.
    }
  }

  function isDark() {
    var theme = root.dataset.theme;
    return theme === "dark" || (theme !== "light" && systemIsDark.matches);
  }

  function labelButton() {
    var button = document.getElementById("theme");
    if (!button) {
      return;
    }
    var name = isDark() ? "Light" : "Dark";
    button.textContent = name;
    button.setAttribute("aria-label", name + " colours");
  }

  function switchTheme() {
    var wanted = isDark() ? "light" : "dark";
    var system = systemIsDark.matches ? "dark" : "light";
    root.dataset.theme = wanted === system ? "auto" : wanted;
    keepChoice(root.dataset.theme);
    labelButton();
  }

  root.dataset.theme = readChoice();

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", switchTheme);
    }
    labelButton();
  });
  systemIsDark.addEventListener("change", labelButton);
  window.addEventListener("storage", function (event) {
    if (event.key === KEY || event.key === null) {
      root.dataset.theme = readChoice();
      labelButton();
    }
  });
})();
