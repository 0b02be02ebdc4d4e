"""Event logs of many kinds: columns recognised, figures right."""

import contextlib
import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jornada.analytics.analyse import analyse, as_json
from jornada.analytics.analyse_log import read_log
from jornada.analytics.door import FileProblem
from tests.conftest import REFERENCE

BRAZILIAN = """Protocolo;Data/Hora;Etapa;Canal;Valor
A1;01/02/2025 08:00;Contato;telefone;10,50
A1;01/02/2025 09:00;Visita;presencial;
A1;13/02/2025 09:00;Visita;presencial;1.010,00
A2;02/02/2025 10:00;Contato;e-mail;7,00
A2;02/02/2025 10:00;Proposta;e-mail;
"""

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/" xes.version="1.0">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <trace>
    <string key="concept:name" value="c1"/><string key="channel" value="web"/>
    <event><string key="concept:name" value="ask"/>
      <date key="time:timestamp" value="2025-01-01T10:00:00+02:00"/></event>
    <event><string key="concept:name" value="buy"/><date key="time:timestamp" value="2025-01-01T09:00:00Z"/>
      <string key="org:resource" value="Ana"><string key="note" value="nested"/></string></event>
  </trace>
  <trace>
    <event><string key="concept:name" value="ask"/><date key="time:timestamp" value="2025-01-02T10:00:00Z"/></event>
    <string key="concept:name" value="c2"/>
  </trace>
</log>
"""


@pytest.fixture
def write(tmp_path):
    def write(content, name="log.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_a_brazilian_spreadsheet_export_is_understood(write, encoding):
    file = read_log(write(BRAZILIAN, encoding=encoding), zone="America/Sao_Paulo")
    assert file.roles.columns == {
        "case": "Protocolo",
        "time": "Data/Hora",
        "activity": "Etapa",
        "channel": "Canal",
        "value": "Valor",
    }
    found = as_json(analyse(file.log))
    assert found["duration_seconds"]["max"] == 12 * 86400 + 3600
    assert found["period"]["first"] == "2025-02-01T11:00:00Z"
    assert found["value"] == {"total": 1017.0, "cases": 2}


def test_the_figures_of_a_hand_worked_log(write):
    found = as_json(analyse(read_log(write(BRAZILIAN)).log))
    assert (found["cases"], found["events"], found["variants"]) == (2, 5, 2)
    assert found["activities"]["Visita"] == {"events": 2, "cases": 1}
    assert (found["start"], found["end"]) == ({"Contato": 2}, {"Visita": 1, "Proposta": 1})
    steps = {(step["from"], step["to"]): (step["count"], step["median_seconds"]) for step in found["transitions"]}
    assert steps == {
        ("Contato", "Visita"): (1, 3600),
        ("Visita", "Visita"): (1, 1036800),
        ("Contato", "Proposta"): (1, 0),
    }
    assert (found["rework_cases"], found["self_loops"], found["rework_by_activity"]) == (1, 1, {"Visita": 1})
    assert found["channels"]["telefone"]["cases"] == 1


def test_events_at_the_same_instant_keep_the_order_of_the_file(write):
    rows = "".join(f"c1,2025-01-01,{name}\n" for name in "zayb")
    log = read_log(write("case,time,activity\n" + rows)).log
    assert log.activity.decode() == ["z", "a", "y", "b"]


def test_an_xes_log_carries_its_cases_to_the_events(write):
    for path in (write(XES, "log.xes"), write(gzip.compress(XES.encode()), "log.xes.gz")):
        file = read_log(path)
        assert file.roles["case"] == "case:concept:name"
        found = analyse(file.log)
        assert (found.cases, found.events, found.spans.tolist()) == (2, 3, [3_600_000_000, 0])


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("case:concept:name,concept:name,time:timestamp", {"case": 0, "activity": 1, "time": 2}),
        ("Case ID,Activity,Complete Timestamp", {"case": 0, "activity": 1, "time": 2}),
        ("Fall,Aktivität,Zeitstempel", {"case": 0, "activity": 1, "time": 2}),
        ("caso,actividad,fecha", {"case": 0, "activity": 1, "time": 2}),
        ("ID do Caso,Atividade,Data e Hora", {"case": 0, "activity": 1, "time": 2}),
        ("a,b,c", {"case": 0, "activity": 1, "time": 2}),
    ],
)
def test_columns_are_recognised_by_name_or_by_what_they_hold(write, header, roles):
    rows = "".join(
        f"k{case},{name},2025-01-{case + 1:02d} {hour:02d}:00\n"
        for case in range(25)
        for hour, name in enumerate(["ask", "look", "buy"][: 2 + case % 2])
    )
    names = header.split(",")
    found = read_log(write(f"{header}\n{rows}")).roles.columns
    assert found == {role: names[place] for role, place in roles.items()}


def test_given_columns_win_over_names(write):
    content = "case,other,activity,time\n1,a,x,2025-01-01\n1,b,y,2025-01-02\n2,a,x,2025-01-03\n2,b,y,2025-01-04\n"
    file = read_log(write(content), columns={"case": "OTHER"})
    assert file.roles.columns == {"case": "other", "time": "time", "activity": "activity"}
    assert file.roles.how == {"case": "given", "time": "name", "activity": "name"}


def test_counts_since_1970_are_instants(write):
    content = "case,activity,timestamp\n" + "".join(f"{n // 2},x{n % 2},{1_735_689_600 + n}\n" for n in range(8))
    found = analyse(read_log(write(content)).log)
    assert as_json(found)["period"] == {"first": "2025-01-01T00:00:00Z", "last": "2025-01-01T00:00:07Z"}


@pytest.mark.parametrize(
    "times",
    [
        ("45658.3333333333", "45658.3333449074"),
        ("45658,3333333333", "45658,3333449074"),
        ("20250101080000", "20250101080001"),
        ("1735718400000", "1735718401000"),
        ("1.7357184E12", "1.735718401E12"),
    ],
)
def test_instants_written_as_numbers_are_read(write, times):
    rows = "".join(f"{n // 2}.0;x{n % 2};{times[n % 2]}\n" for n in range(8))
    file = read_log(write("case;activity;timestamp\n" + rows), columns={"time": "timestamp"})
    found = as_json(analyse(file.log))
    assert found["period"] == {"first": "2025-01-01T08:00:00Z", "last": "2025-01-01T08:00:01Z"}
    assert (found["cases"], found["duration_seconds"]["max"]) == (4, 1.0)


def test_days_of_a_spreadsheet_are_in_the_zone_of_the_file(write):
    content = "case,activity,time\n" + "".join(f"{n // 2},x{n % 2},{45658 + n}\n" for n in range(8))
    found = analyse(read_log(write(content), zone="America/Sao_Paulo").log)
    assert as_json(found)["period"]["first"] == "2025-01-01T03:00:00Z"


def test_rows_that_are_no_events_are_counted_not_hidden(write):
    content = (
        "case,activity,time\n1,a,2025-01-01\n1,b,2025-02-31\n,b,2025-01-03\n1,,2025-01-04\n1,c,2025-01-05\n"
        + "2,a,2025-01-01\n" * 9
        + "x\n"
    )
    file = read_log(write(content))
    assert file.left_out == {"case": 1, "activity": 1, "time": 1, "columns": 1}
    assert [error.line for error in file.errors] == [3]
    assert len(file.log) == 11


@pytest.mark.parametrize(
    ("code", "name", "content", "columns"),
    [
        ("not_a_log", "a.csv", "name,age\nAna,30\nBob,31\n", {}),
        ("unknown_column", "a.csv", BRAZILIAN, {"case": "nowhere"}),
        ("no_events", "a.csv", "case,activity,time\n1,a,x\n1,b,y\n", {"time": "time"}),
        ("broken", "a.xes", XES[:-40], {}),
        ("broken", "a.xes", '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "b">]><log>&a;</log>', {}),
        ("binary", "a.xes", '<?xml version="1.0"?><svg/>', {}),
        ("only_header", "a.xes", "<log></log>", {}),
    ],
)
def test_what_is_no_event_log_is_refused_in_words(write, code, name, content, columns):
    with pytest.raises(FileProblem) as caught:
        read_log(write(content, name), columns=columns)
    assert caught.value.code == code


rough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@rough
@given(st.integers(0, len(XES)), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_xes_file_is_read_or_refused_in_words(write, place, scrap, gone):
    content = XES.encode()
    with contextlib.suppress(FileProblem):
        assert analyse(read_log(write(content[:place] + scrap + content[place + gone :], "log.xes")).log).cases


@rough
@given(st.lists(st.tuples(*[st.sampled_from(["", "1", "x", "2025-01-01", "31/02/2025", "é,"])] * 4), max_size=12))
def test_any_cells_are_read_or_refused_in_words(write, rows):
    lines = ["case;activity;time;value", *(";".join(row) for row in rows)]
    with contextlib.suppress(FileProblem):
        found = as_json(analyse(read_log(write("\n".join(lines))).log))
        assert found["events"] == sum(each["events"] for each in found["activities"].values())


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not here")
@pytest.mark.parametrize("name", ["helpdesk", "receipt"])
def test_real_logs_give_the_reference_figures(name):
    expected = json.loads((REFERENCE / "reference.json").read_text())[name]
    found = as_json(analyse(read_log(REFERENCE / name / f"{name}.csv.gz").log))
    assert (found["cases"], found["events"], found["variants"]) == tuple(
        expected[key] for key in ("cases", "events", "variants")
    )
    assert {key: list(each.values()) for key, each in found["activities"].items()} == expected["act"]
    for side in ("start", "end"):
        assert {key: found[side][key] for key in expected[side]} == expected[side]
        assert sum(found[side].values()) == expected["cases"]
    steps = {(each["from"], each["to"]): each for each in found["transitions"]}
    assert len(steps) == expected["dfg_edges"]
    for source, target, count, days in expected["dfg_top"]:
        assert steps[source, target]["count"] == count
        assert steps[source, target]["median_seconds"] / 86400 == pytest.approx(days, abs=1e-6)
    days = {key: seconds / 86400 for key, seconds in found["duration_seconds"].items()}
    assert days == pytest.approx(expected["duration_days"], abs=1e-6)
    assert found["rework_cases"] == expected["cases_with_rework"]
    assert found["self_loops"] == expected["self_loop_transitions"]
    for (cases, path), variant in zip(expected["top5"], found["top_variants"], strict=False):
        assert (variant["cases"], "→".join(variant["path"])[: len(path)]) == (cases, path)


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not here")
def test_the_channels_of_a_real_log_give_the_reference_figures():
    expected = json.loads((REFERENCE / "reference.json").read_text())["receipt"]
    found = as_json(analyse(read_log(REFERENCE / "receipt" / "receipt.csv.gz").log))["channels"]
    assert {name: each["cases"] for name, each in found.items()} == expected["channel"]
    days = {name: each["median_seconds"] / 86400 for name, each in found.items()}
    assert days == pytest.approx(expected["dur_by_channel"], abs=1e-6)
