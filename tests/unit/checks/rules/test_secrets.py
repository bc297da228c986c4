"""The rule on secrets in pages."""

from __future__ import annotations

from checked_pages import find, find_findings

from secret_shapes import Maker


def test_secrets_are_found_and_never_shown() -> None:
    maker = Maker(8)
    token, password = "ghp_" + maker.a(36), maker.a(20)
    text = (
        f"# 1. Use {token}\n\n## Status\n\nAccepted\n\n"
        f"password={password} or\npassword={password} password={password}\n"
    )
    rows = find("secret", {"decisions/0001-a.md": text})
    assert [(severity, line) for severity, _, line, _ in rows] == [
        ("error", 1),
        ("error", 7),
        ("error", 8),  # one finding for each kind on a line
    ]
    assert "github-token" in rows[0][3]
    assert not any(value in repr(rows) for value in (token, password))


def test_the_cure_on_a_page_that_is_only_read() -> None:
    secret = f"password={Maker(8).a(20)}\n"
    pages = {"decisions/0001-a.adoc": f"= A\n\n{secret}", "decisions/0002-b.md": f"# B\n\n{secret}"}
    cures = [finding.fix for finding in find_findings("secret", pages)]
    assert "by hand: `minutebook edit ADR-0001`" in cures[0]
    assert "`minutebook redact --in-record ADR-0002`" in cures[1]


def test_a_link_to_a_session_is_no_secret() -> None:
    link = "https://claude.ai/code/session_" + Maker(9).a(24)
    pages = {"decisions/0001-a.md": f"# A\n\n{link}\n"}
    assert find("secret", pages) == []
    assert [(severity, line) for severity, _, line, _ in find("session-link", pages)] == [
        ("warning", 3)
    ]
