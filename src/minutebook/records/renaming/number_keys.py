"""What must tell records apart by their numbers, and which of them can get another one."""

from __future__ import annotations

from minutebook.records.model import Record
from minutebook.records.renaming.names import is_numbered_by_folder

# Kind, folder, number, and what else tells numbers apart.
NumberKey = tuple[str, str, int, str]


def can_be_renumbered(record: Record) -> bool:
    """Whether a command can give a record another number: by another name of its file.

    Not where the number is that of a folder, stands on the page, or belongs to another number
    (`024a`), nor where the page is of a format that is not edited.
    """
    return can_copy_be_renumbered(record) and not is_numbered_by_folder(record)


def can_copy_be_renumbered(record: Record) -> bool:
    """Whether a copy of a record can have another number, by another name of its file or folder."""
    return not (record.number_line or record.suffix) and record.is_editable


def make_number_key(record: Record) -> NumberKey:
    """What must tell a record apart: kind and folder, which name its series, and its number.

    The folder is "" where the kind has one series for the whole repository. Words in the name that
    make a series (`acme-adr`) and what follows the digits (`024a`) tell records apart, too.
    """
    has_own_series = record.folder.numbering == "folder"
    folder = record.path.rpartition("/")[0] if has_own_series else ""
    if has_own_series and record.is_folder_record:
        folder = folder.rpartition("/")[0]
    return record.kind.name, folder, record.number or 0, record.series + record.suffix
