"""All that looks for choices of design, by the detectors that the catalogue names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.topics.design import (
    contracts,
    data_model,
    deprecations,
    idioms,
    layout,
)
from minutebook.suggest.topics.design.findings import DesignFinding

_SOURCE_DETECTORS = {
    "interface-types": contracts.find_interface,
    "error-hierarchy": contracts.find_error_hierarchy,
    "error-value": contracts.find_error_value,
    "related-tables": data_model.find_related_tables,
    "many-to-many": data_model.find_many_to_many,
    "former-enum": data_model.find_former_enum,
    "json-column": data_model.find_json_column,
    "renamed-data": data_model.find_renamed_data,
}
_FILE_DETECTORS = {
    "name-style": layout.find_name_style,
    "file-layout": layout.find_layout,
    "moved-folder": layout.find_moved_folder,
    "language-change": layout.find_language_change,
    "substitution": idioms.find_substitution,
    "renamed-code": idioms.find_renamed_code,
    "deprecated-api": deprecations.find_deprecation,
}


def find_design(
    files: Sequence[FileDiff], sources: Sequence[SourceFile], catalogue: Catalogue
) -> Iterator[DesignFinding]:
    """What shows choices of design in a change, as far as the catalogue has categories for them."""
    for detector, find_in_sources in _SOURCE_DETECTORS.items():
        if detector in catalogue.detectors:
            yield from find_in_sources(sources, catalogue.detectors[detector])
    for detector, find_in_files in _FILE_DETECTORS.items():
        if detector in catalogue.detectors:
            yield from find_in_files(files, catalogue.detectors[detector])
    yield from idioms.find_turned_idioms(sources, catalogue)
