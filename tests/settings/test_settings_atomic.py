"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quiz.settings.atomic import replace_file, write_file


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_put_in_place_whole(tmp_path: Path, durable: bool) -> None:
    """As text or as bytes, with nothing left beside it."""
    path = tmp_path / "a.txt"
    write_file(path, "größer\n", durable=durable)
    assert path.read_bytes() == "größer\n".encode()
    write_file(path, b"\x00\x01", durable=durable)
    assert path.read_bytes() == b"\x00\x01"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_on_the_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Whatever it was that failed."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), replace_file(path) as file:
        file.write(b"new")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_rights_and_links_stay(tmp_path: Path) -> None:
    """A new file has the rights that were asked for."""
    real, link = tmp_path / "real", tmp_path / "link"
    write_file(real, "a", mode=0o600)
    assert real.stat().st_mode & 0o777 == 0o600
    real.chmod(0o644)
    link.symlink_to(real)
    write_file(link, "b", mode=0o600)
    assert link.is_symlink()
    assert (real.read_text(), real.stat().st_mode & 0o777) == ("b", 0o644)


def test_two_writers_of_one_process_do_not_meet(tmp_path: Path) -> None:
    """The last to end is the one that counts."""
    path = tmp_path / "a"
    with replace_file(path) as first, replace_file(path) as second:
        first.write(b"first")
        second.write(b"second")
    assert path.read_text() == "first"


def test_a_folder_that_cannot_be_written_to_is_an_os_error(tmp_path: Path) -> None:
    """For the caller to put into words."""
    with pytest.raises(OSError, match=os.strerror(2)):
        write_file(tmp_path / "missing" / "a", "x")
