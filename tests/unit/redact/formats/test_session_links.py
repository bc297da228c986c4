"""Links to sessions that vendors host are hidden, and their other pages are not."""

from __future__ import annotations

import pytest

from checked_pages import find_findings
from growth import assert_linear
from minutebook import redact

HIDDEN = r"""
https://claude.ai/code/session_01AbCdEfGh23
http://claude.ai/chat/3f2a8b1e-1111-4222-8333-aaaaaaaaaaaa
claude.ai/share/3f2a8b1e-1111-4222-8333-aaaaaaaaaaaa
https://chatgpt.com/codex/tasks/task_e_68a1b2c3
https://chatgpt.com/s/cd_6812345abc
https://chatgpt.com/share/68a1b2c3-aaaa-bbbb-cccc-1234567890ab
https://chatgpt.com/c/68a1b2c3-aaaa-bbbb-cccc-1234567890ab
https://chatgpt.com/g/g-abc-helper/c/68a1b2c3-aaaa-bbbb
https://cursor.com/agents?id=bc-3f2a8b1e-1111
https://www.cursor.com/agents?foo=1&selectedBcId=bc-3f2a8b1e
https://cursor.com/agents/bc-3f2a8b1e-1111
https://cursor.com/background-agent?bcId=bc-3f2a8b1e
https://app.devin.ai/sessions/0a1b2c3d4e5f
https://acme.devinenterprise.com/sessions/0a1b2c3d4e5f
https://jules.google.com/task/1234567890123
https://gemini.google.com/share/0a1b2c3d4e
https://g.co/gemini/share/0a1b2c3d4e
https://github.com/copilot/tasks/0a1b2c3d-1111
https://github.com/copilot/share/0a1b2c3d-1111
https://github.com/acme/tool/agents/0a1b2c3d-1111
https://github.com/acme/tool/pull/12/agent-sessions/0a1b2c3d-1111-2222
https://github.com/acme/tool/tasks/0a1b2c3d-1111-2222
https://ampcode.com/threads/T-0a1b2c3d-1111
https://opencode.ai/s/XyZ12abc
https://opncd.ai/share/XyZ12abc
https://v0.dev/chat/login-form-Ab12Cd34
https://v0.app/chat/Ab12Cd34
https://replit.com/join/abcdefg-user1
https://windsurf.com/share/0a1b2c3d
https://bolt.new/~/sb1-abc123
https://app.factory.ai/sessions/0a1b2c3d
https://grok.com/share/bGVnYWN5_0a1b
https://www.perplexity.ai/search/how-to-x-Ab12Cd34
https://chat.deepseek.com/share/0a1b2c3d
https://aistudio.google.com/app/prompts/1AbCdEf
https://github.com/copilot/tasks/pull/PR_kwDO1?session_id=0a1b2c3d-1111-2222
https://github.com/acme/tool/pull/12?session_id=0a1b2c3d-1111-2222
https://app.all-hands.dev/share?shareId=0a1b2c3d-1111
https://claude.ai/project/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://claude.ai/artifacts/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://claude.ai/public/artifacts/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://claude.ai/code/scheduled/trig_01AbCdEfGh23
https://console.anthropic.com/workbench/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://app.entire.io/sessions/0a1b2c3d-1111
https://kilocode.ai/share/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://linear.app/acme/agent-session/0a1b2c3d-1111
https://app.newagent.ai/acme/sessions/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://coder-agents.acme.io/share/0a1b2c3d4e5f6a7b8c
https://newagent.dev/conversation?conversationId=0a1b2c3d-1111
https://my-agent.io/threads/T-0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://tracker.acme.com/x/agent-sessions/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
Claude-Session: https://claude.ai/code/session_01AbCdEfGh23
Claude-Session: session_01AbCdEfGh23
> Amp-Thread-ID: T-0a1b2c3d-1111
[session](https://claude.ai/code/session_01AbCdEfGh23).
see **https://claude.ai/code/session_01AbCdEfGh23**, then
"url":"https:\/\/claude.ai\/code\/session_01AbCdEfGh23"
https%3A%2F%2Fclaude.ai%2Fcode%2Fsession_01AbCdEfGh23
HTTPS://CLAUDE.AI/code/session_01AbCdEfGh23?tab=diff#x
https://claude.ai:443/code/session_01AbCdEfGh23
見て：https://claude.ai/code/session_01AbCdEfGh23
見https://claude.ai/code/session_01AbCdEfGh23
""".strip().split("\n")
KEPT = """
https://claude.ai/code
https://claude.ai/code/
https://docs.claude.com/en/docs/claude-code/hooks
https://claude.ai/settings/usage
https://chatgpt.com/codex
https://chatgpt.com/codex/settings/environments
https://developers.openai.com/codex/cli
https://cursor.com/docs/agent/overview
https://cursor.com/agents
https://docs.devin.ai/sessions/overview
https://jules.google.com/
https://jules.google/docs/tasks
https://gemini.google.com/app
https://github.com/copilot
https://github.com/acme/tool/pull/12
https://github.com/acme/tool/blob/main/tasks/0001-a.md
https://github.com/acme/tool/issues/12
https://github.com/features/copilot/agents
https://github.com/acme/agents/tree/main
https://ampcode.com/manual
https://opencode.ai/docs/share
https://v0.dev/docs
https://v0.dev/chat
https://replit.com/@acme/project
https://windsurf.com/editor
https://notclaude.ai/code/session_01AbCdEfGh23
https://claude.ai.example.com/code/session_01AbCd
session: 0a1b2c3d-1111
Session: 2026-01-02
Task: T012
https://huggingface.co/acme/chat-model
https://x.com/acme/status/1234567890123
https://github.com/orgs/acme/agents
https://www.continue.dev/blog
Agent-Task: build
https://github.com/acme/tool/pull/12?diff=split&w=1
https://docs.newagent.ai/sessions/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://newagent.ai/sessions/getting-started-2
https://newagent.ai/blog/share/how-to-share-sessions-2026
https://openai.github.io/openai-agents-python/sessions/advanced_sqlite_session
https://claude.ai/artifacts
https://linear.app/acme/issue/ENG-123
https://app.acme.com/sessions/0a1b2c3d-1111-2222-8333-aaaaaaaaaaaa
https://forum.acme.com/threads/12345678901
https://platform.claude.com/docs/en/agent-sdk/sessions
https://langchain-ai.github.io/langgraph/agents/threads/2024-guide
https://google.github.io/adk-docs/sessions/session1
me@claude.ai/code/session_01AbCdEfGh23
""".strip().split("\n")


@pytest.mark.parametrize("text", HIDDEN)
def test_a_link_to_a_session_is_hidden(text: str) -> None:
    redacted = redact.redact_text(text)
    assert "[link to a session]" in redacted.text
    assert {span.kind for span in redacted.hidden_spans} == {"session-link"}
    assert not any(part in redacted.text for part in ("01AbC", "0a1b", "task_e", "Ab12"))
    assert redact.hide_session_links(text).text == redacted.text
    assert redact.redact_text(redacted.text).text == redacted.text


@pytest.mark.parametrize("text", KEPT)
def test_other_pages_of_vendors_stay(text: str) -> None:
    assert redact.redact_text(text).text == text
    assert redact.hide_session_links(text).text == text


@pytest.mark.parametrize(
    "link",
    [
        "https://claude.ai/code/session_<b>01AbCdEf</b>Gh23",
        "https://claude.ai/code/session_01AbCdEf\x1b[0mGh23",
        "'https://claude.ai/code/ses' + 'sion_01AbCdEfGh23'",
    ],
)
def test_a_link_in_pieces_of_one_line_is_hidden_whole(link: str) -> None:
    text = redact.redact_text(f"See {link} then").text
    assert "[link to a session]" in text
    assert not any(part in text for part in ("01Ab", "Gh23"))


@pytest.mark.parametrize("text", ["Build-Session: 0a1b2c3d4e5f", "say Claude-Session: 0a1b2c3d"])
def test_a_line_that_is_no_trailer_of_an_agent_stays(text: str) -> None:
    assert redact.hide_session_links(text).text == text


def test_what_stands_around_a_link_stays() -> None:
    text = (
        "Done, see [it](https://claude.ai/code/session_01AbCdEfGh23?tab=diff#turn-3), and merge.\n"
    )
    assert redact.redact_text(text).text == "Done, see [it]([link to a session]), and merge.\n"
    assert redact.hide_session_links("Merge it").text == "Merge it"


def test_a_link_ends_with_its_line() -> None:
    link, hidden = "https://claude.ai/code/session_01AbCdEfGh23", "[link to a session]"
    for following in ("https://example.com/docs", "README.md was changed", "12 files", "0a1b2c"):
        for start in ("", "> ", "- "):
            before = f"{start}{link}\n{start}{following}\n"
            assert redact.redact_text(before).text == f"{start}{hidden}\n{start}{following}\n"
    assert redact.redact_text(f"see {link[:23]}\n2026-01-02 was\n").text.endswith(
        "/\n2026-01-02 was\n"
    )


def test_a_link_that_was_wrapped_is_hidden_in_full() -> None:
    link = "https://claude.ai/code/session_01AbCdEfGh23"
    before = f"{'x' * 49} {link[:30]}\n{link[30:]} and more\n"
    assert redact.redact_text(before).text == f"{'x' * 49} [link to a session] and more\n"
    assert redact.redact_text(f"see {link[:23]}\n{link[23:]}\n").text == "see [link to a session]\n"


def test_what_begins_a_line_is_no_rest_of_a_token() -> None:
    token = "sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5z"
    for following in ("https://example.com/docs", "2 files were changed", "README.md was changed"):
        redacted = redact.redact_text(f"OPENAI_API_KEY={token}\n{following}\n")
        assert redacted.text == f"OPENAI_API_KEY=[redacted: openai-key]\n{following}\n"


def test_the_cost_of_many_hosts_is_linear() -> None:
    for piece in (
        "claude.ai/code/",
        "a.claude.ai",
        "cursor.com/agents?a=b&",
        "Agent-Session: a",
        "a-agent.ai/",
        "a.io/a/",
    ):
        assert_linear(lambda size: redact.hide_session_links(piece * (size // len(piece))), 4_000)  # noqa: B023


def test_check_reports_a_link_of_its_own_kind() -> None:
    text = "# 1. A\n\n## Status\n\nAccepted\n\nSee https://ampcode.com/threads/T-0a1b2c3d-1111.\n"
    pages = {"decisions/0001-a.md": text}
    (finding,) = find_findings("session-link", pages)
    assert (finding.severity, finding.line) == ("warning", 7)
    assert "`minutebook redact --in-record ADR-0001`" in finding.fix
    assert not find_findings("secret", pages)
