"""The style sheet of code and of what markdown makes: `assets/code.css`.

`python -m minutebook.site.rendering.style_sheet` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

from minutebook.site.rendering.code_colours import BACKGROUNDS, COLOURS, TEXTS
from minutebook.site.rendering.template_files import locate_site_templates

_RULES = """\
figure.code { margin: 1rem 0; border: 1px solid var(--code-border); border-radius: 6px; \
background: var(--code-background); overflow: hidden; }
figure.code > figcaption { padding: 0.25rem 0.75rem; font-size: 0.8rem; \
color: var(--code-caption); border-bottom: 1px solid var(--code-border); }
figure.code > pre { margin: 0; padding: 0.75rem; overflow-x: auto; color: var(--code-text); \
background: none; border: 0; font-size: 0.875rem; line-height: 1.5; tab-size: 4; }
figure.code > pre > code { padding: 0; background: none; font-size: inherit; }
pre.verbatim { margin: 1rem 0; padding: 0.75rem; border: 1px solid var(--code-border); \
border-radius: 6px; background: var(--code-background); color: var(--code-text); \
white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.875rem; line-height: 1.5; }
a.anchor { margin-left: 0.4em; text-decoration: none; opacity: 0; font-weight: normal; }
:is(h1, h2, h3, h4, h5, h6):hover > a.anchor, a.anchor:focus { opacity: 1; }
.table { overflow-x: auto; }
.align-center { text-align: center; }
.align-right { text-align: right; }
li.task { list-style: none; }
li.task > .tick, li.task > p:first-child > .tick { margin-left: -1.4em; margin-right: 0.4em; }
.no-link { text-decoration: underline dotted; text-underline-offset: 0.2em; cursor: help; }
@media print { a.anchor { display: none; } figure.code > pre { white-space: pre-wrap; } }
@media (hover: none) { a.anchor { opacity: 0.6; } }
"""


def make_style_sheet() -> str:
    """The style sheet of code and of what markdown makes, for both themes."""
    light, dark = (_make_variables(theme) for theme in ("light", "dark"))
    parts = [
        "/* Code and texts of records, by `python -m minutebook.site.rendering.style_sheet` */",
        f":root {{ {light} }}",
        f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}',
        f':root[data-theme="dark"] {{ {dark} }}',
        f"@media print {{ :root:root:root {{ {light} }} }}",
        *(f".{name} {{ color: var(--{name}); }}" for name in COLOURS),
        _RULES,
    ]
    return "\n".join(parts)


def _make_variables(theme: str) -> str:
    index = ("light", "dark").index(theme)
    variables = {
        "code-background": BACKGROUNDS[theme],
        "code-text": TEXTS[theme],
        "code-caption": COLOURS["tk-comment"][index],
        "code-border": ("#d5d9de", "#343b45")[index],
        **{name: colours[index] for name, colours in COLOURS.items()},
    }
    return " ".join(f"--{name}: {value};" for name, value in variables.items())


def write_style_sheet(path: Path) -> None:
    """Write the style sheet to a file."""
    path.write_text(make_style_sheet(), "utf-8")


if __name__ == "__main__":
    write_style_sheet(locate_site_templates() / "assets" / "code.css")
