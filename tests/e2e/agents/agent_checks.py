"""What is done with a client, and what has to hold afterwards: a table of checks for each part."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import agent_scenes as scenes
from agent_decisions import play_decisions
from agent_results import Check
from agent_terminal import Terminal, open_terminal
from agent_workplace import Record, Workplace, wait_until

SECRET = "ghp_" + "4fK9sQ2mXw7RbT1zLc8VnJ5hYd3GpA6eUo0B"
JOB = f"""Read the sailings from PostgreSQL. The pages wait too long.

* "app.py" stays as it is
* the token {SECRET} is not for the log

scene:sailings"""
HARBOUR = "Give the harbour a name, and commit it. scene:harbour"
DELEGATE = "Have the helper write down the moorings. scene:delegate"
CREW = "Have two helpers look at the bay. scene:crew"
STORM = "Write a test for the storm, and make it pass. scene:storm"
QUEUE = "Let boats wait in a queue. scene:queue"
DECK = "Scrub the deck. scene:deck"
STEERING = "And polish the bell."
ANCHOR = "Weigh the anchor. scene:anchor"
TALK = "Say when the last ferry leaves. scene:talk"
ONE_PASSED = [f"{scenes.RUN_TESTS} (1 passed)"]
# Clients write only what changes on a screen, so that a letter of a line may be missing.
SUGGESTED = ("Architectural", "decision detected", "tradeoffs", "S-0001-1")


Checks = Iterator[Check]
NO_RECORD = Record(0, "", "", "", "", {})


def find(records: list[Record], scene: str) -> list[Record]:
    """Return the records whose prompt names a scene."""
    return [record for record in records if f"scene:{scene}" in record.prompt]


def find_first(records: list[Record], scene: str) -> Record:
    """Return the first record whose prompt names a scene, or an empty one."""
    return next(iter(find(records, scene)), NO_RECORD)


def follows(record: Record, other: Record) -> bool:
    """Tell whether a record is linked to another as what it followed."""
    return any(
        relation == "follows" and target.startswith(f"{other.number:04d}-")
        for relation, target in record.links
    )


def play_turns(place: Workplace) -> Checks:
    """One session, a process for each turn, as in scripts."""
    place.take_turn(JOB, is_first=True)
    place.wait_for_record("sailings", 5)
    yield from check_job(place)
    for prompt in (HARBOUR, DELEGATE, CREW, STORM):
        place.take_turn(prompt)
        scene = prompt.rpartition(":")[2]
        place.wait_for_record(scene, 5)
        if scene == "harbour":
            yield from check_commit(place)
    records = place.read_records()
    yield from check_subagent(records)
    yield from check_two_subagents(records)
    yield from check_failure(records)
    yield from check_whole(place)
    yield from check_backfill(place)


def check_job(place: Workplace) -> Checks:
    records = place.read_records()
    record = find_first(records, "sailings")
    yield Check("job: one record", len(records) == 1, [each.prompt for each in records])
    hidden = re.sub(r"\[redacted: [a-z0-9-]+\]", SECRET, record.prompt)
    yield Check("job: prompt", hidden == JOB, record.prompt)
    is_hidden = "[redacted" in record.prompt and SECRET not in record.text
    yield Check("job: secret hidden", is_hidden, record.prompt)
    yield Check("job: answer", record.answer == scenes.SAILINGS_ANSWER, record.answer)
    title = record.title
    yield Check("job: title", title == "Read the sailings from PostgreSQL", title)
    files = record.get_list("files")
    yield Check("job: files", files == ["requirements.txt", "sailings.py"], files)
    tests = record.get_list("tests")
    yield Check("job: tests", tests == ONE_PASSED, tests)
    facts = {name: record.fields.get(name) for name in ("model", "session", "tokens", "agent")}
    yield Check("job: model, session, tokens", all(facts.values()), facts)
    suggestions = record.fields.get("suggestions") or []
    yield Check("job: suggestion", "PostgreSQL" in str(suggestions), suggestions)


def check_commit(place: Workplace) -> Checks:
    records = place.read_records()
    first, record = find_first(records, "sailings"), find_first(records, "harbour")
    format_option = "--format=%H %(trailers:key=PHR,valueonly,separator=%x2C)"
    log = place.git("log", "-1", format_option, "--grep=Name the harbour")
    commit, _, trailer = log.partition(" ")
    yield Check("commit: trailer", trailer == f"PHR-{record.number:04d}", trailer)
    commits = record.get_list("commits")
    has_commit = len(commits) == 1 and commit.startswith(commits[0])
    yield Check("commit: named in the record", has_commit, commits)
    pages = f":(glob)history/prompts/**/{record.number:04d}-*.md"
    subject = place.git("log", "-1", "--format=%s", "--", pages)
    is_committed = subject.startswith(f"Record PHR-{record.number:04d}")
    left = place.git("status", "--porcelain", "--", pages)
    yield Check("commit: the record in one of its own", is_committed and not left, (subject, left))
    is_second = follows(record, first) and record.fields["session"] == first.fields["session"]
    seen = (sorted(record.links), record.fields.get("session"), first.fields.get("session"))
    yield Check("second turn: same session, linked", is_second, seen)


def check_subagent(records: list[Record]) -> Checks:
    parent, children = find_first(records, "delegate"), find(records, "moorings")
    child = next((each for each in children if each.prompt == scenes.MOORINGS_TASK), NO_RECORD)
    parents = len(find(records, "delegate"))
    seen = [(each.number, each.prompt, each.answer) for each in records]
    yield Check("subagent: own record", (len(children), parents) == (1, 1), seen)
    yield Check("subagent: task is its prompt", child is not NO_RECORD, seen)
    yield Check("subagent: linked", follows(child, parent), sorted(child.links))
    yield Check("subagent: answer", child.answer == scenes.MOORINGS_ANSWER, child.answer)
    files = child.get_list("files")
    yield Check("subagent: files", "moorings.py" in files, files)
    yield Check("subagent: edits by the shell", files == ["moorings.py", "ropes.txt"], files)
    tests = child.get_list("tests")
    yield Check("subagent: tests", tests == ONE_PASSED, tests)
    has_answer = parent.answer == scenes.DELEGATED_ANSWER
    yield Check("subagent: parent keeps its answer", has_answer, parent.answer)


def check_two_subagents(records: list[Record]) -> Checks:
    parent = find_first(records, "crew")
    tasks = {
        scenes.BUOYS_TASK: ("buoys.py", scenes.BUOYS_ANSWER),
        scenes.TIDES_TASK: ("tides.py", scenes.TIDES_ANSWER),
    }
    children = [each for each in records if each.prompt in tasks]
    seen = [(each.number, each.prompt, each.answer, each.get_list("files")) for each in records]
    are_two = sorted(each.prompt for each in children) == sorted(tasks)
    is_one = len(find(records, "crew")) == 1
    yield Check("two subagents: own records", are_two and is_one, seen)
    has_file = [each.get_list("files") == [tasks[each.prompt][0]] for each in children]
    yield Check("two subagents: own files", len(has_file) == 2 and all(has_file), seen)
    has_answer = [each.answer == tasks[each.prompt][1] for each in children]
    yield Check("two subagents: own answers", len(has_answer) == 2 and all(has_answer), seen)
    are_linked = [follows(each, parent) for each in children]
    links = [sorted(each.links) for each in children]
    yield Check("two subagents: linked", len(are_linked) == 2 and all(are_linked), links)
    has_answer_too = parent.answer == scenes.CREW_ANSWER
    yield Check("two subagents: parent keeps its answer", has_answer_too, parent.answer)


def check_failure(records: list[Record]) -> Checks:
    record = find_first(records, "storm")
    tests = record.get_list("tests")
    wanted = [f"{scenes.RUN_TESTS} (1 failed, 1 passed)", f"{scenes.RUN_TESTS} (2 passed)"]
    yield Check("failing test: both runs", tests == wanted, tests)
    yield Check("failing test: green in the end", record.state == "green", record.state)


def check_whole(place: Workplace) -> Checks:
    numbers = [record.number for record in place.read_records()]
    has_no_gap = numbers == list(range(1, len(numbers) + 1))
    yield Check("records: numbers without a gap", has_no_gap, numbers)
    audit = place.minutebook("audit")
    yield Check("records: audit says 100 %", "100 %" in audit.partition("\n")[0], audit)


def describe(records: list[Record], *names: str) -> list[tuple[Any, ...]]:
    """Return prompts and lists of the records, in an order of their own."""
    rows = [(each.prompt, *(each.get_list(name) for name in names)) for each in records]
    return sorted(rows, key=repr)


def leave_out_shell_edits(records: list[Record]) -> list[tuple[str, list[str]]]:
    """Return prompts and files, without the file that only git's status tells of."""
    rows = [(each.prompt, each.get_list("files")) for each in records]
    return sorted(
        (prompt, [name for name in files if name != "ropes.txt"]) for prompt, files in rows
    )


def check_backfill(place: Workplace) -> Checks:
    """Take the records away and have them made again from what the client has kept."""
    place.commit_all("Keep the records")
    recorded = place.read_records()
    shutil.rmtree(place.repository / "history" / "prompts")
    for spool in (place.repository / ".git" / "minutebook").glob("spool*"):
        shutil.rmtree(spool)
    place.commit_all("Take the records away")
    said = place.minutebook("audit", "--backfill")
    found = place.read_records()
    ways: dict[str, Callable[[list[Record]], list[Any]]] = {
        "prompts": describe,
        "files": leave_out_shell_edits,
        "tests": lambda records: describe(records, "tests"),
    }
    for name, way in ways.items():
        wanted, got = way(recorded), way(found)
        seen = {
            "only by hooks": [row for row in wanted if row not in got],
            "only by backfill": [row for row in got if row not in wanted],
            "said": said[-600:],
        }
        # Where hooks recorded nothing there is nothing to compare with.
        yield Check(f"backfill: same {name}", bool(wanted) and wanted == got, seen)


def play_terminal(place: Workplace) -> Checks:
    """One session in a terminal, as people have it."""
    command = [str(place.program), *place.client.interactive]
    with open_terminal(command, place.repository, place.environment()) as terminal:
        yield from talk_in_terminal(place, terminal)
        terminal.wait_until_quiet(0.5, 5)
    wait_until(lambda: bool(find(place.read_records(), "talk")), 5)
    records = place.read_records()
    record = find_first(records, "anchor")
    labels = record.get_list("labels")
    yield Check("interruption: labelled", "interrupted" in labels, (record.prompt, labels))
    record = find_first(records, "talk")
    yield Check("talk: recorded", record.answer == scenes.TALK_ANSWER, record.answer)
    files = (record.get_list("files"), record.get_list("tests"), record.fields.get("labels"))
    yield Check("talk: no change", record is not NO_RECORD and not any(files), files)
    turns = 5 if place.client.holds_texts_back else 4
    is_each_once = len(records) == turns
    yield Check("terminal: a record for each turn", is_each_once, describe(records, "labels"))
    numbers = [each.number for each in records]
    has_no_gap = numbers == list(range(1, len(numbers) + 1))
    yield Check("terminal: numbers without a gap", has_no_gap, numbers)
    audit = place.minutebook("audit")
    yield Check("terminal: audit says 100 %", "100 %" in audit.partition("\n")[0], audit)


def talk_in_terminal(place: Workplace, terminal: Terminal) -> Checks:
    wait_until(lambda: terminal.has_shown(place.client.ready_text), 60)
    terminal.wait_until_quiet(1.5)
    terminal.enter(QUEUE)
    record = place.wait_for_record("queue", 40)
    screen = terminal.text[-1500:]
    is_recorded = record is not None and record.prompt == QUEUE
    yield Check("terminal: prompt", is_recorded, record.prompt if record else screen)
    is_shown = wait_until(lambda: any(map(terminal.has_shown, SUGGESTED)), 8)
    yield Check("terminal: suggestion shown", is_shown, terminal.text[-1500:])
    terminal.wait_until_quiet()
    terminal.enter(DECK)
    has_started = place.wait_for_start("deck")
    time.sleep(0.5)
    terminal.enter(STEERING)
    time.sleep(1)
    place.signal("deck")
    place.wait_for_record("deck", 30)
    terminal.wait_until_quiet(1.5)
    # A record that was written before the addition was known is completed at the next event.
    terminal.enter(ANCHOR)
    has_started = place.wait_for_start("anchor") and has_started
    record = find_first(place.read_records(), "deck")
    is_whole = record.prompt == f"{DECK}\n\n{STEERING}"
    seen = (record.prompt, has_started, terminal.text[-1500:])
    yield Check("steering: both texts in one record", is_whole, seen)
    prompts = [each.prompt for each in place.read_records()]
    is_recorded = any(STEERING in prompt for prompt in prompts)
    yield Check("steering: recorded", is_recorded, prompts)
    has_answer = scenes.STEERED_ANSWER in record.answer
    yield Check("steering: answer", has_answer, record.answer)
    time.sleep(0.5)
    terminal.press(*place.client.interrupt_keys)
    time.sleep(0.5)
    place.signal("anchor")
    terminal.wait_until_quiet()
    terminal.enter(TALK)
    place.wait_for_record("talk", 30)


# Of the skill's description, which a client puts before its model at the start of a session.
SKILL_DESCRIPTION = "Tells which architecture decisions (ADRs) and prompts stand behind the code"
# What a shell or a client says of a command that it does not find, or that fails.
COMPLAINTS = re.compile(r"(?i)not found|no such file|minutebook-hook|hook.*fail|\b127\b")


def play_colleague(place: Workplace) -> Checks:
    """The same repository where minutebook is not installed; then it is taken out of it."""
    place.minutebook("agents", "install", place.client.name, "--skill")
    place.commit_all("The skill")
    before = place.git("status", "--porcelain")
    said = place.take_turn(TALK, is_first=True, has_minutebook=False)
    told = [text for text in place.model.requests if SKILL_DESCRIPTION in text]
    yield Check("skill: the model is told of it", bool(told), place.model.requests[:1])
    answer = scenes.TALK_ANSWER
    yield Check("without minutebook: prompt works", answer in " ".join(said.split()), said[-1500:])
    complaints = [line for line in said.splitlines() if COMPLAINTS.search(line)]
    yield Check("without minutebook: says nothing", not complaints, complaints)
    commit = ("git", "commit", "-q", "--allow-empty", "-m", "By a colleague")
    result = place.run(*commit, has_minutebook=False)
    seen = (result.returncode, result.stdout, result.stderr)
    yield Check("without minutebook: commits work", seen == (0, "", ""), seen)
    after = place.git("status", "--porcelain")
    yield Check("without minutebook: nothing is written", after == before, after)
    yield from check_removal(place)


def check_removal(place: Workplace) -> Checks:
    said = place.minutebook("agents", "remove")
    hooks = [
        path.name
        for path in (place.repository / ".git" / "hooks").iterdir()
        if not path.name.endswith(".sample") and "minutebook" in path.read_text("utf-8")
    ]
    place.git("add", "-A")
    files = place.git("grep", "--cached", "-l", "minutebook-hook").splitlines()
    yield Check("removal: no command is left", not hooks and not files, (hooks, files, said))
    answer = place.take_turn(TALK)
    seen = answer[-1500:]
    works = scenes.TALK_ANSWER in " ".join(answer.split()) and not place.read_records()
    yield Check("removal: nothing is recorded", works, seen)


PARTS: dict[str, Callable[[Workplace], Checks]] = {
    "turns": play_turns,
    "terminal": play_terminal,
    "colleague": play_colleague,
    "decisions": play_decisions,
}
