"""The wheel is built, installed into a new virtual environment and used."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from paths import PROJECT

GUIDE = sorted(path.name for path in (PROJECT / "guide").glob("*.md"))
TEMPLATES = sorted(
    path.relative_to(PROJECT / "templates").as_posix()
    for path in (PROJECT / "templates").rglob("*")
    if path.is_file()
)


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source distribution, the wheel built from the latter."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(PROJECT)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.slow
def test_the_source_distribution_has_all_that_is_needed_to_build_and_test(
    distributions: Path,
) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"templates/{name}" for name in TEMPLATES} <= names
    assert {f"guide/{name}" for name in GUIDE} <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/e2e/test_wheel.py"} <= names


@pytest.mark.slow
def test_the_wheel_has_the_templates_and_the_guide_and_not_the_projects_tests(
    distributions: Path,
) -> None:
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"minutebook/templates/{name}" for name in TEMPLATES} <= names
    assert {f"minutebook/guide/{name}" for name in GUIDE} <= names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"minutebook"}
    assert not {name for name in names if "tests" in name.split("/")}


@pytest.mark.slow
def test_the_wheel_makes_records(distributions: Path, repo: Path, world: dict[str, str]) -> None:
    (wheel,) = distributions.glob("*.whl")
    venv_folder = repo.parent / "installed"
    venv.create(venv_folder, with_pip=True)
    scripts = venv_folder / ("Scripts" if sys.platform == "win32" else "bin")
    # The dependencies are those of the tests' own environment: nothing is downloaded.
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    (site_packages,) = (
        venv_folder.glob("lib/python*/site-packages")
        if sys.platform != "win32"
        else [venv_folder / "Lib" / "site-packages"]
    )
    (site_packages / "borrowed.pth").write_text("\n".join(_list_site_packages()) + "\n", "utf-8")
    environment = {name: value for name, value in world.items() if name != "PYTHONPATH"}

    def minutebook(*args: str) -> str:
        result = subprocess.run(
            [scripts / "minutebook", *args],
            cwd=repo,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    import_result = subprocess.run(
        [scripts / "python", "-c", "import minutebook; print(minutebook.__file__)"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(venv_folder) in import_result.stdout
    assert minutebook("guide", "secrets").startswith("# Privacy and secrets\n")
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


def _list_site_packages() -> list[str]:
    return [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
