"""Where source code has comments."""

from __future__ import annotations

import pytest

from minutebook.checks.cited.comments import CommentSpans


@pytest.mark.parametrize(
    ("path", "text", "is_comment"),
    [
        ("a.py", "x = 1  # HERE", True),
        ("a.py", '"""A module, HERE."""', True),
        ("a.py", 'def f():\n    """It is\n\n    HERE.\n    """', True),
        ("a.py", "    '''HERE'''", True),
        ("a.py", 'x = "HERE"', False),
        ("a.py", 'x = """\nHERE"""', False),
        ("a.py", 'x = "# HERE"', False),
        ("a.py", 'x = "\\"# HERE"', False),
        ("a.py", "x = '# HERE'", False),
        ("a.py", "# it's so\nHERE = 1  # it's", False),
        ("a.py", '"""never closed HERE', True),
        ("a.py", "url#HERE", False),
        ("a.ts", "f() // HERE", True),
        ("a.ts", "/* a\n * HERE */", True),
        ("a.ts", "/* never closed\nHERE", True),
        ("a.ts", "const u = 'http://x.org/HERE'", False),
        ("a.ts", "const u = `// ${HERE}`", False),
        ("a.ts", "const u = http://HERE", False),
        ("a.c", "#include <HERE>", False),
        ("a.rs", "fn f<'a>(x: &'a str) {} // HERE", True),
        ("a.vue", "<!-- HERE -->", True),
        ("a.sql", "SELECT 1 -- HERE", True),
        ("a.sql", "SELECT 'HERE'", False),
        ("a.hs", "{- HERE -}", True),
        ("a.lisp", "(f) ; HERE", True),
        ("a.tex", "x % HERE", True),
        ("Makefile", "# HERE", True),
        ("a.f90", "HERE", False),
    ],
)
def test_comments_are_told_from_code(path: str, text: str, is_comment: bool) -> None:
    assert (CommentSpans(path, text).find(text.index("HERE")) is not None) is is_comment
