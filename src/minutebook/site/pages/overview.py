"""The first page: what the site has, what is newest, and what waits."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.site.book import Count, Entry, Repository
from minutebook.site.page import Page
from minutebook.site.pages.chart import make_chart
from minutebook.site.pages.index import BookIndex
from minutebook.site.pages.plain import count_days, keep_web_address

_MAX_NEWEST = 6
_MAX_WAITING = 8
_MAX_NAMES = 8
GROUP_ANCHORS = {"in force": "in-force", "proposed": "proposed", "gone": "gone"}


def list_overview(index: BookIndex) -> Iterator[Page]:
    """The page `index.html`."""
    book = index.book
    decisions, prompts = book.decisions, book.prompts
    figures = book.figures
    yield index.make_page(
        "index.html",
        "overview.html",
        book.title,
        "overview",
        day=book.day,
        repositories=[_describe_repository(index, each) for each in book.repositories],
        groups=[
            {
                "name": group,
                "count": sum(entry.group == group for entry in decisions),
                "url": f"decisions/index.html#{anchor}",
            }
            for group, anchor in GROUP_ANCHORS.items()
        ],
        decision_count=len(decisions),
        prompt_count=len(prompts),
        newest_decisions=index.make_rows(decisions[:_MAX_NEWEST]),
        newest_prompts=index.make_rows(prompts[:_MAX_NEWEST]),
        chart=make_chart(book.entries),
        debt=_describe_debt(index),
        coverage={
            "commits": figures.commits,
            "explained": figures.explained_commits,
            "percent": round(100 * figures.explained_commits / figures.commits)
            if figures.commits
            else 0,
        },
        cost={
            "tokens": figures.tokens,
            "seconds": figures.seconds,
            "models": _describe_counts(index, "", figures.models),
        },
        people=_describe_counts(index, "person", figures.people),
        agents=_describe_counts(index, "agent", figures.agents),
        people_count=len(index.people),
        agent_count=len(index.agents),
    )


def _describe_repository(index: BookIndex, repository: Repository) -> dict[str, object]:
    """A repository with how much it has; `url` is the list that can be filtered by its slug."""
    slug = repository.slug
    decision_count = sum(entry.repository == slug for entry in index.book.decisions)
    prompt_count = sum(entry.repository == slug for entry in index.book.prompts)
    list_url = "decisions/index.html" if decision_count else "prompts/index.html"
    return {
        "name": repository.name,
        "slug": slug,
        "description": repository.description,
        "address": keep_web_address(repository.files_url),
        "decision_count": decision_count,
        "prompt_count": prompt_count,
        "url": list_url if decision_count or prompt_count else "",
    }


def _describe_debt(index: BookIndex) -> dict[str, object]:
    debt, day = index.book.figures.debt, index.book.day
    waiting = [index.entries[key] for key in debt.proposed if key in index.entries]
    return {
        "proposed": [_describe_waiting(index, entry, day) for entry in waiting[:_MAX_WAITING]],
        "proposed_count": len(waiting),
        "overdue_count": debt.overdue_count,
        "suggestion_count": debt.suggestion_count,
        "oldest_suggestion_days": debt.oldest_suggestion_days,
        "reviews_due_count": len(debt.reviews_due),
        "reviews_due": [
            {**index.make_row(index.entries[key]), "review_due": index.entries[key].review_due}
            for key in debt.reviews_due[:_MAX_WAITING]
            if key in index.entries
        ],
        "suggestions": [
            {**index.make_row(entry), "suggestion": suggestion.title}
            for entry in index.book.prompts
            for suggestion in entry.suggestions
            if suggestion.state == "pending"
        ][:_MAX_WAITING],
    }


def _describe_waiting(index: BookIndex, entry: Entry, day: str) -> dict[str, object]:
    """A proposed decision with its age: the days from its date to the newest record of all."""
    return {**index.make_row(entry), "days": count_days(entry.date, day)}


def _describe_counts(
    index: BookIndex, kind: str, counts: tuple[Count, ...]
) -> list[dict[str, object]]:
    """The names that have most records, with what they come to, and their pages."""
    largest = sorted(counts, key=lambda count: -(count.prompts + count.decisions))
    return [
        {
            "name": count.name,
            "url": index.urls.get((kind, count.name), ""),
            "prompts": count.prompts,
            "decisions": count.decisions,
            "tokens": count.tokens,
        }
        for count in largest[:_MAX_NAMES]
    ]
