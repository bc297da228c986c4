"""Reads the value behind an assignment's sign, as files and programs write it."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

_QUOTED = compile_lazily(
    r"(?:[rbfuL@N]|br|[*&]b|u8|\$@?)?(?P<quote>\\{0,3}(?:\"\"\"|'''"
    r"|[\"'`]))(?P<value>(?>(?:(?!(?P=quote))[^\r\n]){1,4096}))(?P=quote)"
)
_OPENING_QUOTE = compile_lazily(r"[rbfuL@N]{0,2}\\{0,3}[\"'`]")
_BARE = compile_lazily(r"[^\s\"'`<>]++")
_BARE_END = compile_lazily(r"[,;)\]}&|]|\\+[nrt](?![A-Za-z0-9]{0,3}\d)")
# What may stand between the sign and the value: a tag, a parenthesis, a block of YAML, a line end.
_LEAD = compile_lazily(
    r"(?:(?:!!str|&[\w-]{1,40})[ \t]+)?(?P<block>[|>][+-]?\d?[ \t]*(?:#[^\n]{0,80})?\r?\n(?:"
    r"[ \t]*\r?\n){0,3}"
    r"[ \t]{1,40}(?=\S))"
    r"|(?P<heredoc><<[-~]?[\"']?\w{1,20}[\"']?\r?\n[ \t]{0,40}(?=\S))"
    r"|(?P<newline>[({]?[ \t]*\\?\r?\n[ \t]{1,40}(?=\S)|(?:\"\"\"|''')\\?\r?\n[ \t]{0,40}(?=\S))"
    r"|(?P<inline>(?:!!str|&[\w-]{1,40})[ \t]+"
    r"|\(\s{0,20}(?=[\"'])"
    # what only wraps a literal in Rust, Python, Java, C++
    r"|(?:new )?(?:Some|Ok|Just|String(?:::from)?|std::string|str|bytes|Array|atob"
    r"|(?:base64\.)?b64decode|base64_decode|Base64\.(?:strict_)?decode64|Buffer\.from"
    r"|Optional\.of|Secret\w{0,8}"
    r"(?:::(?:new|from|from_str)|\.of)?|Zeroizing::new|Box::new|Redacted|Sensitive|strdup"
    r"|QString|SecretStr|Vec::from|toBytes|_)\((?=[\"'b])|(?:\[\]byte|\[\]rune)\((?=[\"`]))"
)
# Between the parts of a literal: `"ab" + "cd"`, `"ab" "cd"`, also over lines.
_NEXT_PART = compile_lazily(
    r"\s{0,4}(?:[+.&~]|\.\.|\|\||<>)?\s{0,4}(?:\\[ \t]*\r?\n)?(?:\r?\n)?[ \t]{0,60}(?:[+.&]"
    r"[ \t]{0,4})?(?=[\"'])"
)
_MAX_PARTS = 40
_LINE_REST = compile_lazily(r"(?:\"\"\"|''')?[ \t]*[,)}]?[ \t]*;?[ \t]*(?:\r?\n|$|#|//)")


class Literal(Value):
    """A value and where it stands. Parts of one that are joined are read as one value.

    `lead` is what stands before it: "" (beside its name), "block", "newline" or "inline".
    `start` and `end` are of all that is to be hidden: from the first part to the last.
    """

    value: str
    start: int
    end: int
    is_quoted: bool
    lead: str

    @property
    def is_block(self) -> bool:
        """Whether it is a block of YAML, which is nothing but a value."""
        return self.lead in ("block", "heredoc")


def read_lead(text: str, position: int) -> tuple[str, int]:
    """What stands before a value at `position`: its kind and its end."""
    lead = _LEAD.match(text, position)
    return (lead.lastgroup or "", lead.end()) if lead else ("", position)


def read_quoted(text: str, position: int, lead: str) -> Literal | None:
    """The literal in quotes at `position`, with the parts that are joined to it."""
    first = _QUOTED.match(text, position)
    if not first:
        return None
    parts, end, position = [first["value"]], first.end("value"), first.end()
    for _ in range(_MAX_PARTS):
        joint = _NEXT_PART.match(text, position)
        part = _QUOTED.match(text, joint.end()) if joint and joint.end() > position else None
        if not part:
            break
        parts.append(part["value"])
        end, position = part.end("value"), part.end()
    return Literal("".join(parts), first.start("value"), end, True, lead)


def read_bare(text: str, position: int, max_chars: int, lead: str, *, until_space: bool) -> Literal:
    """The value at `position` without quotes, `max_chars` at most; "" where there is none.

    `until_space`: up to white space, as shells read it. A quote that is not closed is passed over:
    the text was cut off, or the value is longer than is read at once.
    """
    opening_quote = _OPENING_QUOTE.match(text, position)
    start = opening_quote.end() if opening_quote else position
    run = _BARE.match(text, start, start + max_chars)
    value = run[0] if run else ""
    if value and not (until_space and text[start] not in "$("):
        value_end = _BARE_END.search(value)
        value = value[: value_end.start()] if value_end else value
        value = value if value.endswith("...") or lead == "block" else value.rstrip(".:*")
    return Literal(value, start, start + len(value), False, lead)


def is_alone(text: str, literal: Literal) -> bool:
    """Whether nothing but a comment or a comma follows on the literal's line."""
    return bool(_LINE_REST.match(text, literal.end))


_NEXT_LINE = compile_lazily(
    r"\r?\n(?P<indent>[ \t]{1,40})(?P<run>[^\s\"'`<>:]{4,400}+)[ \t]*(?=\r?\n|$)"
)
_CONTINUATION = compile_lazily(r"\r?\n[^\s\"'`<>;&|]{1,400}+")


def find_end(text: str, literal: Literal, *, is_env: bool) -> int:
    """Where a secret ends that begins with the literal, and may go on in the next lines.

    The lines of a block of YAML that are each a run belong to it; so does, in a shell (`is_env`),
    the line behind a backslash.
    """
    end = literal.end
    if literal.lead == "block":
        indent = text[text.rfind("\n", 0, literal.start) + 1 : literal.start]
        while (line := _NEXT_LINE.match(text, end)) and line["indent"] == indent:
            end = line.end("run")
    elif is_env and not literal.is_quoted:
        while text[end - 1] == "\\" and (line := _CONTINUATION.match(text, end)):
            end = line.end()
    return end
