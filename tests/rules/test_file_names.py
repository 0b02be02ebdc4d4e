import pytest

from jornada.rules.file_names import clean_name, is_running, picture_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.doc", "a.doc"),
        ("a\x00b\n.txt", "a b .txt"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_made_safe(name, expected):
    assert clean_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("a.exe", True), ("a.JS", True), ("a.js.txt", False), ("exe", False), ("a.zip", False)]
)
def test_what_runs_is_known_by_its_ending(name, expected):
    assert is_running(name) is expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
        (b"<svg", ""),
        (b"", ""),
    ],
)
def test_pictures_are_told_by_their_content(start, expected):
    assert picture_type(start) == expected
