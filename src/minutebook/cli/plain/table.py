"""What commands take, as far as it is read without typer: generated, not edited.

It is derived from the annotations of the commands by
`python -m minutebook.cli.plain.table_writer`, and imports nothing.
"""

from __future__ import annotations

# By the words of a command: the module below `cli/commands` and its function, parameters that are
# given by place (`*`: all further ones), parameters that must be given, and for each option the
# parameter and its kind: a flag, a text, repeatable texts, or a number, from 0 or (count) 1.
# fmt: off
COMMANDS: dict[
    tuple[str, ...],
    tuple[str, str, tuple[str, ...], tuple[str, ...], dict[str, tuple[str, str]]],
] = {
    ("init",): (
        "setup.setup", "init_", (), (),
        {"--ci": ("ci_provider", "text"), "--reserve": ("reserve", "text"),
        "--backstage": ("backstage", "flag"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("phr", "new"): (
        "phr", "new", ("*title",), (),
        {"--from-json": ("from_json", "text"), "--stage": ("stage", "text"),
        "--feature": ("feature", "text"), "--prompt": ("prompt", "text"),
        "--prompt-file": ("prompt_file", "text"), "--response": ("response", "text"),
        "--response-file": ("response_file", "text"), "--model": ("model", "text"),
        "--agent": ("agent", "text"), "--surface": ("surface", "text"),
        "--command": ("command", "text"), "--label": ("label", "texts"),
        "--file": ("file", "texts"), "--test": ("test", "texts"), "--adr": ("adr", "texts"),
        "--link": ("link", "texts"), "--spec": ("spec", "text"), "--ticket": ("ticket", "text"),
        "--pr": ("pr", "text"), "--outcome": ("outcome", "texts"),
        "--evaluation": ("evaluation", "text"), "--branch": ("branch", "text"),
        "--user": ("user", "text"), "--visibility": ("visible", "text"), "--date": ("date", "text"),
        "--folder": ("folder", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("phr", "list"): (
        "phr", "list_", (), (),
        {"--stage": ("stage", "text"), "--feature": ("feature", "text"),
        "--label": ("label", "text"), "--agent": ("agent", "text"), "--since": ("since", "text"),
        "--until": ("until", "text"), "--touching": ("touching", "text"),
        "--session": ("session", "text"), "--private": ("private", "flag"),
        "--sort": ("sort", "text"), "--limit": ("limit", "number"),
        "--offset": ("offset", "number"), "--json": ("as_json", "flag")},
    ),
    ("phr", "hide"): (
        "records.kept_texts", "hide", ("ref",), ("ref", "wanted"),
        {"--as": ("wanted", "text"), "--title": ("title", "text"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("phr", "verify"): (
        "records.kept_texts", "verify", ("*refs",), (),
        {"--prompt": ("prompt", "text"), "--response": ("response", "text"),
        "--json": ("as_json", "flag")},
    ),
    ("phr", "texts", "push"): (
        "records.kept_texts", "push", (), (),
        {"--json": ("as_json", "flag")},
    ),
    ("phr", "texts", "fetch"): (
        "records.kept_texts", "fetch", (), (),
        {"--json": ("as_json", "flag")},
    ),
    ("adr", "new"): (
        "adr", "new", ("*title",), (),
        {"--edit": ("edit", "flag"), "--from-json": ("from_json", "text"),
        "--template": ("template", "text"), "--status": ("status", "text"),
        "--supersedes": ("supersedes", "texts"), "--link": ("link", "texts"),
        "--phr": ("phr", "texts"), "--from": ("suggestion", "text"),
        "--decider": ("decider", "texts"), "--context": ("context", "text"),
        "--context-file": ("context_file", "text"), "--driver": ("driver", "texts"),
        "--option": ("option", "texts"), "--decision": ("decision", "text"),
        "--decision-file": ("decision_file", "text"), "--consequences": ("consequences", "text"),
        "--consequences-file": ("consequences_file", "text"), "--feature": ("feature", "text"),
        "--review-by": ("review_by", "text"), "--governs": ("governs", "texts"),
        "--date": ("date", "text"), "--folder": ("folder", "text"),
        "--no-redact": ("no_redact", "flag"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("adr", "list"): (
        "adr", "list_", (), (),
        {"--status": ("status", "text"), "--feature": ("feature", "text"),
        "--label": ("label", "text"), "--decider": ("decider", "text"),
        "--since": ("since", "text"), "--until": ("until", "text"), "--sort": ("sort", "text"),
        "--limit": ("limit", "number"), "--offset": ("offset", "number"),
        "--json": ("as_json", "flag")},
    ),
    ("adr", "accept"): (
        "adr", "accept", ("*refs",), ("refs",),
        {"--reason": ("reason", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("adr", "reject"): (
        "adr", "reject", ("*refs",), ("refs",),
        {"--reason": ("reason", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("adr", "deprecate"): (
        "adr", "deprecate", ("*refs",), ("refs",),
        {"--reason": ("reason", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("adr", "supersede"): (
        "adr", "supersede", ("old",), ("old",),
        {"--by": ("by", "text"), "--with": ("title", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("adr", "amend"): (
        "adr", "amend", ("old",), ("old",),
        {"--by": ("by", "text"), "--with": ("title", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("adr", "govern"): (
        "adr", "govern", ("ref", "*globs"), ("ref",),
        {"--remove": ("remove", "flag"), "--suggest": ("suggest", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("list",): (
        "records.listing", "list_", ("kind",), (),
        {"--status": ("status", "text"), "--stage": ("stage", "text"),
        "--feature": ("feature", "text"), "--label": ("label", "text"),
        "--agent": ("agent", "text"), "--decider": ("decider", "text"),
        "--since": ("since", "text"), "--until": ("until", "text"),
        "--touching": ("touching", "text"), "--session": ("session", "text"),
        "--private": ("private", "flag"), "--sort": ("sort", "text"),
        "--limit": ("limit", "number"), "--offset": ("offset", "number"),
        "--json": ("as_json", "flag")},
    ),
    ("search",): (
        "records.search", "search_", ("*words",), ("words",),
        {"--limit": ("limit", "number"), "--offset": ("offset", "number"),
        "--json": ("as_json", "flag")},
    ),
    ("show",): (
        "records.records", "show_", ("*ref",), ("ref",),
        {"--raw": ("raw", "flag"), "--no-pager": ("no_pager", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("edit",): (
        "records.editing", "edit_", ("ref",), ("ref",),
        {},
    ),
    ("retitle",): (
        "records.renaming", "retitle_", ("ref", "*title"), ("ref", "title"),
        {"--no-redact": ("no_redact", "flag"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("remove",): (
        "records.renaming", "remove_", ("*refs",), ("refs",),
        {"--force": ("force", "flag"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("link",): (
        "records.links", "link_", ("source", "relation", "target"),
        ("source", "relation", "target"),
        {"--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("unlink",): (
        "records.links", "unlink_", ("source", "relation", "target"),
        ("source", "relation", "target"),
        {"--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("index",): (
        "index", "index_", (), (),
        {"--check": ("check", "flag"), "--kept": ("kept", "flag"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("check",): (
        "check", "check_", ("*targets",), (),
        {"--fix": ("fix", "flag"), "--only": ("only", "texts"), "--dry-run": ("dry_run", "flag"),
        "--format": ("output_format", "text"), "--base": ("base", "text"),
        "--changed": ("changed", "flag"), "--baseline": ("write_baseline", "flag"),
        "--no-baseline": ("no_baseline", "flag"), "--limit": ("limit", "number"),
        "--strict": ("strict", "flag"), "--explain": ("explain", "text"),
        "--json": ("as_json", "flag")},
    ),
    ("renumber",): (
        "records.renaming", "renumber_", ("ref",), (),
        {"--keep": ("keep", "text"), "--dry-run": ("dry_run", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("import",): (
        "transfer", "import_", ("source", "path"), ("source",),
        {"--kind": ("kind", "text"), "--folder": ("folder", "text"), "--since": ("since", "text"),
        "--limit": ("limit", "number"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("export",): (
        "transfer", "export_", (), (),
        {"--format": ("format_", "text"), "--out": ("out", "text"), "--for": ("generator", "text")},
    ),
    ("suggest",): (
        "suggesting.suggest", "assess", (), (),
        {"--staged": ("staged", "flag"), "--range": ("commit_range", "text"),
        "--commit": ("commit", "text"), "--diff": ("diff", "text"),
        "--message": ("message", "text"), "--prompt-file": ("prompt_file", "text"),
        "--response-file": ("response_file", "text"), "--format": ("output_format", "text"),
        "--json": ("as_json", "flag")},
    ),
    ("suggest", "list"): (
        "suggesting.suggest", "list_", (), (),
        {"--state": ("state", "text"), "--json": ("as_json", "flag")},
    ),
    ("suggest", "accept"): (
        "suggesting.suggest", "accept", ("suggestion_id",), ("suggestion_id",),
        {"--title": ("title", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("suggest", "dismiss"): (
        "suggesting.suggest", "dismiss", ("suggestion_id",), ("suggestion_id",),
        {"--reason": ("reason", "text"), "--no-redact": ("no_redact", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("drift",): (
        "suggesting.drift", "drift_", (), (),
        {"--format": ("output_format", "text"), "--json": ("as_json", "flag")},
    ),
    ("audit",): (
        "agents.audit", "audit_", ("commit_range",), (),
        {"--backfill": ("backfill", "flag"), "--agent": ("agents", "texts"),
        "--transcripts": ("transcripts", "texts"), "--spool": ("spool", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("context",): (
        "explaining.context", "context_", ("*paths",), (),
        {"--budget": ("budget", "count"), "--json": ("as_json", "flag")},
    ),
    ("why",): (
        "explaining.why", "why_", ("place",), ("place",),
        {"--moves": ("moves", "flag"), "--json": ("as_json", "flag")},
    ),
    ("story",): (
        "explaining.story", "story_", ("commit_range",), (),
        {"--format": ("output_format", "text"), "--no-pager": ("no_pager", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("log",): (
        "explaining.log", "log_", ("*paths",), (),
        {"--kind": ("kind", "text"), "--feature": ("feature", "text"), "--label": ("label", "text"),
        "--since": ("since", "text"), "--until": ("until", "text"),
        "--session": ("session", "text"), "-n": ("limit", "number"), "--limit": ("limit", "number"),
        "--json": ("as_json", "flag")},
    ),
    ("graph",): (
        "explaining.graph", "graph_", ("*references",), (),
        {"--format": ("output_format", "text"), "--depth": ("depth", "number"),
        "--kind": ("kind", "text"), "--status": ("status", "text"),
        "--prompts": ("prompts", "flag"), "--all": ("lone", "flag"), "--json": ("as_json", "flag")},
    ),
    ("stats",): (
        "explaining.stats", "stats_", ("commit_range",), (),
        {"--since": ("since", "text"), "--by": ("by", "text"), "--json": ("as_json", "flag")},
    ),
    ("site", "build"): (
        "site.site", "build", ("*repositories",), (),
        {"--out": ("out", "text"), "--title": ("title", "text"), "--url": ("url", "text"),
        "--guide": ("guide", "flag"), "--search": ("search", "text"), "--check": ("check", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("site", "serve"): (
        "site.site", "serve", ("*repositories",), (),
        {"--out": ("out", "text"), "--title": ("title", "text"), "--url": ("url", "text"),
        "--guide": ("guide", "flag"), "--search": ("search", "text"), "--host": ("host", "text"),
        "--open": ("open_", "flag")},
    ),
    ("agents", "install"): (
        "agents.agents", "install", ("*names",), (),
        {"--plugin": ("plugin", "text"), "--skill": ("skill", "flag"), "--mcp": ("mcp", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("agents", "remove"): (
        "agents.agents", "remove", ("*names",), (),
        {"--plugin": ("plugin", "text"), "--skill": ("skill", "flag"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("agents", "status"): (
        "agents.agents", "show_status", ("*names",), (),
        {"--json": ("as_json", "flag")},
    ),
    ("agents", "doctor"): (
        "agents.agents", "diagnose", ("*names",), (),
        {"--json": ("as_json", "flag")},
    ),
    ("mcp",): (
        "agents.serve", "mcp_", (), (),
        {"--read-only": ("read_only", "flag"), "--allow": ("allow", "texts")},
    ),
    ("numbers",): (
        "numbers", "show_numbers", (), (),
        {"--json": ("as_json", "flag")},
    ),
    ("numbers", "prune"): (
        "numbers", "prune", (), (),
        {"--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("redact",): (
        "redact", "redact_", ("file",), (),
        {"--text": ("text", "flag"), "--raw": ("raw", "flag"), "--personal": ("personal", "flag"),
        "--in-record": ("in_record", "text"), "--values": ("values", "text"),
        "--dry-run": ("dry_run", "flag"), "--json": ("as_json", "flag")},
    ),
    ("catalog", "status"): (
        "records.catalog", "status", (), (),
        {"--json": ("as_json", "flag")},
    ),
    ("catalog", "rebuild"): (
        "records.catalog", "rebuild", (), (),
        {"--json": ("as_json", "flag")},
    ),
    ("guide",): (
        "setup.guide", "guide_", ("*topic",), (),
        {"--list": ("list_", "flag"), "--no-pager": ("no_pager", "flag"),
        "--json": ("as_json", "flag")},
    ),
    ("config",): (
        "setup.setup", "config_", (), (),
        {"--json": ("as_json", "flag")},
    ),
    ("schema",): (
        "setup.setup", "schema_", ("name",), (),
        {},
    ),
    ("demo",): (
        "setup.demo", "demo_", ("folder",), (),
        {},
    ),
    ("hook",): (
        "agents.hook", "hook_", ("agent", "event"), ("agent",),
        {},
    ),
    ("merge-driver",): (
        "agents.hook", "merge_driver_", ("base", "ours", "theirs", "path", "size", "*labels"),
        ("base", "ours", "theirs", "path"),
        {},
    ),
}
