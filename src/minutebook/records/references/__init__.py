"""References: texts that name a record, as people and pages write them, and the record they find.

`forms` are what such a text is made of, `resolver` finds the record.
"""

from minutebook.records.references.aliases import ALIAS_MARKER as ALIAS_MARKER
from minutebook.records.references.aliases import find_noted_aliases as find_noted_aliases
from minutebook.records.references.aliases import read_aliases as read_aliases
from minutebook.records.references.forms import format_reference as format_reference
from minutebook.records.references.forms import is_reference as is_reference
from minutebook.records.references.forms import names_numbered_record as names_numbered_record
from minutebook.records.references.forms import normalize_path as normalize_path
from minutebook.records.references.name_index import NameIndex as NameIndex
from minutebook.records.references.resolver import Resolver as Resolver
from minutebook.records.references.resolver import is_in_named_folder as is_in_named_folder
from minutebook.records.references.resolver import name_in_command as name_in_command
from minutebook.records.references.resolver import resolve as resolve
