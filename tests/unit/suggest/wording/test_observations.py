from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.wording.observations import describe_contract, spell_number


def make_file(path, text):
    lines = list(enumerate(text.strip("\n").split("\n"), 1))
    return FileDiff(path, path, "added", added_lines=lines)


JAVA = """
public interface BerthStore {
}
final class TableStore implements BerthStore {
}
record FileStore(Path path) implements BerthStore {
}
class Berth extends Place {
}
"""
PYTHON = """
class BerthStore(ABC):
class TableStore(BerthStore):
class FileStore(BerthStore):
class MemoryStore(BerthStore, Thing):
"""
RUST = """
pub trait BerthStore {
impl BerthStore for Table {
impl<T> BerthStore for Files<T> {
"""
CSHARP = """
public abstract class BerthStore
public sealed class TableStore : BerthStore
public class FileStore : BerthStore
"""


@pytest.mark.parametrize(
    ("path", "text", "description"),
    [
        ("src/Store.java", JAVA, "New interface BerthStore with two implementations"),
        ("berths/store.py", PYTHON, "New base class BerthStore with three implementations"),
        ("src/store.rs", RUST, "New trait BerthStore with two implementations"),
        ("src/Store.cs", CSHARP, "New base class BerthStore with two implementations"),
        # One implementation is no choice among several, and tests show none.
        ("src/Store.java", "interface A {\nclass B implements A {", ""),
        ("tests/Store.java", JAVA, ""),
        ("src/Store.go", "type Store interface {\n", ""),
        ("src/x.py", "x = 1\n" + "y" * 400, ""),
    ],
)
def test_a_new_interface_with_its_implementations(path, text, description):
    assert describe_contract([make_file(path, text)]) == description


def test_no_files_show_no_interface():
    assert describe_contract([]) == ""


def test_small_numbers_are_spelled():
    assert [spell_number(3), spell_number(12)] == ["three", "12"]


@pytest.mark.parametrize("part", ["public ", "impl<", "class A(", "interface A", "a"])
def test_the_time_to_look_for_interfaces_grows_with_the_lines(part):
    line = (part * 300)[:299]
    assert_linear(lambda size: describe_contract([make_file("a.py", f"{line}\n" * size)]), 200)
