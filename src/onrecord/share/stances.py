"""Positions and networks as tables: CSV with a row for each statement or edge, JSON with a line a target."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from onrecord.network import Network, Party, Position, Positions, Side
from onrecord.share.csv import guarded_lines
from onrecord.share.jsonl import json_line

POSITION_COLUMNS = (
    "speaker",
    "target",
    "id",
    "day",
    "dated_by",
    "act",
    "stance",
    "target_read",
    "confidence",
    "note",
    "leaves",
    "takes",
    "between",
    "article",
    "outlet",
    "words",
)
"""`leaves`, `takes` and `between` number the turns, from 1 for each target, that a statement is behind."""
ENDS = ("source", "source_type", "source_identity", "target", "target_type", "target_identity", "weight")
SIDES = (*ENDS, "statements_for", "statements_against", "first", "last", "ids")
TIES = (*ENDS, "congruence", "conflict", "agreed", "disagreed", "first", "last", "ids")


def position_csv(found: Iterable[Positions], *, guard: bool = True) -> Iterator[str]:
    """The head, then one record for each position."""
    return guarded_lines(POSITION_COLUMNS, _position_rows(found), guard=guard)


def _position_rows(found: Iterable[Positions]) -> Iterator[tuple[str | float, ...]]:
    for each in found:
        behind = _behind(each)
        for position in each.positions:
            stand = position.stand
            yield (
                each.speaker.name,
                each.target.name,
                stand.statement,
                stand.day or "",
                stand.dated_by or "",
                stand.act or "",
                stand.stance,
                stand.name,
                stand.confidence,
                position.note,
                *(
                    " ".join(behind[part, stand.statement, stand.stance])
                    for part in ("left", "taken", "between")
                ),
                stand.article,
                stand.outlet or "",
                stand.words,
            )


def _behind(found: Positions) -> dict[tuple[str, str, str], list[str]]:
    """The numbers of the turns that each statement stands behind, by its part in them and its stance."""
    behind: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for number, turn in enumerate(found.turns, 1):
        parts = (("left", turn.left, (turn.before,)), ("taken", turn.taken, (turn.after,)))
        for part, ids, stances in (*parts, ("between", turn.between, (turn.before, turn.after))):
            for id in ids:
                for stance in stances:
                    behind[part, id, stance].append(str(number))
    return behind


def position_lines(found: Iterable[Positions]) -> Iterator[str]:
    """One line for each target: the positions, and the turns to check with the ids behind them."""
    return (json_line(positions_json(each)) for each in found)


def positions_json(found: Positions) -> dict[str, Any]:
    """A speaker's positions on a target as a value for `json`."""
    return {
        "speaker": asdict(found.speaker),
        "target": asdict(found.target),
        "turns": [asdict(turn) for turn in found.turns],
        "positions": [_position(each) for each in found.positions],
    }


def _position(position: Position) -> dict[str, Any]:
    stand = position.stand
    return {
        "id": stand.statement,
        "day": stand.day,
        "dated_by": stand.dated_by,
        "act": stand.act,
        "stance": stand.stance,
        "target_read": stand.name,
        "confidence": stand.confidence,
        "note": position.note or None,
        "article": stand.article,
        "outlet": stand.outlet,
        "words": stand.words,
    }


def network_csv(network: Network, *, guard: bool = True) -> Iterator[str]:
    """The edges of a network, one a record; nodes without edges have none."""
    columns = SIDES if network.settings.mode == "two" else TIES
    return guarded_lines(columns, _edge_rows(network), guard=guard)


def _edge_rows(network: Network) -> Iterator[tuple[str | float, ...]]:
    parties = {node.id: node.party for node in network.nodes}
    for edge in network.edges:
        counts: tuple[int, ...]
        if isinstance(edge, Side):
            counts = (edge.favourable, edge.opposed)
        else:
            counts = (edge.congruence, edge.conflict, edge.agreed, edge.disagreed)
        yield (
            *_party(parties[edge.source]),
            *_party(parties[edge.target]),
            edge.weight,
            *counts,
            edge.first or "",
            edge.last or "",
            " ".join(edge.statements),
        )


def _party(party: Party) -> tuple[str, str, str]:
    return party.name, party.type or "", party.identity
