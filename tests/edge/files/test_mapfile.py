"""The file of `--map` says what it must, or is refused in words."""

import pytest

from jornada.edge.files.mapfile import WrongMapError, apply_map, read_map
from jornada.edge.files.plan import Step

# What a column may become includes the custom fields.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: [a]", "columns"),
        ("columns: {A: [amount]}", "column A"),
        ("columns: {A: nonsense}", "nonsense"),
        ("values: 3", "values"),
        ("values: {stage: won}", "values of stage"),
        ("dates: {A: xyz}", "dmy, mdy, ymd, named"),
        ("decimals: {A: [1]}", "decimals"),
        ("opportunities: 3", "3"),
        ("mode: sometimes", "upsert"),
        ("leads: {columns: {A: amount}}", "leads"),
        ("- 3", "list"),
    ],
)
def test_a_wrong_map_is_refused_with_what_was_expected(tmp_path, text, said):
    path = tmp_path / "map.yaml"
    path.write_text(text)
    with pytest.raises(WrongMapError, match=said):
        apply_map(read_map(path), [Step("opportunities", "deals.csv", "deals.csv")])
