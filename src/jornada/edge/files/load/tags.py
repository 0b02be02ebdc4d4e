"""Tags from files: several in one cell, hung on the records of a chunk beside those that they bear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Model

from jornada.apps.org import history
from jornada.apps.org.tags import queries
from jornada.apps.org.tags.actions import MOST_A_RECORD, named, set_tags_of_many
from jornada.apps.org.tags.models import Tag, Tagging
from jornada.edge.files.load.work import Verdicts, Work
from jornada.edge.files.reading import Chunk
from jornada.rules.conditions import fold

# Some put each tag into quotation marks, and commas into tags: `"VIP","São Paulo, SP"`.
_TAG = re.compile(r'"((?:[^"]|"")+)"|[^;,|"]+')
_NO_MARKS = str.maketrans({",": " ", '"': None})
LONGEST = 40


def hang_tags(
    work: Work, record: str, model: type[Model], chunk: Chunk, ids: list[int | None], verdicts: Verdicts
) -> None:
    """Hang the tags of a chunk; new names become tags. What a new record bears is no change of its own."""
    given = list(_given(chunk, ids, verdicts))
    if work.is_dry:
        _tell_new(work, [name for _row, _pk, names in given for name in names])
        return
    _make_new(work, [name for _row, _pk, names in given for name in names])
    made = [each for each in given if verdicts.status[each[0]] == "created"]
    known = [each for each in given if verdicts.status[each[0]] != "created"]
    _hang_on_new(work, record, [(pk, _fitting(row, [], names, verdicts)) for row, pk, names in made])
    held = queries.tags_of(record, [pk for _row, pk, _names in known])
    borne = {pk: [tag.name for tag in tags] for pk, tags in held.items()}
    beside = [(model(pk=pk), _fitting(row, borne.get(pk, []), names, verdicts)) for row, pk, names in known]
    with history.as_batch(work.batch):
        set_tags_of_many(work.user, record, beside)


def _make_new(work: Work, names: list[str]) -> None:
    """Make the tags that are not there, noted as made by the import, so that an undoing finds them."""
    known = set(queries.tags().values_list("key", flat=True)) if names else set()
    for tag in named(name for name in names if fold(name) not in known):
        work.note_created(Tag, tag.pk, tag.name)
        work.added["tags"][tag.name] += 1


def _fitting(row: int, borne: list[str], names: list[str], verdicts: Verdicts) -> list[str]:
    """Return the names that a record bears and those for which it has room; what has none is noted at its row."""
    keys = {fold(name) for name in borne}
    fresh = list({fold(name): name for name in names if fold(name) not in keys}.values())
    room = max(0, MOST_A_RECORD - len(borne))
    if left := fresh[room:]:
        verdicts.note(row, "tags", ", ".join(left)[:200], "too_many_tags")
    return [*borne, *fresh[:room]]


def _hang_on_new(work: Work, record: str, made: list[tuple[int, list[str]]]) -> None:
    tags = {tag.key: tag for tag in named(name for _pk, names in made for name in names)}
    pairs = {(pk, tags[fold(name)].pk) for pk, names in made for name in names}
    hung = [Tagging(tag_id=tag, record=record, object_id=pk, at=work.now, user_id=work.user_id) for pk, tag in pairs]
    Tagging.objects.bulk_create(hung, batch_size=1000, ignore_conflicts=True)


def _given(chunk: Chunk, ids: list[int | None], verdicts: Verdicts) -> Iterator[tuple[int, int, list[str]]]:
    """Give row, record and names; a record that comes twice in a chunk takes what its last row says."""
    last: dict[int, tuple[int, int, list[str]]] = {}
    for row, cell in enumerate(chunk.values.get("tags", ())):
        pk = ids[row]
        if pk is None or not cell or verdicts.is_rejected(row):
            continue
        names = _names(cell)
        if long := [name for name in names if len(name) > LONGEST]:
            verdicts.note(row, "tags", ", ".join(long)[:200], "too_long")
        kept = list(dict.fromkeys(name[:LONGEST].strip() for name in names))
        before = last.pop(pk, (row, pk, []))[2]
        last[pk] = (row, pk, list(dict.fromkeys([*before, *kept])))
    yield from last.values()


def _names(cell: str) -> list[str]:
    """Take a cell apart; tags of ours have no commas."""
    text = cell.replace("\0", "").strip()
    text = text[1:-1] if text.startswith('["') and text.endswith('"]') else text
    found = [match[1] or match[0] for match in _TAG.finditer(text)]
    return [" ".join(name.translate(_NO_MARKS).split()) for name in found if name.strip()]


def _tell_new(work: Work, names: list[str]) -> None:
    known = set(queries.tags().values_list("key", flat=True)) if names else set()
    for name in {fold(name): name for name in names if fold(name) not in known}.values():
        work.added["tags"][name] += 1
