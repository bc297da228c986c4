"""Keys of records and of references: what a reference finds changes only with records it may name."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.records.references import NameIndex, Resolver
from minutebook.records.references.name_index import list_keys, list_probes

FOLDERS = (Folder(ADR, "docs/adr"), Folder(ADR, "docs/adr2", label="adr2"), Folder(PHR, "history"))
SLUGS = ("use-redis", "use-a-queue", "Über-uns", "x", "7")
NUMBERS = ("0007", "0008", "7", "012a", "304.1", "ACME-ADR-0002", "2024-03-04")
TITLES = ("Use Redis", "7", "ADR-0008 Use a queue", "ÜBER uns")
NAME = st.one_of(
    st.builds("{}-{}".format, st.sampled_from(NUMBERS), st.sampled_from(SLUGS)),
    st.sampled_from(SLUGS),
)
ALIAS = st.one_of(st.none(), NAME)
PAGE_ENDING = st.sampled_from((".md", ".md", "/README.md", "/adr.md", ".green.prompt.md"))


@st.composite
def records(draw: st.DrawFn) -> Record:
    folder = draw(st.sampled_from(FOLDERS))
    sub = draw(st.sampled_from(("", "team/", "003-x/")))
    path = f"{folder.path}/{sub}{draw(NAME)}{draw(PAGE_ENDING)}"
    alias, title = draw(ALIAS), draw(st.sampled_from(TITLES))
    head = f"---\naliases: [{alias}]\n---\n" if alias else ""
    return reader.read_record(folder, path, f"{head}# {title}\n")


REFERENCE = st.one_of(
    NAME,
    st.builds("[{}]({})".format, st.one_of(NAME, st.sampled_from(TITLES)), NAME),
    st.builds(
        "{}{}".format,
        st.sampled_from(("ADR-", "adr ", "phr-", "#", "dr", "")),
        st.sampled_from(NUMBERS),
    ),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("../", "./", "docs/adr/", "/", "team/", "history/003-x/")),
        NAME,
        PAGE_ENDING,
    ),
    st.builds("https://git.example/a/b/blob/main/docs/adr/{}.md".format, NAME),
    st.builds("https://site.example/adr/{}".format, st.sampled_from(NUMBERS)),
    st.sampled_from((*TITLES, "", ".", "..", "README.md", "team", "[x](team/)")),
)


class WithFolders(NameIndex):
    folders: Collection[str]

    def list_folders(self) -> Collection[str]:
        return self.folders


def find(members: list[Record], reference: str, near: Record, folders: Collection[str]) -> str:
    names = WithFolders(members, ["docs/adr/README.md"])
    names.folders = folders
    try:
        return Resolver(names).resolve(reference, near_record=near).path
    except UnknownRef:
        return "unknown"
    except AmbiguousRef as error:
        return error.hint


@given(st.lists(records(), min_size=1, max_size=8, unique_by=lambda record: record.path), REFERENCE)
def test_a_reference_depends_on_the_records_under_its_probes_alone(
    members: list[Record], reference: str
) -> None:
    near, folders = members[0], NameIndex(members).list_folders()
    probes = list_probes(reference, near.path)
    related = [record for record in members if not probes.isdisjoint(list_keys(record))]
    assert find(related, reference, near, folders) == find(members, reference, near, folders)
