r"""Finds the home folders of people, which become `~`, in the forms of all systems.

`/home/x`, `/Users/x`, `C:\Users\x`, `~x/`, and what tools make of them: drives mounted elsewhere
(WSL, git bash, containers), URLs, escapes, percent-encoding, and names of folders that stand for a
path (`-home-x-src`). `/root` names nobody and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact.wordlists import NON_PERSON_FOLDERS

# The folder that holds the homes, and the sign between it and a person's name.
_HOMES = compile_lazily(
    r"(?:[Hh]ome|[Uu]sers|USERS|Documents and Settings)"
    r"(?P<sign>\\{1,8}/?|//?|%(?:25)?(?:2[Ff]|5[Cc])|[-!%])"
)
_ROOT_CHARS = 160  # of what stands before that folder
_NUMERIC_ID = compile_lazily(r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")
# The home of the app that is a terminal on Android: it has no person's name.
_APP_HOME = compile_lazily(r"/data/(?:data|user/\d{1,3})/com\.termux/files/home(?![\w-])")

# A shell's `~jane/src`: what follows is a path, or a command of files stands before;
# `~daily/weekly` is none.
_TILDE = compile_lazily(
    r"(?:(?<=\b(?:cd|ls|cp|mv|rm|vi|in) )|(?<=\b(?:cat|see|vim) )"
    r"|(?<=\b(?:open|from|less|tail|head|into) )|(?:^|(?<=[\s\"'`=:(,]))"
    r"(?=~[\w.-]{2,32}/(?:\.\w|[\w.-]{1,60}(?:/|\.\w))))"
    r"~(?P<name>[a-z_][a-z0-9_-]{1,31})(?=/)"
)


class _PathForm(Value):
    """A way to write paths: what stands before the folder of homes, and the name behind it.

    `root` ends where that folder begins; its group `path` is what is hidden with it.
    """

    root: re.Pattern[str]
    name: re.Pattern[str]


_DRIVE = r"[A-Za-z](?::|%3[Aa])"
_UNIX = _PathForm(
    # Not within a longer path or a page's address, nor behind what stands for a folder.
    compile_lazily(
        r"(?:^|(?<=[^\w.\-~)/\\\]}>])|(?<=\s-[A-Za-z])"
        r"|(?:file|vscode|vscode-remote|ssh|sftp|scp|smb|nfs)://[^/\s\"'<>]{0,80})"
        r"(?P<path>(?:/(?:(?:run/desktop/)?mnt(?:/host)?|cygdrive|host_mnt)/[a-z]|/[a-z]|/host_mnt"
        r"|/(?:private/)?var|/export|/usr|/System/Volumes/Data|/Volumes/[^/\n]{1,40})?/|/?"
        + _DRIVE
        + r"//?)$"
    ),
    compile_lazily(
        r"(?P<name>\w++(?>(?:[.-]++\w++)*)(?:@\w++(?>(?:[.-]++\w++)*))?(?:(?:\\ |%20)\w+)*)"
    ),
)
_QUOTED_NAME = compile_lazily(r"(?P<name>\w[\w.-]*(?: \w[\w.-]*){1,3})(?=/)")
_WINDOWS = _PathForm(
    compile_lazily(
        r"(?:^|(?<=[^A-Za-z0-9]))(?P<path>(?:\\{2,16}\?\\{1,8})?[A-Za-z]:\\{1,8}"
        r"|\\{2,16}(?:wsl(?:\$|\.localhost)\\{1,8})?[\w.-]{1,40}\\{1,8}(?:[A-Za-z]\$\\{1,8})?)$"
    ),
    compile_lazily(
        r"(?P<name>[^\\/:*?\"<>|\r\n\s]{1,64}"
        r"(?:(?: [^\\/:*?\"<>|\r\n\s]{1,30}){1,3}(?=[\\/]))?)"
    ),
)
_ESCAPED = _PathForm(  # a slash in JSON: \/home\/x
    compile_lazily(r"(?:^|(?<=[^\w.\-~)/\\\]}>]))(?P<path>(?:[A-Za-z]:)?\\{1,4}/)$"),
    compile_lazily(r"(?P<name>\w++(?>(?:[.-]++\w++)*))"),
)
_PERCENT = _PathForm(
    compile_lazily(
        r"(?:^|(?<=[^\w%])|(?<=3A)|(?<=3a)|(?<=//))(?P<path>(?:[A-Za-z](?::|%(?:25)?3[Aa]))?"
        r"(?:%(?:25)?(?:2[Ff]|5[Cc])(?:mnt%(?:25)?2[Ff][a-z]|[a-z]))?"
        r"(?:%(?:25)?(?:2[Ff]|5[Cc])){1,3})$"
    ),
    compile_lazily(r"(?P<name>\w++(?>(?:[.-]++\w++)*)(?:%(?:25)?20\w+)*)"),
)
# A path as the name of a folder: agents write `-home-x-src`, editors `%home%x%src`.
_SLUG = _PathForm(
    compile_lazily(r"(?:^|(?<=[\s\"'`=(:,/\\]))(?P<path>(?:[A-Za-z]-)?-|(?<=projects[/\\]))$"),
    compile_lazily(r"(?P<name>\w+)(?=-\w|[/\\])"),
)
_SWAP = _PathForm(
    compile_lazily(r"(?:^|(?<=[\s\"'`=(:,/\\]))(?P<path>[!%])$"),
    compile_lazily(r"(?P<name>\w[\w.-]*)(?=[!%])"),
)


def _get_form(sign: str) -> _PathForm:
    """The form of a path with this sign between its folders."""
    if sign in ("/", "//"):
        return _UNIX
    if sign.startswith("\\"):
        return _ESCAPED if sign.endswith("/") else _WINDOWS
    if sign == "-":
        return _SLUG
    return _PERCENT if len(sign) > 1 else _SWAP


def find_home_dirs(text: str, known_dirs: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """The start and end of each home folder. `known_dirs` are home folders of any form."""
    for folder in known_dirs:
        yield from _find_known_dir(text, folder.rstrip("/\\"))
    if "com.termux" in text:
        yield from (match.span() for match in _APP_HOME.finditer(text))
    if "~" in text:
        for match in _TILDE.finditer(text):
            if match["name"] not in NON_PERSON_FOLDERS:
                yield match.span()
    for homes in _HOMES.finditer(text):
        form = _get_form(homes["sign"])
        before = text[max(0, homes.start() - _ROOT_CHARS) : homes.start()]
        root = form.root.search(before)
        # Pages have paths that begin with `/users`.
        if not root or (homes[0].startswith(("users", "Home")) and ":" not in root["path"]):
            continue
        start = homes.start() - len(root["path"])
        name = form.name.match(text, homes.end())
        if form is _UNIX and text[start - 1 : start] in ("'", '"', "`"):
            name = _QUOTED_NAME.match(text, homes.end()) or name
        person = name["name"].rstrip(".,;)]'`") if name else ""
        if (
            person
            and person.lower() not in NON_PERSON_FOLDERS
            and not _NUMERIC_ID.fullmatch(person)
        ):
            yield start, homes.end() + len(person)


def _find_known_dir(text: str, folder: str) -> Iterator[tuple[int, int]]:
    """The places of a folder, as it is, escaped, encoded or as the name of a folder."""
    if len(folder) <= 1:
        return
    parts = re.split(r"[\\/]+", folder)
    spellings = {
        folder,
        *(sign.join(parts) for sign in ("/", "\\", "\\\\", "\\\\\\\\", "\\/", "%2F", "%5C")),
    }
    if parts[0][1:] == ":":  # a drive, as git bash and WSL mount it
        rest = "/".join(parts[1:])
        spellings |= {f"/{parts[0][0].lower()}/{rest}", f"/mnt/{parts[0][0].lower()}/{rest}"}
    if len(parts) > 2:
        spellings.add("-".join(re.split("[^A-Za-z0-9]", folder)))
    for spelling in spellings:
        if spelling in text:
            pattern = rf"(?<![\w.\-~)/\\\]}}>]){re.escape(spelling)}(?![\w-]|\.\w)"
            if spelling[0] not in "/\\":
                pattern = rf"(?<![A-Za-z0-9]){re.escape(spelling)}(?![A-Za-z0-9_]|\.\w)"
            yield from (match.span() for match in re.finditer(pattern, text))
