"""Books made by hand, for tests of the site: an empty one, a small one, a rich one, a large one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minutebook.site.book import (
    Book,
    Commit,
    Count,
    Debt,
    Entry,
    Figures,
    FileLink,
    FilePage,
    Relation,
    Repository,
    Source,
    StatusChange,
    Suggestion,
    TimelineEvent,
)

HOSTILE_TITLE = "<script>document.title='owned'</script> \"quoted\" & 'so on'"
HOSTILE_MARKDOWN = """
## A heading <img src=x onerror="document.title='owned'">

<script>document.title = "owned"</script>

[a link](javascript:document.title='owned') and [another](data:text/html,<script>1</script>),
![an image](javascript:document.title='owned'), <a href="javascript:1" onclick="document.title='owned'">raw</a>

<style>body { display: none }</style>
"""
DECISION_MARKDOWN = """## Context and Problem Statement

Carts live in the session. A second server does not see what the first one has stored, and a restart
empties every cart.

## Decision Drivers

- A cart survives a restart
- Two servers see the same cart, within 50 ms

## Considered Options

| option | good | bad |
| --- | --- | --- |
| Redis | quick, expires by itself | one more service |
| PostgreSQL | there already | a write for each change |

## Decision Outcome

Chosen option: "Redis", because carts are read a hundred times as often as they are written.

```python
def read_cart(store: Redis, visitor: str) -> Cart:
    return Cart.parse(store.get(f"cart:{visitor}") or "{}")
```

### Consequences

- Good, because a cart is read in one round trip.
- Bad, because carts are lost where Redis is not kept on disk.
"""
PROMPT_TEXT = """Carts must survive a restart. Put them where both servers see them, and keep what is in
`session["cart"]` readable for a week.

1. no new framework
2. tests for an expired cart
"""
ANSWER_MARKDOWN = """## Response snapshot

Carts are kept in Redis under `cart:<visitor>` for 30 days; what is still in the session is read once
and moved.

- `shop/carts.py` reads and writes carts, nothing else does.
- Expired carts are empty carts.

```console
$ pytest -q tests/test_carts.py
12 passed in 0.31s
```

## Outcome

- **Impact:** Deployments no longer empty carts.
- **Next prompts:** Show the visitor how long a cart is kept.
"""


def make_decision(number: int, title: str, slug: str, **facts: object) -> Entry:
    """A decision of a repository (`repository=` its slug), accepted unless told otherwise."""
    folder = f"{facts['repository']}/" if facts.get("repository") else ""
    path = f"decisions/{number:04d}-{slug}.md"
    usual: dict[str, object] = {
        "key": f"{folder}{path}",
        "url": f"{folder}decisions/{number:04d}-{slug}.html",
        "repository": "",
        "kind": "adr",
        "ref": f"ADR-{number:04d}",
        "number": number,
        "title": title,
        "path": path,
        "date": "2026-03-02",
        "state": "accepted",
        "state_shown": "accepted",
        "group": "in force",
        "digest": f"sha256:{folder}{number:04d}",
    }
    return Entry(**(usual | facts))  # type: ignore[arg-type]


def make_prompt(number: int, title: str, slug: str, **facts: object) -> Entry:
    """A prompt of a repository (`repository=` its slug) and a feature, with tests that passed."""
    folder = f"{facts['repository']}/" if facts.get("repository") else ""
    feature = facts.get("feature", "carts")
    path = f"history/prompts/{feature}/{number:04d}-{slug}.green.prompt.md"
    usual: dict[str, object] = {
        "key": f"{folder}{path}",
        "url": f"{folder}prompts/{feature}/{number:04d}-{slug}.html",
        "repository": "",
        "kind": "phr",
        "ref": f"PHR-{number:04d}",
        "number": number,
        "title": title,
        "path": path,
        "date": "2026-03-02",
        "state": "green",
        "state_shown": "green",
        "feature": feature,
        "agent": "claude-code",
        "model": "sonnet",
        "digest": f"sha256:prompt-{folder}{number:04d}",
    }
    return Entry(**(usual | facts))  # type: ignore[arg-type]


def make_reader(sources: Mapping[str, Source], otherwise: Source) -> Callable[[str], Source]:
    """What reads the source of a key: the one that is given, else the usual one."""
    return lambda key: sources.get(key, otherwise)


def read_usual_source(key: str) -> Source:
    """The text of any decision and any prompt that has none of its own."""
    if "decisions/" in key:
        return Source(DECISION_MARKDOWN)
    return Source(ANSWER_MARKDOWN, PROMPT_TEXT)


def make_empty_book() -> Book:
    """A repository without a record."""
    return Book("Shop", (Repository("shop"),), ())


def make_small_book() -> Book:
    """One repository: a decision that supersedes another, a proposed one, two prompts."""
    sessions = make_decision(
        1,
        "Keep carts in the session",
        "keep-carts-in-the-session",
        date="2026-01-12",
        state="superseded",
        state_shown="superseded by ADR-0002",
        group="gone",
        relations=(
            Relation(
                "superseded by",
                "ADR-0002",
                "Keep carts in Redis",
                "decisions/0002-keep-carts-in-redis.html",
                "accepted",
            ),
        ),
        history=(
            StatusChange("2026-01-12", "accepted", "git"),
            StatusChange("2026-03-02", "superseded", "git"),
        ),
        next_url="decisions/0002-keep-carts-in-redis.html",
    )
    redis = make_decision(
        2,
        "Keep carts in Redis",
        "keep-carts-in-redis",
        summary="Carts are kept in Redis, because they are read a hundred times as often as written.",
        labels=("storage", "carts"),
        people=("Ada",),
        relations=(
            Relation(
                "supersedes",
                "ADR-0001",
                "Keep carts in the session",
                "decisions/0001-keep-carts-in-the-session.html",
                "superseded",
            ),
            Relation(
                "decided in",
                "PHR-0002",
                "Let carts survive a restart",
                "prompts/carts/0002-let-carts-survive-a-restart.html",
                "green",
            ),
        ),
        files=(FileLink("shop/carts.py", "files/shop/carts.py.html"),),
        governed_globs=("shop/carts/**",),
        commits=(Commit("9fceb02", "Carts are kept in Redis", "2026-03-02"),),
        history=(
            StatusChange("2026-02-20", "proposed", "git"),
            StatusChange("2026-03-02", "accepted", "git"),
        ),
        previous_url="decisions/0001-keep-carts-in-the-session.html",
        next_url="decisions/0003-send-mails-from-a-queue.html",
    )
    mails = make_decision(
        3,
        "Send mails from a queue",
        "send-mails-from-a-queue",
        date="2026-03-05",
        state="proposed",
        state_shown="proposed",
        group="proposed",
        labels=("mail",),
        people=("Grace",),
        history=(StatusChange("2026-03-05", "proposed", "git"),),
        previous_url="decisions/0002-keep-carts-in-redis.html",
    )
    first = make_prompt(
        1,
        "Show what is in the cart",
        "show-what-is-in-the-cart",
        date="2026-01-12",
        session="5e55-0001",
        people=("Ada",),
        tokens=41_200,
        seconds=95,
        next_url="prompts/carts/0002-let-carts-survive-a-restart.html",
        files=(FileLink("shop/views.py"),),
    )
    second = make_prompt(
        2,
        "Let carts survive a restart",
        "let-carts-survive-a-restart",
        session="5e55-0001",
        summary="Carts must survive a restart. Put them where both servers see them.",
        labels=("carts",),
        people=("Ada",),
        branch="carts-in-redis",
        tokens=188_312,
        seconds=1_260,
        files=(
            FileLink("shop/carts.py", "files/shop/carts.py.html"),
            FileLink("shop/settings.py"),
        ),
        tests=("tests/test_carts.py", "tests/test_settings.py::test_reads_the_address"),
        commits=(Commit("9fceb02", "Carts are kept in Redis", "2026-03-02"),),
        relations=(
            Relation(
                "decides",
                "ADR-0002",
                "Keep carts in Redis",
                "decisions/0002-keep-carts-in-redis.html",
                "accepted",
            ),
        ),
        suggestions=(
            Suggestion(
                "Keep carts in Redis", "accepted", "decisions/0002-keep-carts-in-redis.html"
            ),
            Suggestion("Read the address of Redis from the environment", "pending"),
        ),
        previous_url="prompts/carts/0001-show-what-is-in-the-cart.html",
        extra_facts=(("command", "/implement"),),
    )
    carts = FilePage("shop/carts.py", "files/shop/carts.py.html", "", (redis.key,), (second.key,))
    events = (
        TimelineEvent("2026-03-05", "decision", mails.key, "proposed"),
        TimelineEvent("2026-03-02", "decision", redis.key, "accepted"),
        TimelineEvent("2026-03-02", "decision", sessions.key, "superseded"),
        TimelineEvent("2026-03-02", "prompt", second.key),
        TimelineEvent("2026-01-12", "decision", sessions.key, "accepted"),
        TimelineEvent("2026-01-12", "prompt", first.key),
    )
    figures = Figures(
        months=(
            Count("2026-01", 1, 1, 41_200),
            Count("2026-02", 0, 0, 0),
            Count("2026-03", 1, 2, 188_312),
        ),
        agents=(Count("claude-code", 2, 0, 229_512),),
        models=(Count("sonnet", 2, 0, 229_512),),
        people=(Count("Ada", 2, 1, 229_512), Count("Grace", 0, 1)),
        debt=Debt((mails.key,), 0, 1, 3),
        tokens=229_512,
        seconds=1_355,
        commits=14,
        explained_commits=9,
    )
    return Book(
        "Shop",
        (
            Repository(
                "shop",
                "",
                "https://forge.example/shop/blob/main/",
                "https://forge.example/shop/commit/",
                "Everything that sells.",
            ),
        ),
        (mails, redis, sessions, second, first),
        (carts,),
        events,
        figures,
        "2026-03-05",
        read_usual_source,
    )


def make_rich_book() -> Book:
    """Two repositories: all groups, a chain of supersessions, sessions, features, labels, hostile texts."""
    entries = _make_shop_decisions() + _make_billing_decisions()
    prompts = _make_shop_prompts() + _make_billing_prompts()
    entries.sort(key=lambda entry: (entry.date, entry.number), reverse=True)
    prompts.sort(key=lambda entry: (entry.date, entry.number), reverse=True)
    sources = {
        entry.key: Source(HOSTILE_MARKDOWN, HOSTILE_MARKDOWN if entry.kind == "phr" else "")
        for entry in entries + prompts
        if entry.title == HOSTILE_TITLE
    }
    sources |= {entry.key: Source("") for entry in entries + prompts if entry.is_private}
    usual = read_usual_source
    return Book(
        "Shop and billing",
        (
            Repository(
                "shop",
                "shop",
                "https://forge.example/shop/blob/main/",
                "https://forge.example/shop/commit/",
                "Everything that sells.",
            ),
            Repository("billing", "billing", description="Invoices, and what is owed."),
        ),
        tuple(entries + prompts),
        _list_files(entries, prompts),
        _list_events(entries, prompts),
        _sum_up(entries, prompts),
        "2026-04-11",
        lambda key: sources[key] if key in sources else usual(key),
    )


def make_large_book(count: int) -> Book:
    """A repository with `count` decisions and as many prompts, a day each, 20 prompts a session."""
    decisions = [
        make_decision(
            number,
            f"Decide the matter that has the number {number}",
            f"matter-{number}",
            date=f"{2000 + number // 336}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}",
            labels=(f"label-{number % 40}",),
            people=(f"Person {number % 12}",),
        )
        for number in range(count, 0, -1)
    ]
    prompts = [
        make_prompt(
            number,
            f"Do the work that has the number {number}",
            f"work-{number}",
            date=f"{2000 + number // 336}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}",
            feature=f"feature-{number % 25}",
            session=f"session-{number // 20:05d}",
            labels=(f"label-{number % 40}",),
            people=(f"Person {number % 12}",),
            tokens=1_000 + number,
            seconds=60,
        )
        for number in range(count, 0, -1)
    ]
    return Book(
        "Large",
        (Repository("large"),),
        (*decisions, *prompts),
        _list_files(decisions, prompts),
        _list_events(decisions, prompts),
        _sum_up(decisions, prompts),
        decisions[0].date if decisions else "",
        read_usual_source,
    )


def _make_shop_decisions() -> list[Entry]:
    titles = {
        1: ("Keep carts in the session", "keep-carts-in-the-session"),
        2: ("Keep carts in PostgreSQL", "keep-carts-in-postgresql"),
        3: ("Keep carts in Redis", "keep-carts-in-redis"),
    }
    urls = {
        number: f"shop/decisions/{number:04d}-{slug}.html" for number, (_, slug) in titles.items()
    }

    def relate(name: str, number: int, status: str) -> Relation:
        return Relation(name, f"ADR-{number:04d}", titles[number][0], urls[number], status)

    return [
        make_decision(
            1,
            *titles[1],
            repository="shop",
            date="2025-11-03",
            state="superseded",
            state_shown="superseded",
            group="gone",
            summary="Carts are kept in the signed session cookie.",
            labels=("storage",),
            people=("Ada Lovelace",),
            relations=(relate("superseded by", 2, "superseded"),),
            history=(
                StatusChange("2025-11-03", "accepted", "page"),
                StatusChange("2026-01-12", "superseded", "git"),
            ),
            next_url=urls[2],
        ),
        make_decision(
            2,
            *titles[2],
            repository="shop",
            date="2026-01-12",
            state="superseded",
            state_shown="superseded",
            group="gone",
            summary="Carts are kept in a table of PostgreSQL, which is there already.",
            labels=("storage",),
            people=("Ada Lovelace",),
            relations=(
                relate("supersedes", 1, "superseded"),
                relate("superseded by", 3, "accepted"),
            ),
            history=(
                StatusChange("2026-01-12", "accepted", "git"),
                StatusChange("2026-03-02", "superseded", "git"),
            ),
            previous_url=urls[1],
            next_url=urls[3],
        ),
        make_decision(
            3,
            *titles[3],
            repository="shop",
            summary="Carts are kept in Redis, because they are read a hundred times as often as they are written, and a visitor who waits for the cart leaves.",
            labels=("storage", "carts", "performance"),
            people=("Ada Lovelace", "Grace Hopper"),
            relations=(
                relate("supersedes", 2, "superseded"),
                Relation(
                    "decided in",
                    "PHR-0002",
                    "Let carts survive a restart",
                    "shop/prompts/carts/0002-let-carts-survive-a-restart.html",
                    "green",
                ),
                Relation("relates to", "RFC-7", "How long we keep what visitors leave behind"),
            ),
            files=(
                FileLink("shop/carts.py", "files/shop/shop/carts.py.html"),
                FileLink("shop/settings.py", "files/shop/shop/settings.py.html"),
            ),
            governed_globs=("shop/carts/**/*.py",),
            commits=(
                Commit(
                    "9fceb02",
                    "Carts are kept in Redis",
                    "2026-03-02",
                    "https://forge.example/shop/commit/9fceb02",
                ),
                Commit("41c8a7d", "Name the variable of the address", "2026-03-03"),
            ),
            history=(
                StatusChange("2026-02-20", "proposed", "git"),
                StatusChange("2026-03-02", "accepted", "git"),
            ),
            previous_url=urls[2],
            next_url="shop/decisions/0004-send-mails-from-a-queue.html",
        ),
        make_decision(
            4,
            "Send mails from a queue that two workers empty, so that an order is confirmed when the mail server is down",
            "send-mails-from-a-queue",
            repository="shop",
            date="2026-03-05",
            state="proposed",
            state_shown="Proposed",
            group="proposed",
            summary="Mails are put into a queue; two workers send them.",
            labels=("mail",),
            people=("Grace Hopper",),
            history=(StatusChange("2026-03-05", "proposed", "git"),),
            previous_url=urls[3],
            next_url="shop/decisions/0005-hostile.html",
        ),
        make_decision(
            5,
            HOSTILE_TITLE,
            "hostile",
            repository="shop",
            date="2026-04-02",
            state="proposed",
            state_shown="<b>proposed</b>",
            group="proposed",
            summary="<img src=x onerror=\"document.title='owned'\">",
            labels=('"><script>1</script>',),
            people=("<i>Mallory</i>",),
            relations=(Relation("relates to", "javascript:1", "<b>nobody</b>", "", "<u>odd</u>"),),
            extra_facts=(("<b>field</b>", "<script>1</script>"),),
            commits=(Commit("<b>1</b>", "<script>1</script>", "2026-04-02"),),
            previous_url="shop/decisions/0004-send-mails-from-a-queue.html",
        ),
    ]


def _make_billing_decisions() -> list[Entry]:
    return [
        make_decision(
            1,
            "Number invoices without gaps",
            "number-invoices-without-gaps",
            repository="billing",
            date="2025-12-01",
            summary="An invoice gets its number when it is sent, in one transaction with the sending.",
            labels=("law",),
            people=("Grace Hopper",),
            files=(FileLink("billing/numbers.py", "files/billing/billing/numbers.py.html"),),
            history=(StatusChange("2025-12-01", "accepted", "page"),),
            next_url="billing/decisions/0002-write-pdf-with-a-service.html",
        ),
        make_decision(
            2,
            "Write PDF with a service of another company",
            "write-pdf-with-a-service",
            repository="billing",
            date="2026-02-02",
            state="rejected",
            state_shown="rejected",
            group="gone",
            labels=("law", "privacy"),
            people=("Ada Lovelace",),
            is_private=True,
            history=(StatusChange("2026-02-09", "rejected", "git"),),
            previous_url="billing/decisions/0001-number-invoices-without-gaps.html",
        ),
    ]


def _make_shop_prompts() -> list[Entry]:
    session = {"repository": "shop", "session": "5e55a001", "people": ("Ada Lovelace",)}
    return [
        make_prompt(
            1,
            "Show what is in the cart",
            "show-what-is-in-the-cart",
            **session,
            summary="Show the visitor what is in the cart, with the sum, on every page.",
            tokens=41_200,
            seconds=95,
            date="2026-03-02",
            files=(FileLink("shop/views.py"),),
            next_url="shop/prompts/carts/0002-let-carts-survive-a-restart.html",
        ),
        make_prompt(
            2,
            "Let carts survive a restart",
            "let-carts-survive-a-restart",
            **session,
            summary="Carts must survive a restart. Put them where both servers see them, and keep what is in the session readable for a week.",
            labels=("carts", "storage"),
            branch="carts-in-redis",
            tokens=188_312,
            seconds=1_260,
            files=(
                FileLink("shop/carts.py", "files/shop/shop/carts.py.html"),
                FileLink("shop/settings.py", "files/shop/shop/settings.py.html"),
            ),
            tests=("tests/test_carts.py", "tests/test_settings.py::test_reads_the_address"),
            commits=(
                Commit(
                    "9fceb02",
                    "Carts are kept in Redis",
                    "2026-03-02",
                    "https://forge.example/shop/commit/9fceb02",
                ),
            ),
            relations=(
                Relation(
                    "decides",
                    "ADR-0003",
                    "Keep carts in Redis",
                    "shop/decisions/0003-keep-carts-in-redis.html",
                    "accepted",
                ),
            ),
            suggestions=(
                Suggestion(
                    "Keep carts in Redis",
                    "accepted",
                    "shop/decisions/0003-keep-carts-in-redis.html",
                ),
                Suggestion("Read the address of Redis from the environment", "pending"),
                Suggestion("Expire carts after 30 days", "dismissed"),
            ),
            previous_url="shop/prompts/carts/0001-show-what-is-in-the-cart.html",
            extra_facts=(("command", "/implement"),),
        ),
        make_prompt(
            3,
            "Explain why mails are late",
            "explain-why-mails-are-late",
            repository="shop",
            feature="mail",
            state="misc",
            state_shown="misc",
            session="5e55a002",
            agent="codex",
            model="gpt-5",
            people=("Grace Hopper",),
            date="2026-03-05",
            tokens=9_114,
            seconds=41,
        ),
        make_prompt(
            4,
            HOSTILE_TITLE,
            "hostile",
            repository="shop",
            feature="mail",
            state="red",
            state_shown="red",
            agent="<b>agent</b>",
            labels=('"><script>1</script>',),
            people=("<i>Mallory</i>",),
            summary="<script>document.title='owned'</script>",
            files=(FileLink("<b>file</b>"),),
            tests=("<script>1</script>",),
            date="2026-04-02",
        ),
    ]


def _make_billing_prompts() -> list[Entry]:
    return [
        make_prompt(
            1,
            "Number invoices when they are sent",
            "number-invoices-when-they-are-sent",
            repository="billing",
            feature="invoices",
            state="refactor",
            state_shown="refactor",
            session="b1110001",
            people=("Grace Hopper",),
            date="2026-04-11",
            tokens=77_000,
            seconds=640,
            files=(FileLink("billing/numbers.py", "files/billing/billing/numbers.py.html"),),
            tests=("tests/test_numbers.py",),
            is_private=True,
        ),
    ]


def _list_files(decisions: list[Entry], prompts: list[Entry]) -> tuple[FilePage, ...]:
    named: dict[FileLink, tuple[list[str], list[str], str]] = {}
    for entry in decisions + prompts:
        for link in entry.files:
            if link.url:
                governed_by, named_by, _ = named.setdefault(link, ([], [], entry.repository))
                is_ruling = entry.group == "in force"
                (governed_by if is_ruling else named_by).append(entry.key)
    return tuple(
        FilePage(link.path, link.url, repository, tuple(governed_by), tuple(named_by))
        for link, (governed_by, named_by, repository) in named.items()
    )


def _list_events(decisions: list[Entry], prompts: list[Entry]) -> tuple[TimelineEvent, ...]:
    events = [TimelineEvent(entry.date, "prompt", entry.key) for entry in prompts]
    for entry in decisions:
        changes = entry.history or (StatusChange(entry.date, entry.state),)
        events += [
            TimelineEvent(change.day, "decision", entry.key, change.status) for change in changes
        ]
    return tuple(sorted(events, key=lambda event: event.day, reverse=True))


def _count(
    entries: list[Entry], list_names: Callable[[Entry], tuple[str, ...]]
) -> tuple[Count, ...]:
    sums: dict[str, list[int]] = {}
    for entry in entries:
        for name in list_names(entry):
            each = sums.setdefault(name, [0, 0, 0])
            each[entry.kind == "adr"] += 1
            each[2] += entry.tokens
    return tuple(Count(name, *each) for name, each in sums.items())


def _sum_up(decisions: list[Entry], prompts: list[Entry]) -> Figures:
    entries = decisions + prompts
    by_month = {count.name: count for count in _count(entries, lambda entry: (entry.date[:7],))}
    months = []
    if by_month:
        year, month = map(int, min(by_month).split("-"))
        while (name := f"{year}-{month:02d}") <= max(by_month):
            months.append(by_month.get(name, Count(name)))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    proposed = [entry.key for entry in reversed(decisions) if entry.group == "proposed"]
    pending = [
        suggestion
        for entry in prompts
        for suggestion in entry.suggestions
        if suggestion.state == "pending"
    ]
    return Figures(
        tuple(months),
        _count(prompts, lambda entry: (entry.agent,) if entry.agent else ()),
        _count(prompts, lambda entry: (entry.model,) if entry.model else ()),
        _count(entries, lambda entry: entry.people),
        Debt(tuple(proposed), 1 if proposed else 0, len(pending), 40 if pending else 0),
        sum(entry.tokens for entry in prompts),
        sum(entry.seconds for entry in prompts),
        31,
        17,
    )
