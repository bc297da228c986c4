"""A repository whose site is tested: many decisions and prompts, and some that mean harm."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

DECISION_COUNT = 40
PROMPT_COUNT = 150
FEATURES = ("checkout", "search", "billing", "accounts", "reports")
LABELS = ("storage", "network", "design", "cost", "a11y")
TOPICS = ("the cart", "sessions", "the queue", "full text", "invoices", "roles", "exports", "mail")
WAYS = ("Redis", "Postgres", "Kafka", "SQLite", "S3", "a cron job", "one binary", "plain files")
# Every sixth decision has a successor, the one behind it.
SUPERSEDED = {number: number + 1 for number in range(3, 30, 6)}
HOSTILE_DECISION, HOSTILE_PROMPT = DECISION_COUNT + 1, PROMPT_COUNT + 1
HOSTILE_TITLE = """<script>window.harmed='title'</script> "><img src=x onerror=alert(1)> {{7*7}}"""
HOSTILE_TEXT = """\
<script>window.harmed = 'script'; alert(1)</script>
<img src="https://evil.example/pixel.png" onerror="window.harmed = 'img'">
<svg onload="window.harmed = 'svg'"><a xlink:href="javascript:alert(2)">svg</a></svg>
<iframe src="https://evil.example/frame"></iframe> <object data="https://evil.example/o"></object>
<form action="https://evil.example/"><button formaction="javascript:alert(3)">send</button></form>
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<style>body { display: none; background: url(https://evil.example/style.png) }</style>
<details open ontoggle="window.harmed = 'toggle'"><summary>more</summary>x</details>

[plain](javascript:window.harmed='link') [mixed](JaVaScRiPt:alert(4)) [entity](&#106;avascript:alert(5))
[blank](java&Tab;script:alert(6)) [data](data:text/html,<script>alert(7)</script>)
[vb](vbscript:alert(8)) [title](decisions "><script>alert(9)</script>) <javascript:alert(10)>
![pixel](https://evil.example/picture.png) ![data](data:image/svg+xml,<svg onload=alert(11)>)
[reference][harm] [quoted](<x" onmouseover="alert(12)>) [outside](../../../../etc/passwd)
[file](file:///etc/passwd) [network](//evil.example/x) [id](#"onclick=alert(13))

[harm]: javascript:alert(14) "title"

## <b onclick="alert(15)">Heading</b> {#x onclick=alert(16)}

```"><script>alert(17)</script>
</code></pre><script>window.harmed = 'code'</script>
```

```mermaid
graph TD; A["<img src=x onerror=alert(18)>"]; click A "javascript:alert(19)"
```

| a | <script>alert(20)</script> |
|---|---|
| `</td><script>alert(21)</script>` | <img src=x onerror=alert(22)> |

{{ config }} {% include "/etc/passwd" %} ${alert(23)} <!-- --><script>alert(24)</script><!-- -->
"""


def make_repository(top: Path, environment: Mapping[str, str], *, has_hostile: bool = True) -> None:
    """Write the records of a repository, those that mean harm among them, and commit them."""
    top.mkdir(parents=True)
    git(top, environment, "init", "-q")
    write(
        top / "minutebook.toml", 'adr-folders = ["decisions"]\nphr-folders = ["history/prompts"]\n'
    )
    for feature in FEATURES:
        write(top / f"src/{feature}/main.py", f"NAME = {feature!r}\n")
    for number in range(1, DECISION_COUNT + 1):
        write_decision(top, number)
    for number in range(1, PROMPT_COUNT + 1):
        write_prompt(top, number)
    if has_hostile:
        write_hostile(top)
    git(top, environment, "add", "-A")
    git(top, environment, "commit", "-qm", "Records of half a year")


def build_site(top: Path, out: Path, environment: Mapping[str, str]) -> None:
    """Build its site as people do, its links checked: one that is dead fails."""
    command = [sys.executable, "-m", "minutebook", "site", "build", "--out", str(out), "--check"]
    run = subprocess.run(
        [*command, "--url", "https://records.example/some/where/"],
        cwd=top,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]


def git(top: Path, environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=top, env=dict(environment), check=True)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def find_day(position: int, count: int) -> str:
    month, day = divmod(position * 180 // count, 30)
    return f"2025-{7 + month:02d}-{1 + day % 28:02d}"


def name_decision(number: int) -> str:
    """The title of a decision, of its own."""
    way, topic = WAYS[number % len(WAYS)], TOPICS[number * 3 % len(TOPICS)]
    return f"Keep {topic} in {way}, round {number}"


def slug(title: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in title.lower()).split())


def write_decision(top: Path, number: int) -> None:
    title, feature = name_decision(number), FEATURES[number % len(FEATURES)]
    status = "accepted" if number % 5 else "proposed" if number % 10 else "rejected"
    links = ""
    if number in SUPERSEDED:
        status = "superseded"
        links = f"links:\n  superseded-by: [{find_name(SUPERSEDED[number])}]\n"
    if number - 1 in SUPERSEDED:
        status = "accepted"
        links = f"links:\n  supersedes: [{find_name(number - 1)}]\n"
    elif number > 2 and number % 4 == 0:
        links = f"links:\n  depends-on: [{find_name(number - 2)}]\n"
    labels = ", ".join({LABELS[number % 5]: 0, LABELS[number * 2 % 5]: 0})
    write(
        top / f"decisions/{find_name(number)}.md",
        f"---\nstatus: {status}\ndate: {find_day(number - 1, DECISION_COUNT)}\n"
        f"deciders: [Ada Example, Ben Example]\ntags: [{labels}]\n"
        f"governs: [src/{feature}/**]\n{links}---\n\n# ADR-{number:04d} {title}\n\n"
        f"## Context and Problem Statement\n\nWe have to keep {TOPICS[number * 3 % len(TOPICS)]} "
        "somewhere, and it has to be there after a restart.\n\n## Considered Options\n\n"
        + "".join(f"* {way}\n" for way in WAYS[:3])
        + f'\n## Decision Outcome\n\nChosen option: "{WAYS[number % len(WAYS)]}", because it is known.\n\n'
        "```python\ndef keep(value: str) -> None:\n    STORE.append(value)  # for now\n```\n\n"
        "### Consequences\n\n* Good, because it is fast\n* Bad, because it costs\n",
    )


def find_name(number: int) -> str:
    return f"{number:04d}-{slug(name_decision(number))}"


def write_prompt(top: Path, number: int) -> None:
    feature = FEATURES[number % len(FEATURES)]
    session = f"session-{feature}-{number // 25}"
    title = f"Task {number} of {feature}"
    decision = 1 + number % DECISION_COUNT
    write(
        top / f"history/prompts/{feature}/{number:04d}-task-{number}-of-{feature}.green.prompt.md",
        f'---\nid: "{number:04d}"\ntitle: {title}\nstage: green\n'
        f"date: {find_day(number - 1, PROMPT_COUNT)}\nfeature: {feature}\nuser: Ada Example\n"
        f"agent: claude\nmodel: claude-opus-4-5\nlabels: [{LABELS[number % 5]}]\n---\n\n"
        f"# PHR-{number:04d} {title}\n\n## Prompt\n\n> Make {feature} better in step {number}:\n"
        "> the list loads too slowly.\n\n## Response snapshot\n\n"
        "It loads in pages now. `load()` takes **a cursor**.\n\n## Outcome\n\n* **Impact:** faster\n\n"
        "<!-- minutebook:record\n"
        f"branch: main\nsession: {session}\nlinks:\n  decided: [{find_name(decision)}]\n"
        f"files:\n  - src/{feature}/main.py\ntests:\n  - pytest -q (12 passed)\n"
        "fidelity: reported\n-->\n",
    )


def write_hostile(top: Path) -> None:
    quoted = HOSTILE_TITLE.replace("'", "''")
    write(
        top / f"decisions/{HOSTILE_DECISION:04d}-hostile.md",
        "---\nstatus: accepted\ndate: 2025-12-28\n"
        f"deciders: ['<img src=x onerror=alert(30)>']\ntags: ['\"><script>alert(31)</script>']\n"
        f"governs: ['src/\"><script>alert(32)</script>/**']\n---\n\n"
        f"# {HOSTILE_TITLE}\n\n## Context and Problem Statement\n\n{HOSTILE_TEXT}\n"
        "## Decision Outcome\n\nNothing of it runs.\n",
    )
    harmful_prompt = "\n".join(f"> {line}".rstrip() for line in HOSTILE_TEXT.split("\n"))
    write(
        top / f"history/prompts/checkout/{HOSTILE_PROMPT:04d}-hostile.green.prompt.md",
        f"---\nid: \"{HOSTILE_PROMPT:04d}\"\ntitle: '{quoted}'\nstage: green\ndate: 2025-12-28\n"
        "feature: checkout\nuser: '<script>alert(33)</script>'\nagent: '\"><img src=x onerror=alert(34)>'\n"
        f"labels: [storage]\n---\n\n# PHR-{HOSTILE_PROMPT:04d} {HOSTILE_TITLE}\n\n## Prompt\n\n"
        f"{harmful_prompt}\n\n## Response snapshot\n\n{HOSTILE_TEXT}\n",
    )


def choose_environment(home: Path) -> dict[str, str]:
    """The environment of commands outside of a test: for `screenshots.py`."""
    from command_runner import build_environment

    home.mkdir(parents=True, exist_ok=True)
    configuration = home / "gitconfig"
    configuration.write_text(
        "[user]\nname = Ada Example\nemail = ada@example.org\n[init]\ndefaultBranch = main\n"
    )
    os.chmod(home, 0o755)
    return build_environment(home, str(configuration))
