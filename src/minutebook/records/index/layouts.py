"""The templates of index pages: what stands between the markers, in which order, in which words.

The shipped ones are `templates/index/*.md`; a repository may have its own of the same names.
"""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.drafting.templates import InvalidTemplate, render_template
from minutebook.records.model import INDEX_BLOCK
from minutebook.text.markdown import get_block_content, put_block

DECISIONS, PROMPTS, FEATURE = NAMES = ("decisions", "prompts", "feature")
FOLDER = "index"  # of these templates, in the folder of all
_PLACEHOLDER_LINE = compile_lazily(r"\{\{ *([a-z_]+) *\}\}")
_HEADING = compile_lazily(r"#{1,6} ")
# What a template may leave out: all else would be missed by readers.
_OPTIONAL = frozenset(
    [
        "newest_href",
        "overview_href",
        "features_href",
        "older_href",
        "none_yet",
        "features",
        "chart",
        "dangling_links",
    ]
)


class Layout(Value):
    """The template of an index page: its `source`, and its `path`, for messages."""

    source: str
    path: str
    is_shipped: bool = False

    def render(self, values: Mapping[str, str | None]) -> str:
        """The content of an index page's block.

        A value of None is left out, with its heading. Raises InvalidTemplate where the template is
        wrong, has no place for records that there are, or would not end where the block ends.
        """
        content = render_template(self.source, values, self.path).strip("\n")
        if not self.is_shipped:
            self._require_whole(content, values)
        return content

    def _require_whole(self, content: str, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            if value and name not in _OPTIONAL and value not in content:
                raise InvalidTemplate(
                    f"{self.path} has no place for {{{{ {name} }}}}",
                    f"add a line with {{{{ {name} }}}} to it",
                )
        if get_block_content(put_block("", INDEX_BLOCK, content), INDEX_BLOCK) != content:
            raise InvalidTemplate(
                f"{self.path} has a comment, a fence or a marker that ends the index too early"
                " or never",
                "close it, or take it out",
            )

    def find_heading(self, name: str) -> str:
        """The heading below which a value stands, as its line; "" where it has none of its own."""
        return next((line for line, names in self._list_sections() if names == [name]), "")

    def parse(self, content: str) -> dict[str, str] | None:
        """The values that stand below headings of their own, from a block's content.

        Rendering them does not always give that content: whoever needs it to has to compare. None
        where the template has more than placeholders, or two of them below one heading.
        """
        sections = self._list_sections()
        if "{%" in self.source or "{#" in self.source:
            return None
        name_by_heading = {line: names for line, names in sections if line}
        if any(len(names) != 1 for names in name_by_heading.values()):
            return None
        values: dict[str, list[str]] = {}
        current: list[str] = []
        for line in content.split("\n"):
            if line in name_by_heading:
                current = values.setdefault(name_by_heading[line][0], [])
            else:
                current.append(line)
        return {name: "\n".join(lines).strip("\n") for name, lines in values.items()}

    def _list_sections(self) -> list[tuple[str, list[str]]]:
        """The headings of the template, each with the names of the values below it."""
        sections: list[tuple[str, list[str]]] = [("", [])]
        for line in self.source.replace("\r\n", "\n").split("\n"):
            if _HEADING.match(line):
                sections.append((line, []))
            elif match := _PLACEHOLDER_LINE.fullmatch(line):
                sections[-1][1].append(match[1])
        return sections


def get_layout(name: str, own_templates: Mapping[str, tuple[str, str]]) -> Layout:
    """The template of this name: the repository's own (source and path), else the shipped one."""
    if name in own_templates:
        return Layout(*own_templates[name])
    return Layout(_read_shipped(name), f"templates/{FOLDER}/{name}.md", is_shipped=True)


def _read_shipped(name: str) -> str:
    """A shipped template; it lies in the package, or at the top of a checkout."""
    package = __file__.replace("\\", "/").rsplit("/", 3)[0]
    for base in (package, package.rsplit("/", 2)[0]):
        try:
            path = f"{base}/templates/{FOLDER}/{name}.md"
            raw: bytes = __spec__.loader.get_data(path)  # type: ignore[union-attr]
        except OSError:
            continue
        return raw.decode("utf-8")
    raise LookupError(name)  # pragma: no cover  # only of a damaged installation
