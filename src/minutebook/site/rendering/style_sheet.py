"""The style sheet of code and of what markdown makes: `assets/code.css`.

`python -m minutebook.site.rendering.style_sheet` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

from minutebook.site.rendering.code_colours import COLOURS
from minutebook.site.rendering.template_files import locate_site_templates

_RULES = """\
figure.code {
  margin: 1.25rem 0;
  border: 1px solid var(--line);
  border-radius: 0.4rem;
  background: var(--raised);
  overflow: hidden;
}
figure.code > figcaption {
  padding: 0.25rem 0.8rem;
  border-bottom: 1px solid var(--line);
  color: var(--quiet);
  font: 0.8rem/1.5 var(--plain);
}
figure.code > pre {
  margin: 0;
  border: 0;
  padding: 0.75rem 0.8rem;
  background: none;
  color: var(--ink);
  font: 0.85rem/1.5 var(--code);
  overflow-x: auto;
  tab-size: 4;
}
figure.code > pre > code {
  border: 0;
  padding: 0;
  background: none;
  font: inherit;
}
pre.verbatim {
  margin: 1.25rem 0;
  border: 1px solid var(--line);
  border-radius: 0.4rem;
  padding: 0.75rem 0.8rem;
  background: var(--raised);
  color: var(--ink);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}
a.anchor {
  margin-left: 0.4em;
  color: var(--quiet);
  font-weight: normal;
  opacity: 0;
  text-decoration: none;
}
:is(h1, h2, h3, h4, h5, h6):hover > a.anchor,
a.anchor:focus {
  opacity: 1;
}
.table {
  overflow-x: auto;
}
.align-center {
  text-align: center;
}
.align-right {
  text-align: right;
}
li.task {
  list-style: none;
}
li.task > .tick,
li.task > p:first-child > .tick {
  margin-left: -1.4em;
  margin-right: 0.4em;
}
.no-link {
  cursor: help;
  text-decoration: underline dotted var(--line-strong);
  text-underline-offset: 0.2em;
}
@media (hover: none) {
  a.anchor {
    opacity: 1;
  }
}
@media print {
  a.anchor {
    display: none;
  }
  figure.code > pre {
    white-space: pre-wrap;
  }
}
"""


def make_style_sheet() -> str:
    """The style sheet of code and of what markdown makes, for both themes."""
    light, dark = (_make_variables(index) for index in (0, 1))
    parts = [
        "/* Code and texts of records, by `python -m minutebook.site.rendering.style_sheet`. */",
        f":root {{\n{light}\n}}",
        f':root[data-theme="dark"] {{\n{dark}\n}}',
        "@media screen and (prefers-color-scheme: dark) {",
        f':root:not([data-theme="light"]) {{\n{dark}\n}}\n}}',
        f"@media print {{\n:root:root:root {{\n{light}\n}}\n}}",
        *(f".{name} {{\n  color: var(--{name});\n}}" for name in COLOURS),
        _RULES,
    ]
    return "\n".join(parts)


def _make_variables(index: int) -> str:
    return "\n".join(f"  --{name}: {colours[index]};" for name, colours in COLOURS.items())


def write_style_sheet(path: Path) -> None:
    """Write the style sheet to a file."""
    path.write_text(make_style_sheet(), "utf-8")


if __name__ == "__main__":
    write_style_sheet(locate_site_templates() / "assets" / "code.css")
