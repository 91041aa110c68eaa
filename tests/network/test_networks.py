"""The network of a discourse: DNA's formulas, held against matrices; filters; an order of its own."""

import gzip
import json
import random
from collections import defaultdict
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import RecordError
from onrecord.network import Network, Settings, Side, Stand, Tie, network_of, one_mode
from onrecord.network.stands import in_period
from tests.network.made import STANDS, parties, stand, stands
from tests.record.made import QUICK

MODES = ("congruence", "conflict", "subtract")
COUNTS = ("once", "article", "all")


def made(found: list[Stand], **options: Any) -> Network:
    return network_of(found, parties(found), Settings(**options))


def weights(network: Network) -> dict[str, float]:
    """The weight of each edge, by the names of its ends."""
    names = {node.id: node.party.name for node in network.nodes}
    return {f"{names[edge.source]}-{names[edge.target]}": edge.weight for edge in network.edges}


DEBATE = "Ana+dam Ana+dam Ana-tax Bo+dam Bo+tax Cy-dam Cy-tax Cy+cap Di+cap Di-cap"
TIES: list[tuple[str, str, str | None, dict[str, float]]] = [
    ("congruence", "no", None, {"Ana-Bo": 1, "Ana-Cy": 1, "Cy-Di": 1}),
    ("congruence", "no", "all", {"Ana-Bo": 2, "Ana-Cy": 1, "Cy-Di": 1}),
    ("conflict", "no", None, {"Ana-Bo": 1, "Ana-Cy": 1, "Bo-Cy": 2, "Cy-Di": 1}),
    ("conflict", "no", "all", {"Ana-Bo": 1, "Ana-Cy": 2, "Bo-Cy": 2, "Cy-Di": 1}),
    ("subtract", "no", None, {"Ana-Bo": 0, "Ana-Cy": 0, "Bo-Cy": -2, "Cy-Di": 0}),
    ("subtract", "no", "all", {"Ana-Bo": 1, "Ana-Cy": -1, "Bo-Cy": -2, "Cy-Di": 0}),
    # activities: Ana 2 (3 of all), Bo 2, Cy 3, Di 2
    ("congruence", "average", None, {"Ana-Bo": 1 / 2, "Ana-Cy": 1 / 2.5, "Cy-Di": 1 / 2.5}),
    ("congruence", "average", "all", {"Ana-Bo": 2 / 2.5, "Ana-Cy": 1 / 3, "Cy-Di": 1 / 2.5}),
    ("congruence", "jaccard", None, {"Ana-Bo": 1 / 3, "Ana-Cy": 1 / 4, "Cy-Di": 1 / 4}),
    ("congruence", "cosine", None, {"Ana-Bo": 1 / 4, "Ana-Cy": 1 / 6, "Cy-Di": 1 / 6}),
    ("conflict", "jaccard", None, {"Ana-Bo": 1 / 3, "Ana-Cy": 1 / 4, "Bo-Cy": 2 / 5, "Cy-Di": 1 / 4}),
]


@pytest.mark.parametrize(("mode", "normalise", "count", "expected"), TIES)
def test_ties(mode: str, normalise: str, count: str | None, expected: dict[str, float]) -> None:
    found = made(stands(DEBATE), mode=mode, normalise=normalise, count=count)
    assert weights(found) == pytest.approx(expected)
    assert [node.party.name for node in found.nodes] == ["Ana", "Bo", "Cy", "Di"]


SIDES: list[tuple[str, str | None, dict[str, float]]] = [
    (
        "no",
        None,
        {
            "Ana-dam": 2, "Ana-tax": -1, "Bo-dam": 1, "Bo-tax": 1,
            "Cy-cap": 1, "Cy-dam": -1, "Cy-tax": -1, "Di-cap": 0,
        },
    ),
    (
        "activity",
        "all",
        {
            "Ana-dam": 2 / 3, "Ana-tax": -1 / 3, "Bo-dam": 1 / 2, "Bo-tax": 1 / 2,
            "Cy-cap": 1 / 3, "Cy-dam": -1 / 3, "Cy-tax": -1 / 3, "Di-cap": 0,
        },
    ),
    (
        "prominence",
        "once",
        {
            "Ana-dam": 1 / 3, "Ana-tax": -1 / 3, "Bo-dam": 1 / 3, "Bo-tax": 1 / 3,
            "Cy-cap": 1 / 3, "Cy-dam": -1 / 3, "Cy-tax": -1 / 3, "Di-cap": 0,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("normalise", "count", "expected"), SIDES)
def test_sides(normalise: str, count: str | None, expected: dict[str, float]) -> None:
    found = made(stands(DEBATE), normalise=normalise, count=count)
    assert weights(found) == pytest.approx(expected)
    assert [node.party.name for node in found.nodes] == ["Ana", "Bo", "Cy", "Di", "cap", "dam", "tax"]


def test_edges_tell_their_statements() -> None:
    side = made(stands(DEBATE)).sides[0]
    assert side == Side("s1", "t2", 2.0, 2, 0, "2024-03-05", "2024-03-05", ("00", "01"))
    tie = made(stands(DEBATE), mode="congruence").ties[0]
    assert tie == Tie("s1", "s2", 1.0, 1, 1, 1, 1, "2024-03-05", "2024-03-05", ("00", "01", "03"))
    tie = made(stands(DEBATE), mode="conflict").ties[0]
    assert tie.statements == ("02", "04")
    tie = made(stands(DEBATE), mode="subtract").ties[0]
    assert tie.statements == ("00", "01", "02", "03", "04")


def test_nodes_tell_what_they_say() -> None:
    told = [
        stand("Ana", "dam", "+", day="2023"),
        stand("Ana", "dam", "-"),
        stand("Ana", "tax", "-", day=None),
    ]
    told.append(told[0]._replace(target="tax"))  # one statement on two targets
    ana, dam, tax = made(told).nodes
    assert (ana.id, ana.part, ana.party.type) == ("s1", "speaker", "person")
    assert (ana.statements, ana.favourable, ana.opposed) == (3, 1, 2)
    assert (ana.first, ana.last) == ("2023", "2024-03-05")
    assert (dam.id, dam.part, dam.party.type, dam.statements) == ("t1", "target", None, 2)
    assert (tax.first, tax.last) == ("2023", "2023")


def test_who_speaks_and_is_spoken_of_is_one_party_on_both_sides() -> None:
    found = made(stands("Ana+Bo Bo-Ana"))
    assert [(node.part, node.party.identity) for node in found.nodes] == [
        ("speaker", "Ana"), ("speaker", "Bo"), ("target", "Ana"), ("target", "Bo"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "since", "until", "expected"),
    [
        (None, None, None, True),
        (None, "2024", None, False),
        ("2024-03-05", "2024-03-05", "2024-03-05", True),
        ("2024-03-05", "2024-03-06", None, False),
        ("2024-03-05", None, "2024-03-04", False),
        ("2024-03-05", "2024-03", "2024-03", True),
        ("2024-03-05", "2023", "2024", True),
        ("2024", "2024-03-05", None, True),
        ("2024", None, "2024-03-05", True),
        ("2024-03", "2024-03-31", "2024-03-31", True),
        ("2024-02", "2024-03-01", None, False),
        ("2025", None, "2024-12", False),
    ],
)
def test_periods(day: str | None, since: str | None, until: str | None, expected: bool) -> None:
    assert in_period(day, since, until) is expected


def test_filters() -> None:
    told = [*stands(DEBATE), stand("Ana", "dam", "-", day="2021"), stand("Bo", "dam", "-", day=None)]
    assert weights(made(told, mode="congruence", until="2022")) == {}
    found = made(told, since="2022")
    assert (found.statements, found.undated) == (10, 1)
    assert made(told).undated == 0
    found = made(stands(DEBATE), mode="congruence", least=3)
    assert weights(found) == {"Ana-Cy": 1}
    found = made(stands(DEBATE), least=3)
    assert [node.party.name for node in found.nodes] == ["Ana", "Cy", "cap", "dam", "tax"]
    found = made(stands(DEBATE), mode="subtract", least_weight=1)
    assert weights(found) == {"Bo-Cy": -2}
    assert [node.party.name for node in found.nodes] == ["Ana", "Bo", "Cy", "Di"]
    found = made(stands(DEBATE), mode="subtract", least_weight=1, isolates=False)
    assert [node.party.name for node in found.nodes] == ["Bo", "Cy"]
    assert made([]).nodes == ()


def test_counting_by_article() -> None:
    told = [stand("Ana", "dam", "+", id=str(n), article="a.txt" if n < 2 else "b.txt") for n in range(3)]
    assert {count: weights(made(told, count=count))["Ana-dam"] for count in COUNTS} == {
        "once": 1, "article": 2, "all": 3,
    }  # fmt: skip
    again = [*told, *(each._replace(article="copy.txt") for each in told)]
    assert weights(made(again, count="all")) == {"Ana-dam": 3}, "the same page at another address"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mode": "three"}, "mode: 'three' is none of two, congruence, conflict, subtract"),
        ({"normalise": "jaccard"}, "is none of no, activity, prominence (mode two)"),
        ({"mode": "conflict", "normalise": "activity"}, "is none of no, average, jaccard, cosine"),
        ({"count": "twice"}, "is none of once, article, all"),
        ({"since": "May"}, "'May' is no date"),
        ({"until": "2024-02-30"}, "'2024-02-30' is no date"),
        ({"until": "2024-3"}, "'2024-3' is no date"),
        ({"least_weight": float("nan")}, "is no weight"),
    ],
)
def test_wrong_settings(options: dict[str, Any], words: str) -> None:
    with pytest.raises(RecordError) as error:
        Settings(**options)
    assert words in str(error.value)


def test_too_many_pairs_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_mode, "MOST_PAIRS", 5)
    with pytest.raises(
        RecordError, match="6 pairs of speakers may speak of the same target; more than 5 are too many"
    ):
        made(stands(DEBATE), mode="congruence")
    assert made(stands(DEBATE)).sides


def matrices(found: list[Stand], count: str) -> tuple[list[str], Any]:
    """Speakers by name, and DNA's X: speakers × targets × stances, made from scratch."""
    speakers = sorted({each.speaker for each in found})
    targets = sorted({each.target for each in found})
    cells: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for each in found:
        place = (speakers.index(each.speaker), targets.index(each.target), int(each.stance == "against"))
        cells[place].add({"once": "", "article": each.article, "all": each.statement}[count])
    x = np.zeros((len(speakers), len(targets), 2))
    for place, what in cells.items():
        x[place] = len(what)
    return speakers, x


def reckoned(x: Any, mode: str, normalise: str) -> Any:
    """DNA's one-mode matrix as its manual has it: tensor products, no loop over targets."""
    congruence = np.einsum("ajk,bjk->ab", x, x)
    conflict = np.einsum("ajk,bjk->ab", x, x[:, :, ::-1])
    activity = x.sum((1, 2))
    apart = np.einsum("ajk,bjk->ab", x, (x == 0).astype(float))
    norm = {
        "no": np.ones_like(congruence),
        "average": (activity[:, None] + activity[None, :]) / 2,
        "jaccard": apart + apart.T + congruence,
        "cosine": np.outer(activity, activity),
    }[normalise]
    raw = {"congruence": congruence, "conflict": conflict, "subtract": congruence - conflict}[mode]
    return raw / norm


def agrees(found: list[Stand], mode: str, normalise: str, count: str) -> None:
    speakers, x = matrices(found, count)
    expected = reckoned(x, mode, normalise) if speakers else np.zeros((0, 0))
    told = weights(made(found, mode=mode, normalise=normalise, count=count))
    for (a, one), (b, other) in product(enumerate(speakers), repeat=2):
        if a < b:
            assert told.pop(f"{one}-{other}", 0.0) == pytest.approx(expected[a, b])
    assert told == {}


@given(
    found=STANDS,
    mode=st.sampled_from(MODES),
    normalise=st.sampled_from(["no", "average", "jaccard", "cosine"]),
    count=st.sampled_from(COUNTS),
)
@QUICK
def test_ties_are_those_of_the_matrices(found: list[Stand], mode: str, normalise: str, count: str) -> None:
    # Of a statement's id the matrices know one article: as two pages, two statements are never one.
    agrees([each._replace(statement=each.statement + each.article) for each in found], mode, normalise, count)


@given(found=STANDS, mode=st.sampled_from(["two", *MODES]))
@QUICK
def test_the_order_of_stands_does_not_tell(found: list[Stand], mode: str) -> None:
    shuffled = random.Random(len(found)).sample(found, len(found))
    assert network_of(shuffled, parties(found), Settings(mode=mode)) == made(found, mode=mode)


@pytest.fixture(scope="module")
def sample(shared_data: Path) -> list[Stand]:
    """The sample of DNA's own: speakers, concepts as targets, agreement as stance."""
    found = []
    with gzip.open(shared_data / "dna_sample" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for document in map(json.loads, lines):
            day = datetime.fromtimestamp(document["date"], UTC).date().isoformat()
            for number, each in enumerate(document["statements"]):
                sign = "+" if each["agreement"] else "-"
                id = f"{document['id']}-{number}"
                found.append(stand(each["person"], each["concept"], sign, id, day, article=document["id"]))
    return found


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("normalise", ["no", "average", "jaccard", "cosine"])
@pytest.mark.parametrize("mode", MODES)
def test_ties_of_dnas_sample(sample: list[Stand], mode: str, normalise: str, count: str) -> None:
    assert len(sample) == 24
    agrees(sample, mode, normalise, count)


def test_networks_of_dnas_sample_by_hand(sample: list[Stand]) -> None:
    """Counted by hand from the sample's list of statements: four witnesses, four concepts."""
    names = {
        "Bob Slaughter": "B",
        "Christine Todd Whitman": "C",
        "George Voinovich": "G",
        "Kateri Callahan": "K",
    }

    def short(network: Network) -> dict[str, float]:
        return {
            "".join(names[end] for end in key.split("-")): weight for key, weight in weights(network).items()
        }

    assert short(made(sample, mode="congruence")) == {"BC": 1, "BG": 1, "CG": 2, "CK": 1, "GK": 1}
    assert short(made(sample, mode="conflict")) == {"BC": 1, "BG": 1, "BK": 1, "GK": 1}
    average = short(made(sample, mode="congruence", normalise="average"))
    assert average == pytest.approx({"BC": 0.5, "BG": 0.4, "CG": 0.8, "CK": 0.4, "GK": 1 / 3})
    # All statements: Whitman is 10 times for legislation, Voinovich twice, Slaughter twice against it.
    every = short(made(sample, mode="conflict", count="all"))
    assert (every["BC"], every["BG"], every["BK"], every["GK"]) == (20, 4, 2, 2)
