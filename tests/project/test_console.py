"""Writing the result of a command: whole or not at all, and two at once keep out of each other's way."""

from pathlib import Path

import pytest

from jornada.project.console import write


@pytest.fixture
def another_meanwhile(monkeypatch):
    """Let a second command write the same file while the first has written beside it and not yet put it in place."""
    written = Path.write_text

    def write_text(path, text, **options):
        monkeypatch.setattr(Path, "write_text", written)
        written(path, text, **options)
        write(str(path.parent / "out.json"), "second, and longer")
        return len(text)

    monkeypatch.setattr(Path, "write_text", write_text)


def test_two_that_write_the_same_file_at_once_do_not_mix(tmp_path, another_meanwhile):
    write(str(tmp_path / "out.json"), "first")
    assert (tmp_path / "out.json").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_what_cannot_be_put_in_place_leaves_nothing_and_says_so(tmp_path, capsys):
    (tmp_path / "out.json").mkdir()
    with pytest.raises(SystemExit) as ended:
        write(str(tmp_path / "out.json"), "text")
    assert ended.value.code == 2
    assert "cannot be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_text_that_cannot_be_encoded_leaves_nothing(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write(str(tmp_path / "out.json"), "\ud800")
    assert not list(tmp_path.iterdir())


def test_a_name_as_long_as_the_system_takes_is_written(tmp_path):
    target = tmp_path / f"{'a' * 250}.json"
    write(str(target), "text")
    assert target.read_text() == "text"
