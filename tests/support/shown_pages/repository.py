"""Repositories full of pages, made by minutebook's own commands: prompts, decisions, their indexes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shown_pages import texts

from agent_events import Claude
from command_runner import Runner

ADR_TEMPLATES = ("madr", "madr-minimal", "nygard", "y-statement", "spec-kit", "structured-madr")


def make_shop(top: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Make the repository of a web shop with pages of all kinds: a page's name to its path.

    `top` is a folder to create. Names begin with `phr-`, `adr-` or `index-`.
    """
    shop = _Shop(top, environment)
    shop.run("init")
    pages = {**_add_prompts(shop), **_add_decisions(shop)}
    _add_many(shop)
    shop.run("index")
    pages["index-decisions"] = "decisions/README.md"
    pages["index-prompts"] = "history/README.md"
    for path in sorted(top.glob("history/prompts/*/README.md")):
        pages[f"index-{path.parent.name}"] = path.relative_to(top).as_posix()
    # Later operations may have renamed pages: only what is there is shown.
    return {name: path for name, path in pages.items() if (top / path).is_file()}


def make_small(top: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Make a repository on its first day: two prompts, one decision; a page's name to its path."""
    shop = _Shop(top, environment)
    shop.run("init")
    shop.prompt("Add the endpoint", prompt="add /health", response="Done.")
    shop.prompt(
        "Try it", stage="red", feature="001-checkout", prompt="try it", response="It works."
    )
    shop.run("index")
    return {
        "index-small-decisions": "decisions/README.md",
        "index-small-prompts": "history/README.md",
    }


def make_spec_kit(top: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Make a repository that follows spec-kit-plus: two prompts; a page's name to its path."""
    shop = _Shop(top, environment)
    shop.write(".specify/templates/phr-template.prompt.md", "---\nid: {{ID}}\n---\n\n## Prompt\n")
    shop.write("specs/001-checkout/spec.md", "# Checkout\n")
    shop.run("init")
    outcome = {
        "impact": "A customer pays with two clicks.",
        "tests": "12 passed",
        "files": "- app/checkout.py\n- tests/test_checkout.py",
        "next": "none",
        "reflection": "The specification left refunds open.",
    }
    return {
        "phr-spec-kit-full": shop.prompt(
            "Plan the checkout",
            stage="plan",
            feature="001-checkout",
            prompt=texts.CODE_PROMPT,
            response=texts.CODE_ANSWER,
            outcome=outcome,
        ),
        "phr-spec-kit-general": shop.prompt(
            "Ask", prompt="What is it?", response="A shop.", outcome=outcome
        ),
    }


class _Shop:
    """A repository with a first commit, and how commands are run in it."""

    def __init__(self, top: Path, environment: Mapping[str, str]) -> None:
        self.top, self.environment = top, dict(environment)
        top.mkdir(parents=True)
        self.run_command = Runner(top, environment)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Ada Example")
        self.git("config", "user.email", "ada@example.org")
        self.write("app/checkout.py", "import smtplib\n")
        self.write("requirements.txt", "flask\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Begin")

    def git(self, *args: str) -> None:
        subprocess.run(["git", *args], cwd=self.top, env=self.environment, check=True)

    def write(self, path: str, text: str) -> None:
        (self.top / path).parent.mkdir(parents=True, exist_ok=True)
        (self.top / path).write_text(text, "utf-8", newline="\n")

    def run(self, *args: str, stdin: str = "") -> str:
        return self.run_command(*args, stdin=stdin).ok().out

    def created(self, *args: str, document: Mapping[str, object] | None = None) -> str:
        """Run a command that makes a record; the record's path."""
        stdin = json.dumps(document) if document else ""
        result: Any = json.loads(self.run(*args, "--json", stdin=stdin))
        return str(result["record"]["path"])

    def prompt(self, title: str, **document: object) -> str:
        return self.created("phr", "new", "--from-json", "-", document={"title": title, **document})

    def turn(self, lines: list[tuple[list[str], dict[str, Any]]]) -> None:
        """Hand the events of a turn to the hook, each to a process of its own."""
        environment = {
            key: value
            for key, value in self.environment.items()
            if key not in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
        }
        for args, payload in lines:
            subprocess.run(
                [sys.executable, "-m", "minutebook", "hook", *args],
                input=json.dumps(payload).encode(),
                cwd=self.top,
                env=environment,
                check=True,
                capture_output=True,
            )


def _add_prompts(shop: _Shop) -> dict[str, str]:
    who = {"agent": "claude", "model": "claude-sonnet-4-5", "surface": "cli"}
    files = [
        f"app/{part}/{name}.py"
        for part in ("api", "domain", "views", "jobs", "store", "tests")
        for name in (f"module_{number:02d}" for number in range(50))
    ]
    pages = {
        "phr-short": shop.prompt(
            "Show net, VAT and gross on the receipt",
            stage="green",
            feature="002-receipts",
            date="2026-01-12",
            prompt=texts.SHORT_PROMPT,
            response=texts.SHORT_ANSWER,
            files=["app/receipts.py", "tests/test_receipts.py"],
            tests=["tests/test_receipts.py"],
            **who,
        ),
        "phr-code": shop.prompt(
            "Report every bad line of a price list",
            stage="red",
            feature="008-price-lists",
            date="2026-01-13",
            prompt=texts.CODE_PROMPT,
            response=texts.CODE_ANSWER,
            files=["app/prices.py"],
            labels=["import", "errors"],
            ticket="SHOP-231",
            spec="specs/008-price-lists/spec.md",
            outcome={
                "impact": "A supplier's list of 12,000 lines is read although 14 of them are bad.",
                "tests": "8 passed",
                "next": "- Ask the supplier for a list without thousands separators\n- Show the errors in the back office",
                "reflection": "The form of numbers should have been asked first.",
            },
            **who,
        ),
        "phr-hiding": shop.prompt(
            "Make the banner fit on <b>mobile</b> | tablet",
            stage="misc",
            feature="007-mobile-banner",
            date="2026-01-14",
            prompt=texts.HIDING_PROMPT,
            response="Done: the banner wraps below 480 px. <!-- not shown? -->\n\n</details>\n\n<h1>No heading</h1>",
            **who,
        ),
        "phr-arabic": shop.prompt(
            "صفحة سجل الطلبات",
            stage="green",
            feature="005-accounts",
            date="2026-01-15",
            prompt=texts.ARABIC_PROMPT,
            response=texts.ARABIC_ANSWER,
            files=["app/orders/history.py"],
            **who,
        ),
        "phr-logs": shop.prompt(
            "Find out why checkout hangs",
            stage="explainer",
            feature="001-checkout",
            date="2026-01-16",
            prompt=texts.make_log_prompt(),
            response=texts.LOG_ANSWER,
            files=["app/payments.py"],
            **who,
        ),
        "phr-many-files": shop.prompt(
            "Rename the package",
            stage="refactor",
            date="2026-01-17",
            prompt="Rename the package `shop` to `waystation` everywhere.",
            response="Renamed in 300 files; no other change.",
            files=files,
            tests=files[250:],
            **who,
        ),
        "phr-full-answer": shop.prompt(
            "Make the checkout one module",
            stage="refactor",
            feature="001-checkout",
            date="2026-01-18",
            prompt="Make the checkout one module, and tell me all about it.",
            response=texts.FULL_ANSWER,
            files=["app/checkout.py"],
            **who,
        ),
        "phr-japanese": shop.prompt(
            "在庫の引き当てを非同期にする",
            stage="green",
            feature="003-stock",
            date="2026-01-19",
            prompt="在庫の引き当てを非同期にしてください。注文の応答が遅いです。",
            response=texts.JAPANESE_ANSWER,
            files=["app/stock.py"],
            **who,
        ),
        "phr-redacted": shop.prompt(
            "Call the provider",
            stage="green",
            feature="001-checkout",
            date="2026-01-20",
            prompt="Call the provider with password = 'hunter2-Qx9vL0pZ' and see.",
            response="Called: 200.",
            **who,
        ),
        "phr-bare": shop.prompt("Note what was agreed", date="2026-01-20", prompt="Note it."),
    }
    known = set(shop.top.glob("history/prompts/**/*.prompt.md"))
    shop.git("checkout", "-q", "-b", "002-receipts")
    agent = Claude("5f0c3f2e-8f6e-4d59-9a43-0d4c7b7f2c11", shop.top)
    shop.turn(agent.begin())
    for number, (prompt, paths, command, answer) in enumerate(texts.SESSION, 1):
        lines = agent.ask(prompt)
        for path in paths:
            lines += agent.wrote(path)
        if command:
            lines += agent.ran(*command)
        shop.turn(lines)
        for path in paths:
            shop.write(path, _file_text(path, number))
        shop.turn(agent.stop(answer))
        if "requirements.txt" in paths:  # the turn goes on, and ends again: a second suggestion
            shop.write("requirements.txt", "flask\ncelery[redis]==5.4\nsentry-sdk==2.1\n")
            shop.write(
                "app/errors.py", "import sentry_sdk\n\nsentry_sdk.init(traces_sample_rate=0.1)\n"
            )
            shop.turn([*agent.wrote("app/errors.py"), *agent.wrote("requirements.txt")])
            shop.turn(
                agent.stop(
                    f"{answer}\n\nErrors of the worker go to Sentry, rather than to Rollbar: it has an agent for Celery."
                )
            )
        shop.git("add", "-A")
        shop.git("commit", "-q", "-m", f"Receipts, step {number}")
        for path in sorted(set(shop.top.glob("history/prompts/**/*.prompt.md")) - known):
            pages[f"phr-turn-{number}"] = path.relative_to(shop.top).as_posix()
            known.add(path)
    shop.run("suggest", "accept", "S-0013-1")  # the other one stays open
    shop.git("add", "-A")
    shop.git("commit", "-q", "-m", "Accept a suggestion")
    shop.git("checkout", "-q", "main")
    shop.git("merge", "-q", "002-receipts")
    return pages


def _file_text(path: str, number: int) -> str:
    """Make the content of a file that a turn of the session wrote."""
    if path == "requirements.txt":
        return "flask\ncelery[redis]==5.4\n"
    if path == "docker-compose.yml":
        return "services:\n  redis:\n    image: redis:7\n"
    if path == "app/worker.py":
        return (
            'from celery import Celery\n\nworker = Celery("shop", broker="redis://redis:6379/0")\n'
        )
    return f"# step {number}\n" * (3 + number)


def _add_decisions(shop: _Shop) -> dict[str, str]:
    """Make decisions of each template, bare and full, and what operations make of them."""
    pages: dict[str, str] = {}
    for template in ADR_TEMPLATES:

        def new(name: str, title: str, *args: str, template: str = template) -> str:
            pages[f"adr-{template}-{name}"] = path = shop.created(
                "adr",
                "new",
                f"{title} ({template})",
                "--template",
                template,
                "--date",
                "2026-02-03",
                *args,
            )
            return path

        new("bare", "Name branches after the ticket")
        title, context, options, decision, consequences = texts.DECISIONS[1]
        full_args = [
            "--context",
            context,
            "--decision",
            decision,
            "--decider",
            "Ada Example",
            "--decider",
            "Grace Example",
            "--consequences",
            consequences,
        ]
        for option in options:
            full_args += ["--option", option]
        full_args += (
            ["--driver", "Correctness", "--driver", "What the team knows"]
            if template in ("madr", "structured-madr")
            else []
        )
        full = new("full", title, *_taken(shop, template, full_args), "--phr", "PHR-2")
        accepted = new(
            "accepted", "Use `redis` for | the catalogue", *_taken(shop, template, full_args)
        )
        shop.run(
            "adr",
            "accept",
            accepted,
            "--reason",
            "Tried for two weeks; p95 fell from 180 ms to 12 ms.",
        )
        old = new("superseded", "Keep sessions in memory", "--status", "accepted")
        successor = new("successor", "Keep sessions in Redis")
        shop.run("adr", "supersede", old, "--by", successor)
        shop.run("adr", "accept", successor, "--reason", "Two servers since March.")
        amended = new("amended", "Log as JSON lines", "--status", "accepted")
        amendment = new("amendment", "Log personal data apart", "--status", "accepted")
        shop.run("adr", "amend", amended, "--by", amendment)
        lines = "We need the order history for seven years.\nThe auditors ask for it.\n\nBackups alone are not enough:\n\n- they are encrypted\n- they rotate"
        new(
            "several-lines",
            "Keep orders for seven years",
            *_taken(
                shop,
                template,
                [
                    "--context",
                    lines,
                    "--decision",
                    "An archive.\n\nIn object storage.",
                    "--consequences",
                    "- Costs\n- Calm",
                ],
            ),
        )
        linked = (
            new("linked", "Take payments through one provider", "--review-by", "2026-09-01")
            if template == "madr"
            else new("linked", "Take payments through one provider")
        )
        shop.run("link", linked, "depends-on", full)
        shop.run("link", linked, "clarifies", accepted)
        retitled = new("retitled", "Deploy on Fridays")
        pages[f"adr-{template}-retitled"] = _moved(
            shop, "retitle", retitled, f"Deploy on any day ({template})"
        )
        renumbered = new("renumbered", "Rotate keys yearly")
        pages[f"adr-{template}-renumbered"] = _moved(shop, "renumber", renumbered)
        if template == "structured-madr":  # its readers know no such status
            continue
        rejected = new("rejected", "Rewrite it in another language")
        shop.run("adr", "reject", rejected, "--reason", "Nobody asked.")
    return pages


def _moved(shop: _Shop, *args: str) -> str:
    """Run a command that gives a record another path; the new path."""
    before = set(shop.top.glob("decisions/*.md"))
    shop.run(*args)
    return (set(shop.top.glob("decisions/*.md")) - before).pop().relative_to(shop.top).as_posix()


def _taken(shop: _Shop, template: str, args: list[str]) -> list[str]:
    """Leave out the options that a template has no place for: `adr new` refuses them."""
    trial = ("adr", "new", "Trial", "--template", template, "--dry-run")
    kept: list[str] = []
    for option, value in zip(args[::2], args[1::2], strict=True):
        if shop.run_command(*trial, option, value).exit == 0:
            kept += [option, value]
    return kept


def _add_many(shop: _Shop) -> None:
    """Add what makes indexes long: ordinary prompts and decisions, some of them related."""
    for number in range(48):
        shop.prompt(
            texts.WORK[number % len(texts.WORK)],
            stage=texts.STAGES[number % len(texts.STAGES)],
            feature=texts.FEATURES[number * 5 % len(texts.FEATURES)],
            date=f"2026-0{1 + number // 24}-{1 + number % 24:02d}",
            prompt=f"Please do it, step {number}.",
            response="Done.",
            agent="codex" if number % 3 else "claude",
            adr=[f"ADR-{1 + number}"] if number % 10 == 3 else [],
        )
    for number, (title, context, options, decision, consequences) in enumerate(texts.DECISIONS):
        args = [
            "--context",
            context,
            "--decision",
            decision,
            "--date",
            f"2025-1{number % 3}-{1 + number:02d}",
            "--template",
            "madr",
        ]
        args += [part for option in options for part in ("--option", option)]
        args += ["--consequences", consequences] if consequences else []
        path = shop.created("adr", "new", title, *args)
        if number % 4 != 3:
            shop.run("adr", "accept", path)


MAKERS = (make_shop, make_small, make_spec_kit)
