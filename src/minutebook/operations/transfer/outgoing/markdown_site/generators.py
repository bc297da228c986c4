"""The generators of sites that pages are written for, and what only one of them wants."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from minutebook.errors import UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.transfer.outgoing.markdown_site.portable import Form
from minutebook.text.frontmatter.emit import format_scalar

_MARKUP = compile_lazily(r"[<>&\"'`{}]")  # of HTML, and of templates
_ALIKE = str.maketrans("<>&\"'`{}", "‹›＆”’’()")


class Generator(Value):
    """A generator of sites.

    `pages_folder` is where its pages lie in the folder that is written, "" for right in it.
    `strips_numbers`: it leaves numbers at the beginning of names out of addresses, so that two
    names may become one. `has_ids`: a page's front matter names it. `prints_html`: its themes print
    what the front matter says as HTML. `folder_file` describes a folder to it ("" for none).
    """

    name: str
    form: Form
    pages_folder: str = ""
    strips_numbers: bool = False
    has_ids: bool = False
    prints_html: bool = False
    folder_file: str = ""


GENERATORS = {
    each.name: each
    for each in (
        Generator("mkdocs", Form(has_nested_fences=False), prints_html=True, folder_file=".pages"),
        Generator(
            "backstage", Form(has_nested_fences=False), pages_folder="docs/", prints_html=True
        ),
        Generator(
            "docusaurus",
            Form(has_nested_fences=True),
            strips_numbers=True,
            has_ids=True,
            folder_file="_category_.json",
        ),
    )
}


def require_generator(name: str) -> Generator:
    """The generator of a name. Raises UsageError where none has it."""
    if name not in GENERATORS:
        known = ", ".join(GENERATORS)
        raise UsageError(f"no pages are written for {name!r}", f"--for with one of {known}")
    return GENERATORS[name]


def format_front_matter(
    generator: Generator, path: str, title: str, fields: Mapping[str, object], tags: Sequence[str]
) -> str:
    """The front matter of a page, given its path in the folder of pages, and a blank line.

    "" where it would be empty. Where its values are printed as HTML none is there that could be
    markup. The first heading gives the title as well, but Material takes the escapes out of that:
    such a title is given in signs that look alike.
    """
    values: dict[str, object] = {"title": title}
    if generator.prints_html:
        values = {} if _is_plain(title) else {"title": title.translate(_ALIKE)}
    if generator.has_ids:
        stem = path.rpartition("/")[2].removesuffix(".md")
        values = {"id": stem, "title": title, "sidebar_label": title}
    values |= {key: value for key, value in fields.items() if value}
    if generator.prints_html:
        values = {key: value for key, value in values.items() if _is_plain(str(value))}
        tags = [tag for tag in tags if _is_plain(tag)]
    lines = [f"{key}: {format_scalar(value, quote=True)}" for key, value in values.items()]
    if tags:
        lines += ["tags:", *(f"  - {format_scalar(tag, quote=True)}" for tag in tags)]
    if generator.name == "mkdocs":
        lines.append("render_macros: false")  # the text of a record is no program of a plugin
    return "\n".join(["---", *lines, "---", "", ""]) if lines else ""


def _is_plain(text: str) -> bool:
    """Whether a text is the same as HTML, also as an attribute's value."""
    return not _MARKUP.search(text)


def format_folder_file(generator: Generator, title: str, position: int) -> str:
    """The file that tells the generator how a folder is called, and where it stands."""
    if generator.name == "docusaurus":
        return json.dumps({"label": title, "position": position}, ensure_ascii=False) + "\n"
    return f"title: {format_scalar(_MARKUP.sub(' ', title), quote=True)}\n"


def format_site_file(generator: Generator, title: str) -> Mapping[str, str]:
    """The files beside the pages, by their paths: what makes them a site of their own."""
    if generator.name != "backstage":
        return {}
    name = " ".join(_MARKUP.sub(" ", title).split()) or "Records"
    lines = [f"site_name: {format_scalar(name, quote=True)}", "docs_dir: docs", "plugins:"]
    return {"mkdocs.yml": "\n".join([*lines, "  - techdocs-core", ""])}
