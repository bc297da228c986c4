"""Finds secrets that only their surroundings show: a name, a sentence, a table, a command."""

from __future__ import annotations

from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.redact.formats import SecretSpan

__all__ = ["find_context_secrets"]


def find_context_secrets(text: str) -> Iterator[SecretSpan]:
    """The secrets that their surroundings show, in no order; they may overlap."""
    # The tables of `tools` are read without the finders, too.
    from minutebook.redact.contexts import assignments, calls, commands, files, lists, sql, tables
    from minutebook.redact.contexts.said import announced, halves, phrases, statements, uses
    from minutebook.redact.formats import lower_keeping_length

    lower_text = lower_keeping_length(text)
    yield from assignments.find_assigned_secrets(text)
    for find in (
        statements.find_stated_values,
        announced.find_announced_codes,
        halves.find_halves,
        phrases.find_recovery_secrets,
        uses.find_used_passwords,
        calls.find_arguments,
        commands.find_command_secrets,
        sql.find_sql_passwords,
        tables.find_table_values,
        files.find_file_secrets,
        lists.find_listed_secrets,
    ):
        yield from find(text, lower_text)
