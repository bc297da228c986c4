"""Addresses of pages on a forge: in a comment there, relative links lead nowhere. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily

# How each forge writes the address of a file at a commit.
_FORMS = {
    "github": "{server}/{name}/blob/{commit}/",
    "gitlab": "{server}/{name}/-/blob/{commit}/",
    "codeberg": "{server}/{name}/src/commit/{commit}/",
    "gitea": "{server}/{name}/src/commit/{commit}/",
    "forgejo": "{server}/{name}/src/commit/{commit}/",
    "bitbucket": "{server}/{name}/src/{commit}/",
}
# How each forge writes the address of a file on a branch, where it is not as at a commit, and of a
# commit.
_BRANCH_FORMS = dict.fromkeys(
    ("codeberg", "gitea", "forgejo"), "{server}/{name}/src/branch/{commit}/"
)
_COMMIT_FORMS = {
    "gitlab": "{server}/{name}/-/commit/",
    "bitbucket": "{server}/{name}/commits/",
}
_USUAL_COMMIT_FORM = "{server}/{name}/commit/"
# `https://user:token@host/owner/name.git`, `ssh://git@host:22/owner/name`, `git@host:owner/name`.
# What stands before the host may be a secret, and is left out.
_REMOTE = compile_lazily(
    r"(?:(?:https?|ssh|git)://(?:[^/@\s]{0,500}@)?(?P<host>[\w.-]{1,200})(?::[0-9]{1,5})?/"
    r"|(?:[\w.-]{1,100}@)?(?P<scp_host>[\w.-]{2,200}):(?!/))"
    r"(?P<name>[\w.~-]{1,200}(?:/[\w.~-]{1,200}){1,8})\Z"
)
_SERVER = compile_lazily(r"https?://[\w.:-]{1,200}\Z")
_NAME = compile_lazily(r"[\w.-]{1,100}/[\w.-]{1,100}\Z")


def find_page_base(environment: Mapping[str, str], remote_address: str, commit: str) -> str:
    """How the address of each file at a commit begins; "" where no forge is known.

    In a workflow of GitHub its variables say which repository it is, elsewhere the remote's address
    does where its host is a known forge.
    """
    server = environment.get("GITHUB_SERVER_URL", "").rstrip("/")
    name = environment.get("GITHUB_REPOSITORY", "")
    if _SERVER.match(server) and _NAME.match(name):
        return _FORMS["github"].format(server=server, name=name, commit=commit)
    forge, host, name = _find_forge(remote_address)
    return _FORMS[forge].format(server=f"https://{host}", name=name, commit=commit) if forge else ""


def find_branch_bases(remote_address: str, branch: str) -> tuple[str, str]:
    """How the addresses of files on a branch begin, and those of commits; "" where none is known.

    They stay the same when the branch goes on.
    """
    forge, host, name = _find_forge(remote_address)
    if not forge:
        return "", ""
    file_form = _BRANCH_FORMS.get(forge, _FORMS[forge])
    places = {"server": f"https://{host}", "name": name}
    files = file_form.format(**places, commit=make_address("", branch)) if branch else ""
    return files, _COMMIT_FORMS.get(forge, _USUAL_COMMIT_FORM).format(**places)


def _find_forge(remote_address: str) -> tuple[str, str, str]:
    """The forge of a remote, its host and the repository's name there; "" where it is not known."""
    match = _REMOTE.match(remote_address.strip().removesuffix("/").removesuffix(".git"))
    if match is None:
        return "", "", ""
    host = (match["host"] or match["scp_host"]).lower()
    forge = next((label for label in host.split(".")[:2] if label in _FORMS), "")
    return forge, host, match["name"]


def make_address(page_base: str, path: str) -> str:
    """The address of a file, whose beginning `find_page_base` gave; with "" its path from the top.

    Nothing in it but letters, digits and `/ - . _ ~ %` comes from the path.
    """
    from urllib.parse import quote

    return page_base + quote(path, errors="surrogateescape")


def find_repository_address(remote_address: str) -> str:
    """Where a repository can be cloned from by anybody who may: `https://host/owner/name`.

    Of an address with a user's name or a secret in it they are left out; "" for a folder, and for a
    host without a dot, which is known in one network alone.
    """
    match = _REMOTE.match(remote_address.strip().removesuffix("/").removesuffix(".git"))
    host = (match["host"] or match["scp_host"]).lower() if match else ""
    return f"https://{host}/{match['name']}" if match and "." in host else ""
