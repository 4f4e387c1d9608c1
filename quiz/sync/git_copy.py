"""A folder that is a working copy of git: commit, merge, push. All files are new and never change: none conflicts."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from quiz.errors import QuizError

_SEGMENTS = ":(glob)*/*.jsonl"
_TRIES = 60
"""How often a push that another machine has overtaken is tried again."""
_STUCK = 4
"""How often, when nothing has overtaken it: then waiting does not help."""
_PAUSE_S = (0.01, 0.2)
_LONGEST = 300
_OTHERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
"""Variables that would name another repository."""


class GitCopy:
    """Every method raises QuizError, with what git says."""

    def __init__(self, path: Path, environ: Mapping[str, str], *, beside: bool = False) -> None:
        """`beside` a session, nothing may ask for a password."""
        self.path = path
        self._environ = {name: value for name, value in environ.items() if name not in _OTHERS}
        self._environ["LC_ALL"] = "C"
        if beside:
            self._environ["GIT_TERMINAL_PROMPT"] = "0"
            self._environ.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
        self._identity: tuple[str, ...] | None = None

    def check(self) -> None:
        """Raises QuizError where the folder is in no working copy, or git is missing. A merge that was broken off is
        finished.
        """
        try:
            found = self._git("rev-parse", "--is-inside-work-tree", "--absolute-git-dir", check=False)
        except FileNotFoundError:
            there = self.path.is_dir()
            what = "git is not installed" if there else "the folder of the sync is not there"
            fix = "Install it, or sync without --git." if there else "Clone it: `git clone ADDRESS DIR`."
            raise QuizError(what, where=str(self.path), fix=fix) from None
        if found.returncode or not found.stdout.startswith("true"):
            fix = "Clone a repository into it: `git clone ADDRESS DIR`; or sync without --git."
            raise QuizError("this folder is not in a working copy of git", where=str(self.path), fix=fix)
        if Path(found.stdout.splitlines()[1], "MERGE_HEAD").exists():
            self._git(*self._who(), "commit", "-q", "--no-edit", "--no-verify")

    def commit(self) -> None:
        """Commit the segments that are new, and nothing else."""
        self._git("add", "--ignore-removal", "--", _SEGMENTS, check=False)  # which fails where there is none
        if self._git("diff", "--cached", "--quiet", "--", _SEGMENTS, check=False).returncode:
            self._git(*self._who(), "commit", "-q", "--no-verify", "-m", "quiz sync", "--", _SEGMENTS)

    def exchange(self) -> bool:
        """Merge what the remote repository has, and push until it has everything; whether anything came.

        Where there is no remote repository, nothing is done.
        """
        remote, branch = self._upstream()
        if not remote:
            return False
        before, stuck, there = self._commit_of("HEAD"), 0, ""
        for _ in range(_TRIES):
            self._git("fetch", "-q", remote)
            last, there = there, self._commit_of(f"refs/remotes/{remote}/{branch}")
            if there and there != self._commit_of("HEAD"):
                merge = ("merge", "-q", "--no-edit", "--no-verify", "--allow-unrelated-histories")
                self._git(*self._who(), *merge, "-m", "quiz sync", there)
            head = self._commit_of("HEAD")
            if head == there or not head:
                return head != before
            pushed = self._git("push", "-q", "--no-verify", remote, f"HEAD:refs/heads/{branch}", check=False)
            if not pushed.returncode:
                return head != before
            stuck = stuck + 1 if there == last else 0
            if stuck == _STUCK:
                raise self._failed("push", pushed.stderr)
            time.sleep(random.uniform(*_PAUSE_S))
        raise self._failed("push", "other machines push all the time")

    def _upstream(self) -> tuple[str, str]:
        """The name of the remote repository, "" for none, and the branch there."""
        branch = self._git("symbolic-ref", "--short", "HEAD").stdout.strip()
        remotes = self._git("remote").stdout.split()
        remote = self._git("config", f"branch.{branch}.remote", check=False).stdout.strip()
        if remote not in remotes:
            remote = "origin" if "origin" in remotes else next(iter(remotes), "")
        merges = self._git("config", f"branch.{branch}.merge", check=False).stdout.strip()
        return remote, merges.removeprefix("refs/heads/") or branch

    def _commit_of(self, name: str) -> str:
        return self._git("rev-parse", "-q", "--verify", name, check=False).stdout.strip()

    def _who(self) -> tuple[str, ...]:
        """An author for the commits where git knows none."""
        if self._identity is None:
            known = self._environ.get("GIT_AUTHOR_EMAIL") or self._git("config", "user.email", check=False).stdout
            self._identity = () if known.strip() else ("-c", "user.name=quiz", "-c", "user.email=quiz@localhost")
        return self._identity

    def _git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        # Line ends stay as they are, else the checksums would not be those of the files.
        command = ["git", "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false", *arguments]
        done = subprocess.run(
            command,
            cwd=self.path,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if check and done.returncode:
            named = next((word for word in arguments if not word.startswith("-") and "=" not in word), "")
            raise self._failed(named, done.stderr or done.stdout)
        return done

    def _failed(self, command: str, said: str) -> QuizError:
        rows = [row.strip() for row in said.splitlines() if row.strip() and not row.startswith("hint:")]
        said = "; ".join(rows)[:_LONGEST] or "it does not say why"
        fix = "Nothing is lost: it is done at the next sync. `git status` in the folder says more."
        return QuizError(f"git {command} failed: {said}", where=str(self.path), fix=fix)
