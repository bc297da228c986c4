"""Home folders of people become `~`, in the forms of all systems; others stay."""

from __future__ import annotations

import json

import pytest

from growth import assert_linear
from minutebook import redact


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/home/alice/code/a.py", "~/code/a.py"),
        ("cd /Users/alice.smith && ls", "cd ~ && ls"),
        ("in /home/alice.", "in ~."),
        ('"C:\\\\Users\\\\Alice Doe\\\\x"', '"~\\\\x"'),
        ("C:\\Users\\alice\\x and C:/Users/alice/x", "~\\x and ~/x"),
        ("/mnt/c/Users/alice/x, /c/Users/alice/x", "~/x, ~/x"),
        ("file:///home/alice/x", "file://~/x"),
        ("/var/home/jane/x, /export/home/jane, /usr/home/jane", "~/x, ~, ~"),
        ("/System/Volumes/Data/Users/jane/x, /Volumes/Macintosh HD/Users/jane/x", "~/x, ~/x"),
        ("/cygdrive/c/Users/jane/x, /run/desktop/mnt/host/c/Users/jane/x", "~/x, ~/x"),
        ("/host_mnt/Users/jane/x, /host_mnt/c/Users/jane", "~/x, ~"),
        ("/data/data/com.termux/files/home/x, com.termux", "~/x, com.termux"),
        ("c:\\users\\jane\\x, D:\\Documents and Settings\\jane\\x", "~\\x, ~\\x"),
        ("\\\\?\\C:\\Users\\jane\\x", "~\\x"),
        ("\\\\wsl$\\Ubuntu\\home\\jane\\x, \\\\wsl.localhost\\Debian-12\\home\\jane", "~\\x, ~"),
        ("\\\\files01\\Users\\jane\\x", "~\\x"),
        ("file:///C:/Users/jane/x, file:///c%3A/Users/jane/x", "file://~/x, file://~/x"),
        ("vscode-remote://wsl+Ubuntu/home/jane/x", "vscode-remote://wsl+Ubuntu~/x"),
        ("scp a.dev:/home/jane/x . ; PATH=/bin:/home/jane/bin", "scp a.dev:~/x . ; PATH=/bin:~/bin"),
        ("gcc -I/home/jane/include -L/Users/jane/lib", "gcc -I~/include -L~/lib"),
        ("path=%2Fhome%2Fjane%2Fx&a=1", "path=~%2Fx&a=1"),
        ("?f=C%3A%5CUsers%5Cjane%5Cx", "?f=~%5Cx"),
        ("?f=%252Fhome%252Fjane%252Fx", "?f=~%252Fx"),
        ('"\\/home\\/jane\\/x"', '"~\\/x"'),
        ("~/.claude/projects/-home-jane-project/a", "~/.claude/projects/~-project/a"),
        ("ls -Users-jane-src; C--Users-jane-src", "ls ~-src; ~-src"),
        ("~/.cursor/projects/Users-jane-src/x", "~/.cursor/projects/~-src/x"),
        (".local/state/nvim/swap/%home%jane%a.py.swp", ".local/state/nvim/swap/~%a.py.swp"),
        ("'/Users/Jane Doe/x' and /Users/Jane\\ Doe/x", "'~/x' and ~/x"),
        ("/Users/jane and /tmp", "~ and /tmp"),
        ("/home/jane.doe@corp.dev/x", "~/x"),
        ("/home/zoë/x", "~/x"),
        (json.dumps(json.dumps("C:\\Users\\jane\\x")), '"\\"~\\\\\\\\x\\""'),
        ("cd ~jane/src; open ~jane/src/a.py and ~bob/x.txt", "cd ~/src; open ~/src/a.py and ~/x.txt"),
        ("~daily/weekly ~5/6 HEAD~1/x ~/a/b a~b/c.d ~me/x/y", "~daily/weekly ~5/6 HEAD~1/x ~/a/b a~b/c.d ~me/x/y"),
        ("see ~alice/q, from ~bob/x", "see ~/q, from ~/x"),
        ("https://a.dev/home/alice", "https://a.dev/home/alice"),
        ("src/home/alice.ts", "src/home/alice.ts"),
        ("/home/about and /Users/Shared/x", "/home/about and /Users/Shared/x"),
        ("GET /Users/12345", "GET /Users/12345"),
        ("GET /users/octocat, /api/users/me", "GET /users/octocat, /api/users/me"),
        ("/home/<you>/x, /home/$USER/x", "/home/<you>/x, /home/$USER/x"),
        ("C:\\Users\\Public\\x, %USERPROFILE%\\x", "C:\\Users\\Public\\x, %USERPROFILE%\\x"),
        ("/root/x, /homeland/x, /home", "/root/x, /homeland/x, /home"),
        ("a --home-page b, page-home-jane-x, -home-made", "a --home-page b, page-home-jane-x, -home-made"),
        ("100%home% and home!", "100%home% and home!"),
    ],
)  # fmt: skip
def test_home_folders(before: str, after: str) -> None:
    assert redact.redact_text(before).text == after


@pytest.mark.parametrize(
    ("folder", "before", "after"),
    [
        ("/srv/people/al/", "/srv/people/al/x, /srv/people/al-2/x", "~/x, /srv/people/al-2/x"),
        ("/srv/people/al", "%2Fsrv%2Fpeople%2Fal%2Fx -srv-people-al-x", "~%2Fx ~-x"),
        ("D:\\al\\h", "D:\\al\\h\\x D:/al/h D:\\\\al\\\\h /d/al/h /mnt/d/al/h", "~\\x ~ ~ ~ ~"),
        ("/root", "/root/x -root x-root", "~/x -root x-root"),
        ("/", "/ /x", "/ /x"),
        ("", "x", "x"),
    ],
)
def test_known_home_folders(folder: str, before: str, after: str) -> None:
    assert redact.redact_text(before, home_dirs=[folder]).text == after


@pytest.mark.parametrize(
    "piece", ["/home/", "\\home", "-home-", "%2Fhome", "//home/", "home/a ", "\\"]
)
def test_the_cost_is_linear(piece: str) -> None:
    assert_linear(lambda size: redact.redact_text(piece * (size // len(piece))), 8_000)
