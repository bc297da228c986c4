"""Names of index pages: README.md, and the pages of older rows beside it.

`index.paging` gives these names. All that asks whether a page is a record or an index asks here, so
that no page that the program makes is taken for a record.
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

# Behind README: a year, the first number of a block, the part of one that is too large for a page.
OLDER_PAGE_END = r"-(?:[0-9]{4}|undated)(?:-[0-9]{1,18}){0,2}"
_PAGE_NAME = compile_lazily(rf"readme(?:{OLDER_PAGE_END})?\.md", re.IGNORECASE)


def is_index_page_name(name: str) -> bool:
    """Whether a file of this name is an index page: README.md, README-2025.md, README-2025-0-2.md.

    In any case: on some file systems these are one file.
    """
    return _PAGE_NAME.fullmatch(name) is not None
