"""The keys that name records, and those under which a reference may find one."""

from __future__ import annotations

from minutebook.records import reader
from minutebook.records.model import ADR, Folder
from minutebook.records.references.name_index import list_keys, list_probes


def test_a_former_number_names_a_record_without_a_slug() -> None:
    record = reader.read_record(
        Folder(ADR, "decisions"),
        "decisions/0012-use-redis.md",
        "---\naliases: ['0007']\n---\n# X\n",
    )
    former = [key for key in list_keys(record) if key[0] in "aob"]
    assert former == ["a:0007", "o:adr:7"]


def test_a_page_on_a_forge_is_looked_up_by_its_name_alone() -> None:
    address = "https://git.example/acme/shop/blob/main/docs/adr/0007-Use-Redis.md"
    assert list_probes(f"[x]({address})", "docs/adr/0008-y.md") == {
        "f:0007-use-redis.md",
        "d:0007-use-redis.md",
    }


def test_a_part_of_a_number_is_looked_up_by_number_and_part() -> None:
    assert "u:7:b" in list_probes("ADR-7b", "docs/adr/0008-y.md")
    assert "u:12:.3" in list_probes("[12.3](use-redis.md)", "docs/adr/0008-y.md")
    assert not [key for key in list_probes("ADR-12", "docs/adr/0008-y.md") if key[0] == "u"]
