"""What commands that read a file share: writing their results, refusing in words, signs given by name."""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any, NoReturn

import click

WRONG_WORDS, BAD_FILE = 2, 3
# Of a name as long as a file system takes, so that it stays one with what is added.
SHOWN_OF_NAME = 40
_WORD_PROBLEMS = {"unknown_column", "wrong_option", "unknown_encoding"}


def separator_sign(separator: str | None) -> str | None:
    """Say which sign a name such as tab or semicolon stands for."""
    names = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
    return names.get(separator, separator) if separator else None


def write(target: str, text: str) -> None:
    """Write beside the target first and then take its place, so that nothing half-written is left; - prints."""
    if target == "-":
        click.echo(text, nl=False)
        return
    path = Path(target)
    # A name of its own for each: two commands that write the same file at once would write into each other's.
    part = path.with_name(f".{path.name[:SHOWN_OF_NAME]}.{uuid.uuid4().hex}.part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        refuse(f"{target} cannot be written: {error.strerror}. Name another file or folder.", WRONG_WORDS)
    finally:
        part.unlink(missing_ok=True)


def write_json(target: str, figures: dict[str, Any]) -> None:
    """Write figures as JSON; - prints them."""
    write(target, json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def refuse(words: str, code: int) -> NoReturn:
    """End with a sentence on the error stream and an exit code."""
    click.echo(words, err=True)
    sys.exit(code)


def code_of(problem_code: str) -> int:
    """Say the exit code for a problem with a file: whether a word of the command or the file is at fault."""
    return WRONG_WORDS if problem_code in _WORD_PROBLEMS else BAD_FILE
