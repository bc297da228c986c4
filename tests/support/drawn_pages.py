"""A stand-in for the renderer of the site, and pages for it: what was drawn can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.site.page import Page


class CountingDrawing:
    """Draws a page as its title and body, and notes which ones. `answers` are by what is asked.

    A page asks for what its data has under "asks".
    """

    def __init__(self, template: str = "1", answers: dict[str, str] | None = None) -> None:
        self.template, self.answers = template, answers or {}
        self.drawn: list[str] = []
        self.lookups: tuple[str, ...] = ()

    def render(self, page: Page) -> str:
        self.drawn.append(page.url)
        self.lookups = tuple(page.data.get("asks", ()))  # type: ignore[arg-type]
        body = "".join(self.answers.get(name, "nothing") for name in self.lookups)
        body += "".join(map(str, page.read_texts().values()))
        return f"<html><title>{page.data.get('title', '')}</title>{page.data.get('body', '')}{body}</html>"

    def template_digest(self) -> str:
        return self.template

    def digest_answers(self, lookups: Iterable[str]) -> str:
        return "|".join(self.answers.get(name, "") for name in lookups)


def make_pages(count: int, *, titles: Sequence[str] = ()) -> list[Page]:
    """Pages `pages/0.html`, …, each with a title of its own."""
    return [
        Page(
            f"pages/{index}.html",
            "page.html",
            {"title": titles[index] if index < len(titles) else f"Page {index}"},
        )
        for index in range(count)
    ]
