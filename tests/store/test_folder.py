from __future__ import annotations

from pathlib import Path

import pytest

from evidence.errors import UsageError
from evidence.store.folder import write_folder


def test_files_are_written_whole_with_their_folders(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", {"a.txt": b"1", "figures/b.svg": b"2"})
    assert (tmp_path / "out" / "figures" / "b.svg").read_bytes() == b"2"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.txt", "b.svg", "figures", "out"]


@pytest.mark.parametrize("name", ["../a", "/a", "b/../../a"])
def test_a_name_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="inside"):
        write_folder(tmp_path / "out", {name: b""})


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError, match="not a folder"):
        write_folder(tmp_path / "out", {"a": b""})
