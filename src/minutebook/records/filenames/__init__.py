"""File names: what they state, which files are records, the next record's name, titles as slugs."""

from __future__ import annotations

from minutebook.records.filenames.companions import is_language
from minutebook.records.filenames.index_names import is_index_page_name
from minutebook.records.filenames.parsing import (
    ParsedName,
    compute_next_name,
    count_number_digits,
    find_highest,
    parse_name,
)
from minutebook.records.filenames.record_files import (
    STAND_INS,
    choose_unnumbered,
    is_record,
    locate_name,
    parse_path,
    select_records,
    stands_for_folder,
)
from minutebook.records.filenames.slugs import clean_title, fold_name, slugify

__all__ = [
    "STAND_INS",
    "ParsedName",
    "choose_unnumbered",
    "clean_title",
    "compute_next_name",
    "count_number_digits",
    "find_highest",
    "fold_name",
    "is_index_page_name",
    "is_language",
    "is_record",
    "locate_name",
    "parse_name",
    "parse_path",
    "select_records",
    "slugify",
    "stands_for_folder",
]
