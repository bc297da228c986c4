/* The graph of decisions, made alive: without this script it is a picture that scrolls.

   Panned by dragging, by touch and by the arrow keys; zoomed by the wheel, by pinching, by + and -
   and by buttons; f shows all of it, 0 goes back to the beginning. Tab goes to a node, from there
   the arrow keys go to the next one in that direction, Enter opens it, Escape leads back.
   `?focus=ADR-7` shows and marks a decision (`?focus=shop/ADR-7` that of one of several
   repositories). Keys count only while the graph has the focus. */
(function () {
  "use strict";

  var LARGEST_SCALE = 3;
  var READABLE_SCALE = 0.92;
  var PAN_STEP = 80;
  var DRAG_START = 5; // pixels that a press may move and still be a click

  document.querySelectorAll("figure[data-graph]").forEach(makeLive);

  function makeLive(figure) {
    var view = figure.querySelector(".graph-view");
    var svg = figure.querySelector(".graph-svg");
    var whole = svg.viewBox.baseVal;
    var size = { width: whole.width, height: whole.height };
    var nodes = Array.prototype.slice.call(svg.querySelectorAll(".node"));
    var boxes = nodes.map(function (node) {
      var box = node.getBBox();
      var place = node.transform.baseVal.consolidate().matrix;
      return { x: place.e + box.width / 2, y: place.f + box.height / 2, width: box.width, height: box.height };
    });
    var nodeByNumber = {};
    nodes.forEach(function (node) { nodeByNumber[node.dataset.node] = node; });
    var edgesByNumber = collectEdges(svg);
    var camera = { x: 0, y: 0, scale: 1 }; // the place of the picture in the top left corner
    var waiting = false;

    figure.classList.add("is-live");
    var tools = makeTools(figure);

    /* The camera */

    function viewSize() {
      return { width: view.clientWidth || 1, height: view.clientHeight || 1 };
    }

    function smallestScale() {
      var room = viewSize();
      return Math.min(1, room.width / size.width, room.height / size.height) * 0.9;
    }

    function draw() {
      if (waiting) { return; }
      waiting = true;
      requestAnimationFrame(function () {
        waiting = false;
        var room = viewSize();
        svg.setAttribute("viewBox", [
          camera.x, camera.y, room.width / camera.scale, room.height / camera.scale
        ].map(function (number) { return number.toFixed(2); }).join(" "));
        tools.scale.textContent = Math.round(camera.scale * 100) + " %";
      });
    }

    /* Some of the picture stays in sight, wherever it is pushed. */
    function keepInSight() {
      var room = viewSize();
      var width = room.width / camera.scale;
      var height = room.height / camera.scale;
      camera.x = Math.max(-width * 0.8, Math.min(camera.x, size.width - width * 0.2));
      camera.y = Math.max(-height * 0.8, Math.min(camera.y, size.height - height * 0.2));
    }

    function pan(x, y) {
      camera.x += x / camera.scale;
      camera.y += y / camera.scale;
      keepInSight();
      draw();
    }

    /* Zooms so that the point of the view stays where it is; whether that changed anything. */
    function zoom(factor, x, y) {
      var scale = Math.max(smallestScale(), Math.min(LARGEST_SCALE, camera.scale * factor));
      if (Math.abs(scale - camera.scale) < 1e-6) { return false; }
      camera.x += x / camera.scale - x / scale;
      camera.y += y / camera.scale - y / scale;
      camera.scale = scale;
      keepInSight();
      draw();
      return true;
    }

    function zoomMiddle(factor) {
      var room = viewSize();
      zoom(factor, room.width / 2, room.height / 2);
    }

    function fit() {
      var room = viewSize();
      camera.scale = Math.min(1.25, room.width / size.width, room.height / size.height);
      camera.x = (size.width - room.width / camera.scale) / 2;
      camera.y = (size.height - room.height / camera.scale) / 2;
      draw();
    }

    /* What is low does not get a high window. */
    function setHeight() {
      view.style.height = Math.max(160, Math.min(window.innerHeight * 0.74, size.height + 2)) + "px";
    }

    /* At first the top left at a size that can be read; all of it where it is small. */
    function reset() {
      var room = viewSize();
      fit();
      if (camera.scale >= 0.75) { return; }
      camera.scale = READABLE_SCALE;
      camera.x = Math.min(0, (size.width - room.width / camera.scale) / 2);
      camera.y = 0;
      draw();
    }

    function showNode(node, isCentred) {
      var box = boxes[nodes.indexOf(node)];
      var room = viewSize();
      var width = room.width / camera.scale;
      var height = room.height / camera.scale;
      var margin = 24 / camera.scale;
      if (isCentred) { // as far as the picture goes
        camera.x = clamp(box.x - width / 2, 0, size.width - width);
        camera.y = clamp(box.y - height / 2, 0, size.height - height);
      } else {
        var left = box.x - box.width / 2 - margin;
        var top = box.y - box.height / 2 - margin;
        camera.x = Math.min(left, Math.max(camera.x, left + box.width + 2 * margin - width));
        camera.y = Math.min(top, Math.max(camera.y, top + box.height + 2 * margin - height));
      }
      draw();
    }

    /* Pointers: one drags, two pinch */

    var pointers = new Map();
    var start = null;
    var hasMoved = false;

    view.addEventListener("pointerdown", function (event) {
      if (event.pointerType === "mouse" && event.button !== 0) { return; }
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (pointers.size === 1) {
        start = { x: event.clientX, y: event.clientY };
        hasMoved = false;
      }
    });

    view.addEventListener("pointermove", function (event) {
      var last = pointers.get(event.pointerId);
      if (!last) { return; }
      var now = { x: event.clientX, y: event.clientY };
      if (pointers.size === 2) {
        var other = null;
        pointers.forEach(function (place, id) { if (id !== event.pointerId) { other = place; } });
        var corner = view.getBoundingClientRect();
        var before = Math.hypot(last.x - other.x, last.y - other.y);
        var after = Math.hypot(now.x - other.x, now.y - other.y);
        hasMoved = true;
        if (before > 0) {
          zoom(after / before, (now.x + other.x) / 2 - corner.left, (now.y + other.y) / 2 - corner.top);
        }
        pan((last.x - now.x) / 2, (last.y - now.y) / 2);
      } else {
        if (!hasMoved && Math.hypot(now.x - start.x, now.y - start.y) < DRAG_START) { return; }
        if (!hasMoved) {
          hasMoved = true;
          figure.classList.add("is-dragged");
          view.setPointerCapture(event.pointerId);
        }
        pan(last.x - now.x, last.y - now.y);
      }
      pointers.set(event.pointerId, now);
    });

    function endPointer(event) {
      pointers.delete(event.pointerId);
      if (!pointers.size) { figure.classList.remove("is-dragged"); }
    }
    view.addEventListener("pointerup", endPointer);
    view.addEventListener("pointercancel", endPointer);
    view.addEventListener("pointerleave", function (event) {
      if (!hasMoved) { endPointer(event); }
    });
    view.addEventListener("dragstart", function (event) { event.preventDefault(); });
    view.addEventListener("click", function (event) {
      if (hasMoved) { event.preventDefault(); }
      hasMoved = false;
    }, true);

    view.addEventListener("wheel", function (event) {
      var corner = view.getBoundingClientRect();
      var lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
      var speed = event.ctrlKey ? 0.01 : 0.0015; // a pinch on a touchpad is a wheel with Ctrl
      var change = Math.max(-240, Math.min(240, event.deltaY * lines));
      var isZoomed = zoom(Math.exp(-change * speed), event.clientX - corner.left, event.clientY - corner.top);
      if (isZoomed || event.ctrlKey) { event.preventDefault(); } // at the end the page scrolls on
    }, { passive: false });

    /* Keys */

    // One node can be reached by Tab, the others from it: a thousand stops would be a trap.
    var reachable = null;
    nodes.forEach(function (node) { link(node).setAttribute("tabindex", "-1"); });
    makeReachable(nodes[0]);

    function link(node) { return node.querySelector("a"); }

    function makeReachable(node) {
      if (!node) { return; }
      if (reachable) { link(reachable).setAttribute("tabindex", "-1"); }
      reachable = node;
      link(node).setAttribute("tabindex", "0");
    }

    view.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) { return; }
      var node = event.target.closest(".node");
      var direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (direction && node) {
        var next = findNext(node, direction);
        if (next) { link(next).focus({ preventScroll: true }); }
      } else if (direction) {
        pan(direction[0] * PAN_STEP, direction[1] * PAN_STEP);
      } else if (event.key === "+" || event.key === "=") {
        zoomMiddle(1.25);
      } else if (event.key === "-") {
        zoomMiddle(0.8);
      } else if (event.key === "0") {
        reset();
      } else if (event.key === "f") {
        fit();
      } else if (event.key === "Escape" && node) {
        view.focus({ preventScroll: true });
      } else {
        return;
      }
      event.preventDefault();
    });

    /* The nearest node in a direction: what is off to the side counts three times as far. */
    function findNext(node, direction) {
      var from = boxes[nodes.indexOf(node)];
      var nearest = null;
      var least = Infinity;
      boxes.forEach(function (box, index) {
        var x = box.x - from.x;
        var y = box.y - from.y;
        var ahead = x * direction[0] + y * direction[1];
        var aside = Math.abs(x * direction[1]) + Math.abs(y * direction[0]);
        if (ahead > 1 && ahead + 3 * aside < least) {
          least = ahead + 3 * aside;
          nearest = nodes[index];
        }
      });
      return nearest;
    }

    /* What a node hangs together with */

    function choose(node) {
      svg.querySelectorAll(".is-near").forEach(function (each) { each.classList.remove("is-near"); });
      figure.classList.toggle("has-choice", Boolean(node));
      if (!node) { return; }
      node.classList.add("is-near");
      (edgesByNumber[node.dataset.node] || []).forEach(function (edge) {
        edge.classList.add("is-near");
        edge.dataset.ends.split(" ").forEach(function (number) {
          nodeByNumber[number].classList.add("is-near");
        });
      });
    }

    function chooseLinked(node) {
      choose(node && edgesByNumber[node.dataset.node] ? node : null);
    }

    // At the view: Chromium gives the focus to an SVG that listens for it itself.
    view.addEventListener("focusin", function (event) {
      var node = event.target.closest(".node");
      if (!node) { return; }
      makeReachable(node);
      if (event.target.matches(":focus-visible")) { showNode(node, false); }
      chooseLinked(node);
    });
    view.addEventListener("focusout", function () { choose(null); });
    svg.addEventListener("pointerover", function (event) {
      if (event.pointerType === "mouse" && !pointers.size) { chooseLinked(event.target.closest(".node")); }
    });
    view.addEventListener("pointerleave", function () { choose(null); });

    // The browser itself scrolls to what has the focus; the camera does that here.
    view.addEventListener("scroll", function () { view.scrollTo(0, 0); });

    /* Finding */

    function mark(isMarked) {
      var marked = nodes.filter(function (node) {
        var matches = isMarked(node);
        node.classList.toggle("is-found", matches);
        return matches;
      });
      if (marked.length) {
        if (camera.scale < 0.7) { camera.scale = READABLE_SCALE; }
        showNode(marked[0], true);
        makeReachable(marked[0]);
      }
      return marked;
    }

    function find() {
      var words = tools.field.value.trim().toLowerCase();
      if (!words) {
        mark(function () { return false; });
        tools.count.textContent = "";
        return;
      }
      var ref = foldRef(words);
      var marked = mark(function (node) {
        return foldRef(node.dataset.ref) === ref ||
          node.querySelector("title").textContent.toLowerCase().includes(words);
      });
      tools.count.textContent = marked.length + (marked.length === 1 ? " decision" : " decisions");
    }

    tools.field.addEventListener("input", find);
    tools.field.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && tools.field.value.trim()) {
        event.preventDefault();
        link(reachable).focus({ preventScroll: true });
      }
    });
    tools.act({
      "zoom-in": function () { zoomMiddle(1.25); },
      "zoom-out": function () { zoomMiddle(0.8); },
      fit: fit,
      reset: reset
    });

    function showAsked() {
      var asked = new URLSearchParams(location.search).get("focus");
      reset();
      if (!asked) { return; }
      var slash = asked.lastIndexOf("/");
      var repository = slash < 0 ? null : asked.slice(0, slash);
      var ref = foldRef(asked.slice(slash + 1));
      mark(function (node) {
        return foldRef(node.dataset.ref) === ref &&
          (repository === null || node.dataset.repository === repository);
      });
    }

    setHeight();
    window.addEventListener("resize", setHeight);
    window.addEventListener("beforeprint", function () {
      svg.setAttribute("viewBox", [0, 0, size.width, size.height].join(" "));
    });
    window.addEventListener("afterprint", draw);
    new ResizeObserver(draw).observe(view);
    showAsked();
  }

  /* A number between two ends, whichever of these is the greater. */
  function clamp(number, end, otherEnd) {
    return Math.max(Math.min(end, otherEnd), Math.min(number, Math.max(end, otherEnd)));
  }

  /* `ADR-7` for "adr-0007": as people write it. */
  function foldRef(ref) {
    return ref.trim().toUpperCase().replace(/(^|[^0-9])0+(?=[0-9])/g, "$1");
  }

  function collectEdges(svg) {
    var edges = {};
    svg.querySelectorAll(".edge").forEach(function (edge) {
      edge.dataset.ends.split(" ").forEach(function (number) {
        (edges[number] = edges[number] || []).push(edge);
      });
    });
    return edges;
  }

  /* The tools above the graph: they do nothing without this script, so they are made by it. */
  function makeTools(figure) {
    var bar = document.createElement("div");
    bar.className = "graph-tools";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Graph");
    var buttons = {};
    [
      ["zoom-in", "+", "Zoom in (+)"],
      ["zoom-out", "−", "Zoom out (−)"],
      ["fit", "Fit", "Fit: show all (f)"],
      ["reset", "Reset", "Reset: back to the beginning (0)"]
    ].forEach(function (row) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = row[1];
      button.title = row[2];
      button.setAttribute("aria-label", row[2]);
      buttons[row[0]] = button;
      bar.appendChild(button);
    });
    var field = document.createElement("input");
    field.type = "search";
    field.placeholder = "Find in the graph";
    field.setAttribute("aria-label", "Find in the graph");
    var scale = document.createElement("output");
    var count = document.createElement("output");
    bar.append(field, count, scale);
    figure.insertBefore(bar, figure.firstChild);
    return {
      field: field,
      scale: scale,
      count: count,
      act: function (actions) {
        Object.keys(actions).forEach(function (name) {
          buttons[name].addEventListener("click", actions[name]);
        });
      }
    };
  }
})();
