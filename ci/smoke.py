"""Build the package and try it as those who install it do: `python ci/smoke.py`, where the extra `dev` is installed.

The wheel is built from the sdist, and each is installed into an environment of its own, in an empty home. Torch and the
other dependencies are borrowed from the environment that runs this, so nothing is downloaded. Exits with 1, and the
output of the command that failed, where something is not as it should be.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
LEFT_OUT = (".gitignore", "findings/")
"""What of the repository the sdist need not have."""
READS_NO_YAML = """
import sys
from quiz.app.home import Home
home = Home({"QUIZ_HOME": sys.argv[1]})
decks, problems = home.library.all()
assert len(decks) >= 18 and not problems, (len(decks), problems)
assert home.library.trails(), "no path"
assert decks[0].cards[0].prompt
assert "yaml" not in sys.modules, "the parsed decks of the package were not used"
"""


class SmokeError(Exception):
    """Something is not as someone who installs the quiz expects it."""


def run(*command: str | Path, cwd: Path, stdin: str = "", **environ: str) -> str:
    """The output of a command. Raises SmokeError when it fails."""
    began, before = time.perf_counter(), os.times()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=cwd, env=kept | environ, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    shown = " ".join([Path(words[0]).name, *words[1:5]]).partition("\n")[0]
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"{time.perf_counter() - began:5.1f} s, {busy:4.1f} of a processor  {shown}", flush=True)
    if done.returncode:
        raise SmokeError(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def expect(true: bool, what: str) -> None:
    """Raises SmokeError."""
    if not true:
        raise SmokeError(what)


def built(folder: Path) -> tuple[Path, Path]:
    """The sdist, and the wheel that was built from it."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def look_into(sdist: Path, wheel: Path) -> None:
    """The sdist has every file of the repository; the wheel has decks, parsed ones too, the man page, and no tests."""
    with tarfile.open(sdist) as archive:
        there = {name.partition("/")[2] for name in archive.getnames()}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    missing = [name for name in listed.splitlines() if name not in there and not name.startswith(LEFT_OUT)]
    expect(not missing, f"not in the sdist: {missing}")
    names = zipfile.ZipFile(wheel).namelist()
    decks = {path.stem for path in (ROOT / "decks").glob("*.yaml")}
    for pattern in ("quiz/shipped/{}.yaml", "quiz/shipped/parsed/{}"):
        expect({pattern.format(deck) for deck in decks} <= set(names), f"the wheel lacks some of {pattern}")
    strange = {name.split("/")[0] for name in names} - {f"torchquiz-{VERSION}.{end}" for end in ("dist-info", "data")}
    expect(strange == {"quiz"}, f"the wheel has more than the package: {strange}")
    expect(not [name for name in names if "test" in Path(name).name and "pytest" not in name], "the wheel has tests")


def installed(package: Path, folder: Path) -> Path:
    """The folder of a new environment's programs, with this package, and all else borrowed from this environment."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    borrowed = [path for path in sys.path if path.endswith("-packages")]
    (site / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "--quiet", "--no-deps")
    run(*pip, "--no-build-isolation", "--ignore-installed", package, cwd=folder.parent)
    return folder / "bin"


def try_out(programs: Path, home: Path) -> None:
    """The first minutes of a learner and of an author."""
    quiz, where = programs / "quiz", {"HOME": str(home)}
    home.mkdir()
    expect(run(quiz, "--version", cwd=home, **where).strip() == f"quiz, version {VERSION}", "another version")
    run(programs / "python", "-c", READS_NO_YAML, home / "first", cwd=home)
    found = run(quiz, "where", cwd=home, **where)
    expect(str(programs.parent) in run(quiz, "decks", "--json", cwd=home, **where), "not the decks of the package")
    expect(str(home) in found, f"files are kept elsewhere: {found}")
    expect("read in" in run(quiz, "check", "--no-run", cwd=home, **where), "nothing was read")
    run(quiz, "new", "deck", "mine.yaml", cwd=home, **where)
    expect("1 card, 8 questions proven on torch" in run(quiz, "check", "mine.yaml", cwd=home, **where), "no proof")
    said = run(quiz, "review", "--plain", "gather/gather-rule", cwd=home, stdin="[[1]]\n", **where)
    expect("wrong." in said and "Value of `out`?" in said, f"no review: {said}")
    page = programs.parent / "share" / "man" / "man1" / "quiz.1"
    expect(page.read_text("utf-8") == (ROOT / "docs" / "quiz.1").read_text("utf-8"), "another man page")


def main() -> int:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="quiz-smoke-") as name:
        folder = Path(name)
        try:
            sdist, wheel = built(folder)
            look_into(sdist, wheel)
            try_out(installed(wheel, folder / "of-wheel"), folder / "home of a learner")
            programs = installed(sdist, folder / "of-sdist")
            said = run(programs / "quiz", "check", "gather/gather-rule", cwd=folder, HOME=str(folder / "second"))
            expect("1 card, " in said, said)
        except SmokeError as error:
            print(error, file=sys.stderr)
            return 1
    print(f"{time.perf_counter() - began:5.1f} s  in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
