"""Finds what is of a person: home folders always, addresses and numbers where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.redact.formats import SecretSpan


def find_personal_data(text: str) -> Iterator[SecretSpan]:
    """E-mail, phone, IP and host names, accounts, cards and national numbers: kind, start, end.

    They are in no order and may overlap. Documentation's own stay: `example.com`, `localhost`,
    `192.0.2.1`; versions, dates, identifiers and addresses that nobody reads (`noreply@…`) too.
    """
    # It is asked for by few, and its tables are long.
    from minutebook.redact.personal import contacts, hosts, numbers

    yield from contacts.find_emails(text)
    yield from contacts.find_phone_numbers(text)
    yield from hosts.find_ip_addresses(text)
    yield from hosts.find_host_names(text)
    yield from numbers.find_numbers(text)
