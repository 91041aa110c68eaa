"""Networks and positions as files: what is written is what other programs open."""

import csv
import io
import json
import sys
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import OnrecordError
from onrecord.network import Network, Party, Settings, Stand, network_of, positions_of
from onrecord.share import gexf, graphml, network_csv, position_csv, position_lines
from onrecord.share.graphs import attributes, settings_of, xml_text
from tests.network.made import HOSTILE, STANDS, parties, stand, stands
from tests.record.made import QUICK

MODES = st.sampled_from(["two", "congruence", "conflict", "subtract"])
DEBATE = stands("Ana+dam Ana-tax Bo+dam Bo+tax Cy-dam Cy-cap Di+cap Di-cap")
FORMS = {"graphml": (graphml, networkx.read_graphml), "gexf": (gexf, networkx.read_gexf)}
HOSTILE_NAMES = [
    "<b>&amp;</b> \"Ana\" 'O''Neill'",
    "]]><![CDATA[ <!-- -->",
    "a\x00b\x1b[31mc\x85d\x9be",
    " two\r\nlines\tand a tab ",
    "אנה \u202eסוף\u202c",
    "🙂🏴\U000e0067\U000e007f",
    "\ufffe\uffff\ufdd0",
    "e\u0301 é",
    "",
]


def opened(form: str, network: Network) -> Any:
    write, read = FORMS[form]
    return read(io.BytesIO(write(network)))


def network(found: list[Stand], names: dict[str, str] | None = None, **options: Any) -> Network:
    """Of these stands, the identities by other names."""
    called = {
        identity: Party(names.get(identity, identity), names.get(identity, party.name), party.type)
        for identity, party in parties(found).items()
    } if names else parties(found)  # fmt: skip
    return network_of(found, called, Settings(**options))


def same(form: str, network: Network) -> None:
    graph = opened(form, network)
    assert dict(graph.nodes(data=True)) == {node.id: attributes(node) for node in network.nodes}
    expected = {
        frozenset((edge.source, edge.target)): {"id": f"e{number}", **attributes(edge)}
        for number, edge in enumerate(network.edges, 1)
    }
    assert {frozenset(ends): data for *ends, data in graph.edges(data=True)} == expected
    if form == "graphml":
        graph.graph.pop("node_default", None)
        graph.graph.pop("edge_default", None)
        assert graph.graph == settings_of(network)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mode", ["two", "congruence", "conflict", "subtract"])
def test_networkx_opens_what_was_written(form: str, mode: str) -> None:
    made = network(DEBATE, mode=mode, since="2024")
    assert made.edges
    same(form, made)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_come_back(form: str, name: str) -> None:
    made = network(DEBATE, {"Ana": name, "dam": name})
    same(form, made)
    labels = [data["label"] for _, data in opened(form, made).nodes(data=True)]
    assert labels.count(xml_text(name)) == 2


@pytest.mark.parametrize("form", FORMS)
@given(found=STANDS, names=st.lists(HOSTILE, min_size=8, max_size=8), mode=MODES)
@QUICK
def test_any_network_comes_back(form: str, found: list[Stand], names: list[str], mode: str) -> None:
    called = dict(zip(["Ana", "Bo", "Cy", "Di", "dam", "tax", "quota"], names, strict=False))
    same(form, network(found, called, mode=mode))


def test_what_xml_forbids_is_written_as_its_code() -> None:
    assert xml_text("a\0b\x1bc\x0bd\ufffee\uffff\ud800") == "a\\x00b\\x1bc\\x0bd\\ufffee\\uffff\\ud800"
    kept = "\t\n\r <&>\x7f\x85\x9b\u2028\u202e\ufdd0🙂"
    assert xml_text(kept) == kept


@pytest.mark.parametrize("form", FORMS)
def test_the_same_network_is_the_same_file(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = FORMS[form][0](network(DEBATE))
    monkeypatch.setattr("time.strftime", lambda *_: "1999-12-31")
    assert FORMS[form][0](network(DEBATE[::-1])) == first


@pytest.mark.parametrize("form", FORMS)
def test_without_networkx_the_error_names_the_command(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[network\]'"):
        FORMS[form][0](network(DEBATE))
    assert list(network_csv(network(DEBATE))), "CSV needs none"


@given(found=STANDS, names=st.lists(HOSTILE, min_size=8, max_size=8), mode=MODES)
@QUICK
def test_the_table_of_edges_comes_back(found: list[Stand], names: list[str], mode: str) -> None:
    called = dict(zip(["Ana", "Bo", "Cy", "Di", "dam", "tax", "quota"], names, strict=False))
    made = network(found, called, mode=mode)
    name_of = {node.id: node.party.name for node in made.nodes}
    text = "".join(network_csv(made, guard=False))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["source"], row["target"], float(row["weight"]), row["ids"].split()) for row in rows] == [
        (name_of[edge.source], name_of[edge.target], edge.weight, list(edge.statements))
        for edge in made.edges
    ]


def test_a_negative_weight_is_no_formula() -> None:
    rows = csv.DictReader(io.StringIO("".join(network_csv(network(DEBATE))), newline=""))
    told = {(row["source"], row["target"]): (row["weight"], row["guarded"]) for row in rows}
    assert told["Ana", "tax"] == ("-1.0", "")


def test_a_formula_in_a_table_is_guarded() -> None:
    [row, *_] = csv.DictReader(
        io.StringIO("".join(network_csv(network(DEBATE, {"Ana": "=cmd"}))), newline="")
    )
    assert (row["source"], row["guarded"]) == ("'=cmd", "source source_identity")
    made = [stand("@me", "+1", "+")]
    [row] = csv.DictReader(io.StringIO("".join(position_csv(positions_of(made, parties(made)))), newline=""))
    assert (row["speaker"], row["target"]) == ("'@me", "'+1")


TURNING = [
    stand("Ana", "dam", "+", "a", "2023-01-01"),
    stand("Ana", "dam", "+", "b", "2023-02-01"),
    stand("Ana", "dam", "-", "b", "2023-02-01"),
    stand("Ana", "dam", "-", "c", "2023-03-01"),
    stand("Ana", "dam", "+", "d", "2023-04-01"),
    stand("Ana", "dam", "+", "e", None),
]


def test_positions_as_a_table_name_the_turns_they_are_behind() -> None:
    text = "".join(position_csv(positions_of(TURNING, parties(TURNING))))
    columns = ("id", "stance", "day", "leaves", "takes", "between", "note")
    rows = [tuple(row[name] for name in columns) for row in csv.DictReader(io.StringIO(text, newline=""))]
    both = "for and against on one date"
    assert rows == [
        ("a", "for", "2023-01-01", "1", "", "", ""),
        ("b", "against", "2023-02-01", "", "", "1", both),
        ("b", "for", "2023-02-01", "", "", "1", both),
        ("c", "against", "2023-03-01", "2", "1", "", ""),
        ("d", "for", "2023-04-01", "", "2", "", ""),
        ("e", "for", "", "", "", "", "no date"),
    ]


def test_positions_as_lines() -> None:
    [line] = position_lines(positions_of(TURNING, parties(TURNING)))
    told = json.loads(line)
    assert told["speaker"] == {"identity": "Ana", "name": "Ana", "type": "person"}
    assert [(turn["kind"], turn["left"], turn["taken"], turn["between"]) for turn in told["turns"]] == [
        ("turn", ["a"], ["c"], ["b"]),
        ("back", ["c"], ["d"], []),
    ]
    assert told["positions"][-1]["note"] == "no date"
    assert told["positions"][0]["note"] is None
