"""The wheel, as a stranger gets it: built, installed into a new environment, used."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from paths import PROJECT

TEMPLATES = sorted(
    path.relative_to(PROJECT / "templates").as_posix()
    for path in (PROJECT / "templates").rglob("*")
    if path.is_file()
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source distribution, the wheel built from the latter."""
    place = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place), str(PROJECT)],
        check=True,
        capture_output=True,
    )
    return place


@pytest.mark.slow
def test_the_source_distribution_has_everything(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"templates/{name}" for name in TEMPLATES} <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/e2e/test_wheel.py"} <= names


@pytest.mark.slow
def test_the_wheel_has_the_templates_and_nothing_of_the_project_s_own(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"minutebook/templates/{name}" for name in TEMPLATES} <= names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"minutebook"}
    assert not {name for name in names if "tests" in name.split("/")}


@pytest.mark.slow
def test_the_wheel_makes_records(built: Path, repo: Path, world: dict[str, str]) -> None:
    (wheel,) = built.glob("*.whl")
    place = repo.parent / "installed"
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if sys.platform == "win32" else "bin")
    # Everything but the package comes from where the tests run: nothing is downloaded.
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    (site,) = (
        place.glob("lib/python*/site-packages")
        if sys.platform != "win32"
        else [place / "Lib" / "site-packages"]
    )
    (site / "borrowed.pth").write_text("\n".join(_sites()) + "\n", "utf-8")
    alone = {name: value for name, value in world.items() if name != "PYTHONPATH"}

    def minutebook(*words: str) -> str:
        done = subprocess.run(
            [scripts / "minutebook", *words],
            cwd=repo,
            env=alone,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = subprocess.run(
        [scripts / "python", "-c", "import minutebook; print(minutebook.__file__)"],
        env=alone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(place) in where.stdout
    minutebook("init")
    minutebook("phr", "new", "Which cache?", "--prompt", "Which?")
    for name in TEMPLATES:
        folder, _, file = name.rpartition("/")
        if folder == "adr":
            minutebook("adr", "new", f"By {file}", "--template", file.removesuffix(".md"))
    minutebook("index", "--check")
    minutebook("check")
    assert len(list((repo / "decisions").glob("0*.md"))) == 1 + sum(
        name.startswith("adr/") for name in TEMPLATES
    )


def _sites() -> list[str]:
    return [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
