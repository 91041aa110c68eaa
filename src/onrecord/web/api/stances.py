"""Who stands where, and with whom: positions over time, and the network of the discourse."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.network import Network, Options, Settings
from onrecord.network.settings import Count, Mode, Normalise
from onrecord.nouns import Act, SpeakerType
from onrecord.share import gexf, graphml, network_csv, row_json
from onrecord.share.stances import positions_json
from onrecord.web.api.answers import PRIVATE, Json, Limit, Offset, listed
from onrecord.web.api.problems import problems
from onrecord.web.api.statements import Statements
from onrecord.web.api.values import (
    Long,
    Next,
    Nothing,
    OfType,
    Outlet,
    Probability,
    Since,
    Stance,
    Told,
    Until,
)
from onrecord.web.site import Here, Reader

router = APIRouter()
LONGEST_IDENTITY = 1_000


class Party(Told):
    """A speaker or a target."""

    identity: str = Field(
        description="The same for whoever is both speaker and target.", examples=["person jonas keller"]
    )
    name: str = Field(description="The name.", examples=["Jonas Keller"])
    type: SpeakerType | None = Field(
        description="A speaker's type; null for what never spoke.", examples=["person"]
    )


class Position(Told):
    """One statement's stance on the target."""

    id: str = Field(description="The statement's id.", examples=["3f9a0c1d2e4b"])
    day: str | None = Field(description="The date of speaking, else of publication.", examples=["2024-03-05"])
    dated_by: Literal["said", "published"] | None = Field(
        description="Which of them it is.", examples=["said"]
    )
    act: Act | None = Field(description="What the statement does.", examples=["support"])
    stance: Stance = Field(description="The side.", examples=["for"])
    target_read: str = Field(description="The target as it was read.", examples=["the port authority"])
    confidence: Probability = Field(description="How sure target and stance are.", examples=[0.81])
    note: str | None = Field(
        description="What keeps it out of the turns, if anything does.", examples=["no date"]
    )
    article: str = Field(
        description="The article's address.", examples=["https://gazette.example/night-buses"]
    )
    outlet: str | None = Field(description="Where it was published.", examples=["Harbour Gazette"])
    words: str = Field(description="What was said.", examples=["We stand by the port authority"])


class Turn(Told):
    """A change of stance to be checked; never a verdict."""

    kind: Literal["turn", "back"] = Field(
        description="`back` where the speaker took the later stance earlier on.", examples=["turn"]
    )
    before: Stance = Field(description="The earlier stance.", examples=["for"])
    after: Stance = Field(description="The later stance.", examples=["against"])
    last: str = Field(description="The last day of the earlier one.", examples=["2024-01-12"])
    first: str = Field(description="The first day of the later one.", examples=["2024-03-05"])
    left: list[str] = Field(description="The statements of the earlier one.", examples=[["3f9a0c1d2e4b"]])
    taken: list[str] = Field(description="The statements of the later one.", examples=[["a07ec3d94b11"]])
    between: list[str] = Field(
        description="Those of dates between the two that have both stances.", examples=[[]]
    )


class OnTarget(Told):
    """A speaker's positions on one target."""

    speaker: Party
    target: Party
    turns: list[Turn] = Field(description="Where the stance may have turned.")
    positions: list[Position] = Field(
        description="In the order of time; those without a place in it at the end."
    )


class PositionsShown(Told):
    """A page of a speaker's positions."""

    positions: list[OnTarget] = Field(
        description="One entry for each target: those with turns first, then by number of statements."
    )
    next: Next


class NodeShown(Told):
    """A speaker or a target in a network."""

    id: str = Field(description="Its id in this network alone.", examples=["s1"])
    part: Literal["speaker", "target"] = Field(description="Which of them it is here.", examples=["speaker"])
    party: Party
    statements: int = Field(description="How many statements have a stance.", examples=[9])
    favourable: int = Field(description="So many are for.", examples=[4])
    opposed: int = Field(description="So many are against.", examples=[5])
    first: str | None = Field(description="The earliest date.", examples=["2024-01-12"])
    last: str | None = Field(description="The latest date.", examples=["2024-03-05"])


class SideShown(Told):
    """A speaker's side on a target."""

    source: str = Field(description="The speaker's node.", examples=["s1"])
    target: str = Field(description="The target's node.", examples=["t2"])
    weight: float = Field(description="The weight, as it was normalised.", examples=[-2.0])
    favourable: int = Field(description="So many statements are for.", examples=[0])
    opposed: int = Field(description="So many are against.", examples=[2])
    first: str | None = Field(description="The earliest date.", examples=["2024-01-12"])
    last: str | None = Field(description="The latest date.", examples=["2024-03-05"])
    statements: list[str] = Field(description="The statements' ids.", examples=[["3f9a0c1d2e4b"]])


class TieShown(Told):
    """Two speakers who speak of the same targets."""

    source: str = Field(description="One speaker's node.", examples=["s1"])
    target: str = Field(description="The other's.", examples=["s2"])
    weight: float = Field(description="The weight, as it was normalised.", examples=[1.0])
    congruence: int = Field(description="How far they agree, before it was normalised.", examples=[1])
    conflict: int = Field(description="How far they disagree.", examples=[0])
    agreed: int = Field(description="On how many targets they agree.", examples=[1])
    disagreed: int = Field(description="On how many they disagree.", examples=[0])
    first: str | None = Field(description="The earliest date.", examples=["2024-01-12"])
    last: str | None = Field(description="The latest date.", examples=["2024-03-05"])
    statements: list[str] = Field(
        description="The ids of the statements behind the weight.", examples=[["3f9a0c1d2e4b"]]
    )


class SettingsShown(Told):
    """How the network was made."""

    mode: Mode = Field(description="Of what.", examples=["two"])
    normalise: Normalise = Field(description="How the weights were normalised.", examples=["no"])
    count: Count = Field(description="What counts.", examples=["all"])
    since: str | None = Field(description="The beginning of the period.", examples=["2024"])
    until: str | None = Field(description="Its end.", examples=["2024-06"])
    least: int = Field(description="The least number of statements of a node.", examples=[1])
    least_weight: float = Field(description="The least weight of an edge.", examples=[0.0])
    isolates: bool = Field(description="Whether nodes without edges are kept.", examples=[True])
    unnamed: bool = Field(description="Whether those count whom no article names.", examples=[False])
    speaker: str | None = Field(description="The words of a speaker's name.", examples=["Jonas Keller"])
    speaker_type: SpeakerType | None = Field(description="What its speakers are.", examples=["person"])
    act: Act | None = Field(description="What its statements do.", examples=["criticise"])
    target: str | None = Field(description="The words of a target's name.", examples=["port authority"])
    outlet: str | None = Field(description="Where its statements stand.", examples=["Harbour Gazette"])


class NetworkShown(Told):
    """A network."""

    settings: SettingsShown
    nodes: list[NodeShown] = Field(description="By part and name.")
    sides: list[SideShown] = Field(description="Of mode `two`: speakers to targets.")
    ties: list[TieShown] = Field(description="Of the other modes: speakers to speakers.")
    statements: int = Field(description="How many statements stand behind it.", examples=[20])
    undated: int = Field(
        description="How many were left out because they have no date and a period was asked for.",
        examples=[0],
    )


@router.get(
    "/positions",
    response_model=PositionsShown,
    operation_id="list_positions",
    summary="A speaker's positions in time",
    tags=["positions"],
    responses=problems(404),
)
def list_positions(
    request: Request,
    site: Here,
    reader: Reader,
    speaker: Annotated[
        str, Query(min_length=1, max_length=500, description="The speaker's name.", examples=["Jonas Keller"])
    ],
    target: Annotated[
        Long | Nothing,
        Query(description="Any words of a target's name.", examples=["port authority"]),
    ] = None,
    type: OfType = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """What a speaker says for and against whom or what, in time, with the turns that one may want to
    check."""
    found = site.record.positions(speaker, target, type=type)
    told = [positions_json(each) for each in found[offset : offset + limit + 1]]
    return listed(request, "positions", told, limit, offset)


def _options(
    mode: Annotated[
        Mode,
        Query(
            description="`two`: speakers and targets; or speakers by `congruence`, `conflict`, or "
            "`subtract`, the first less the second.",
            examples=["two"],
        ),
    ] = "two",
    normalise: Annotated[
        Normalise,
        Query(
            description="With mode `two`: no, activity, prominence; else no, average, jaccard, cosine.",
            examples=["no"],
        ),
    ] = "no",
    count: Annotated[
        Count | Nothing,
        Query(
            description="What counts of a speaker's stance on a target: each statement (`all`), each "
            "article, or `once`. Without it, `all` with targets and `once` between speakers.",
            examples=["article"],
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    least: Annotated[
        int, Query(ge=1, le=1_000_000, description="The least number of statements of a node.", examples=[2])
    ] = 1,
    least_weight: Annotated[
        float,
        Query(
            ge=0,
            le=1e9,
            allow_inf_nan=False,
            description="Edges whose weight is nearer to 0 are left out.",
            examples=[1.0],
        ),
    ] = 0.0,
    isolates: Annotated[bool, Query(description="Keep nodes without edges.", examples=[False])] = True,
    unnamed: Annotated[
        bool, Query(description="Count those whom no article names, too.", examples=[True])
    ] = False,
    speaker: Annotated[
        Long | Nothing,
        Query(
            description="Of the speakers who bear this name; where none does, those with all of its words in "
            "a name.",
            examples=["Jonas Keller"],
        ),
    ] = None,
    speaker_type: Annotated[
        SpeakerType | Nothing, Query(description="Of speakers of this type.", examples=["person"])
    ] = None,
    act: Annotated[
        Act | Nothing, Query(description="Of statements that do this.", examples=["criticise"])
    ] = None,
    target: Annotated[
        Long | Nothing,
        Query(
            description="On the targets of this name; where there is none, those with all of its words in a "
            "name.",
            examples=["port authority"],
        ),
    ] = None,
    outlet: Outlet = None,
) -> Options:
    return {
        "mode": mode,
        "normalise": normalise,
        "count": count,
        "since": since,
        "until": until,
        "least": least,
        "least_weight": least_weight,
        "isolates": isolates,
        "unnamed": unnamed,
        "speaker": speaker or None,
        "speaker_type": speaker_type,
        "act": act,
        "target": target or None,
        "outlet": outlet or None,
    }


Asked = Annotated[Options, Depends(_options)]


def _file(media: str, words: str) -> dict[int | str, dict[str, Any]]:
    content = {media: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": words, "content": content}, **problems(501)}


@router.get(
    "/network",
    response_model=NetworkShown,
    operation_id="get_network",
    summary="Who is for and against whom",
    tags=["network"],
)
def get_network(site: Here, reader: Reader, asked: Asked) -> Response:
    """Speakers and targets, or speakers by what they agree and disagree on, with the ids of the "
    "statements behind
    every edge. docs/NETWORK.md has the formulas."""
    return Json(network_json(site.record.network(**asked)))


@router.get(
    "/network/statements",
    response_model=Statements,
    operation_id="list_statements_of_edge",
    summary="The statements behind an edge",
    tags=["network"],
    responses=problems(404),
)
def list_statements_of_edge(
    request: Request,
    site: Here,
    reader: Reader,
    asked: Asked,
    one: Annotated[
        str,
        Query(
            max_length=LONGEST_IDENTITY,
            description="The `identity` of the speaker, or of one of two.",
            examples=["person jonas keller"],
        ),
    ],
    other: Annotated[
        str,
        Query(
            max_length=LONGEST_IDENTITY,
            description="The `identity` of the target, or of the other speaker.",
            examples=["organization port authority"],
        ),
    ],
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """What an edge of the network with these settings is made of, in the order of time. Of a network that is
    too large to be drawn, the edges that its page draws have one: narrow it, by a period or `least`, for
    others."""
    drawing = site.record.drawing
    _, _, rows = drawing.behind(Settings(**asked), one, other, start=offset, limit=limit + 1)
    return listed(request, "statements", [row_json(each) for each in rows], limit, offset)


@router.get(
    "/network.graphml",
    response_class=Response,
    operation_id="get_network_graphml",
    summary="The network as GraphML",
    tags=["network"],
    responses=_file("application/graphml+xml", "GraphML, for Gephi, visone, igraph and networkx."),
)
def get_graphml(site: Here, reader: Reader, asked: Asked) -> Response:
    """The same network as a file of GraphML."""
    found = graphml(site.record.network(**asked))
    return _download(found, "application/graphml+xml", "network.graphml")


@router.get(
    "/network.gexf",
    response_class=Response,
    operation_id="get_network_gexf",
    summary="The network as GEXF",
    tags=["network"],
    responses=_file("application/gexf+xml", "GEXF 1.2, for Gephi."),
)
def get_gexf(site: Here, reader: Reader, asked: Asked) -> Response:
    """The same network as a file of GEXF."""
    return _download(gexf(site.record.network(**asked)), "application/gexf+xml", "network.gexf")


@router.get(
    "/network.csv",
    response_class=Response,
    operation_id="get_network_csv",
    summary="The network's edges as CSV",
    tags=["network"],
    responses=_file("text/csv", "One edge a record; nodes without edges have none."),
)
def get_csv(site: Here, reader: Reader, asked: Asked) -> Response:
    """The same network as a table of its edges."""
    lines = "".join(network_csv(site.record.network(**asked)))
    return _download(lines.encode("utf-8", "backslashreplace"), "text/csv", "network.csv")


def network_json(network: Network) -> dict[str, Any]:
    """A network as a value for JSON."""
    told = asdict(network)
    told["settings"]["count"] = network.settings.counted
    return told


def _download(data: bytes, media: str, name: str) -> Response:
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, headers=headers, media_type=media)
