"""The file of `--map` says what it must, or is refused in words."""

import pytest
from django.utils.translation import override

from jornada.edge.files.mapfile import WrongMapError, apply_map, read_map
from jornada.edge.files.plan import Step

# What a column may become includes the custom fields.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: [a]", "columns"),
        ("columns: {A: [amount]}", "columns, A"),
        ("columns: {A: nonsense}", "nonsense"),
        ("values: 3", "values"),
        ("values: {stage: won}", "values, stage"),
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


def test_it_is_refused_in_the_language_that_was_asked_for(tmp_path):
    (tmp_path / "map.yaml").write_text("mode: sometimes")
    with override("pt-br"), pytest.raises(WrongMapError, match="opportunities, mode: esperava-se upsert"):
        apply_map(read_map(tmp_path / "map.yaml"), [Step("opportunities", "deals.csv", "deals.csv")])
