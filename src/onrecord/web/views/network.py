"""Who is for and against whom: a network of speakers and targets, or of speakers and speakers."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, TypedDict, get_args

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from onrecord.errors import MissingPackageError, NotFoundError, RecordError
from onrecord.network import Network, Node, Settings, Side, Tie
from onrecord.network.settings import OF_ONE_MODE, OF_TWO_MODE, Count
from onrecord.nouns import Act, SpeakerType
from onrecord.record.drawing import Drawn
from onrecord.rows import Row
from onrecord.web.exports import Form, exported, forms
from onrecord.web.leafing import Leaf, Unknown, href, leaf, refuse_unknown, typed, unknown_in
from onrecord.web.look import segment
from onrecord.web.site import HeadAlone, Here, ItsPage, Reader, page

router = APIRouter(include_in_schema=False)
STATEMENTS = 25
MOST = 1_000_000_000
MODES = {
    "two": "speakers and targets",
    "congruence": "speakers who agree",
    "conflict": "speakers who disagree",
    "subtract": "agreement less disagreement",
}
NORMALISED = {
    "no": "no",
    "activity": "by the speaker’s activity",
    "prominence": "by the target’s prominence",
    "average": "by average activity",
    "jaccard": "Jaccard",
    "cosine": "cosine",
}
COUNTS = {"all": "every statement", "article": "once an article", "once": "once"}
FORMS = {
    "graphml": ("GraphML", "application/graphml+xml"),
    "gexf": ("GEXF", "application/gexf+xml"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
}


class _Of(TypedDict):
    speaker: str | None
    speaker_type: str | None
    act: str | None
    target: str | None
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds, as it was typed."""

    mode: str = "two"
    normalise: str = "no"
    count: str = ""
    since: str = ""
    until: str = ""
    least: int = 1
    least_weight: float = 0.0
    isolates: bool = False
    unnamed: bool = False
    speaker: str = ""
    speaker_type: str = ""
    act: str = ""
    target: str = ""
    outlet: str = ""

    @property
    def settings(self) -> Settings:
        """The settings that are asked for. Raises RecordError."""
        return Settings(
            mode=self.mode,
            normalise=self.normalise,
            count=self.count or None,
            since=self.since.strip() or None,
            until=self.until.strip() or None,
            least=self.least,
            least_weight=self.least_weight,
            isolates=self.isolates,
            unnamed=self.unnamed,
            **self.of,
        )

    @property
    def of(self) -> _Of:
        """Of whom, about what and where it is asked; None where nothing was given."""
        return {
            "speaker": self.speaker or None,
            "speaker_type": self.speaker_type or None,
            "act": self.act or None,
            "target": self.target or None,
            "outlet": self.outlet or None,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether any of these is given."""
        return any(self.of.values())

    @property
    def query(self) -> dict[str, Any]:
        """What of it is not as it is anyway, for an address."""
        usual = Asked()
        names = self.__slots__
        return {name: getattr(self, name) for name in names if getattr(self, name) != getattr(usual, name)}


def asked_for(
    mode: str = "two",
    normalise: str = "no",
    count: str = "",
    since: str = "",
    until: str = "",
    least: str = "",
    least_weight: str = "",
    isolates: bool = False,
    unnamed: bool = False,
    speaker: str = "",
    speaker_type: str = "",
    act: str = "",
    target: str = "",
    outlet: str = "",
) -> Asked:
    """What is asked for in an address; what a form left empty is as usual. Raises RecordError."""
    try:
        numbers = int(least or 1), float(least_weight or 0)
    except ValueError:
        raise RecordError(
            f"{least or 1} and {least_weight or 0} have to be numbers", step="network"
        ) from None
    return Asked(
        mode=mode,
        normalise=normalise,
        count=count,
        since=since,
        until=until,
        least=max(1, min(numbers[0], MOST)),
        least_weight=numbers[1],
        isolates=isolates,
        unnamed=unnamed,
        speaker=typed("speaker", speaker),
        speaker_type=speaker_type,
        act=act,
        target=typed("target", target),
        outlet=typed("outlet", outlet),
    )


ItsAsked = Annotated[Asked, Depends(asked_for)]


@dataclass(frozen=True, slots=True)
class NodeShown:
    """A node: its name, whether it is a speaker's or a target's, its type, the numbers of statements, and
    where to read them."""

    id: str
    part: str
    name: str
    type: str
    statements: int
    favourable: int
    opposed: int
    href: str


@dataclass(frozen=True, slots=True)
class EdgeShown:
    """An edge between two nodes (their names): `side` is "for", "against" or "both", `words` the same in
    words; `statements` so many are behind it, to be read at `href`."""

    id: str
    source: str
    target: str
    one: str
    other: str
    side: str
    words: str
    weight: float
    statements: int
    first: str | None
    last: str | None
    href: str


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """The context of network.html.

    `articles` is how many the record holds, `asked` the form, `problem` what is wrong with it. `nodes` and
    `edges` are what is drawn, of `speakers`, `targets` and `strongest` edges that there are; `cut` is true
    where nodes were left out. `data` is where a script finds it, `files` are the downloads; `unknown` is what
    of the address asks for nothing.
    """

    articles: int
    asked: Asked
    problem: str
    nodes: tuple[NodeShown, ...]
    edges: tuple[EdgeShown, ...]
    speakers: int
    targets: int
    strongest: int
    statements: int
    undated: int
    cut: bool
    data: str
    files: tuple[tuple[str, str], ...]
    unknown: tuple[Unknown, ...] = ()
    modes: tuple[tuple[str, str], ...] = tuple(MODES.items())
    of_two: tuple[tuple[str, str], ...] = tuple((each, NORMALISED[each]) for each in OF_TWO_MODE)
    of_one: tuple[tuple[str, str], ...] = tuple((each, NORMALISED[each]) for each in OF_ONE_MODE)
    counts: tuple[tuple[str, str], ...] = tuple((each, COUNTS[each]) for each in get_args(Count))
    types: tuple[str, ...] = get_args(SpeakerType)
    acts: tuple[str, ...] = get_args(Act)


@dataclass(frozen=True, slots=True)
class EdgePage:
    """The context of edge.html: the edge, its statements on this leaf, the address of the network, and the
    links to all statements as files."""

    edge: EdgeShown
    rows: tuple[Row, ...]
    leaf: Leaf
    network: str
    forms: tuple[Form, ...]


@router.get("/network")
def network(request: Request, site: Here, reader: Reader, asked: ItsAsked) -> Response:
    try:
        drawn, problem = site.record.drawing.drawn(asked.settings), ""
    except RecordError as error:
        if error.step != "network":
            raise
        drawn, problem = None, error.message
    made = network_page(drawn, asked, site.record.count(), problem)
    made = replace(made, unknown=unknown_in(request.query_params, Asked.__slots__))
    return page(request, "network.html", "Network", made, section="network", status=400 if problem else 200)


def network_page(drawn: Drawn | None, asked: Asked, articles: int, problem: str = "") -> NetworkPage:
    """The context of the network; without one, that of a form that asks for what cannot be."""
    return NetworkPage(
        articles=articles,
        asked=asked,
        problem=problem,
        nodes=nodes_shown(drawn, asked) if drawn else (),
        edges=edges_shown(drawn, asked) if drawn else (),
        speakers=drawn.speakers if drawn else 0,
        targets=drawn.targets if drawn else 0,
        strongest=drawn.strongest if drawn else 0,
        statements=drawn.network.statements if drawn else 0,
        undated=drawn.network.undated if drawn else 0,
        cut=drawn.cut if drawn else False,
        data=href("/network/graph.json", asked.query),
        files=tuple((name, href(f"/network/file/{form}", asked.query)) for form, (name, _) in FORMS.items()),
    )


@router.get("/network/graph.json")
def graph(site: Here, reader: Reader, asked: ItsAsked) -> Response:
    """What is drawn, for the script that draws it."""
    drawn = site.record.drawing.drawn(asked.settings)
    return JSONResponse(
        {
            "nodes": [
                {
                    "id": each.id,
                    "part": each.part,
                    "name": each.name,
                    "words": _words_of(each),
                    "statements": each.statements,
                    "href": each.href,
                }
                for each in nodes_shown(drawn, asked)
            ],
            "edges": [
                {
                    "id": each.id,
                    "source": each.source,
                    "target": each.target,
                    "side": each.side,
                    "words": f"{each.one} {each.words} {each.other}",
                    "weight": abs(each.weight),
                    "statements": each.statements,
                    "href": each.href,
                }
                for each in edges_shown(drawn, asked)
            ],
        }
    )


@router.get("/network/file/{form}")
def file(request: Request, form: str, site: Here, reader: Reader, asked: ItsAsked) -> Response:
    """All of the network, whether it can be drawn or not."""
    from onrecord.share import gexf, graphml, network_csv

    if form not in FORMS:
        raise NotFoundError(f"a network comes as {', '.join(FORMS)}, not as {form!r}", step="network")
    refuse_unknown(request.query_params, Asked.__slots__)
    whole = site.record.drawing.whole(asked.settings)
    try:
        if form == "csv":
            data = "".join(network_csv(whole)).encode("utf-8", "replace")
        else:
            data = graphml(whole) if form == "graphml" else gexf(whole)
    except MissingPackageError as error:
        raise RecordError(error.message, step="network") from error
    headers = {"Content-Disposition": f'attachment; filename="network-{asked.mode}.{form}"'}
    return Response(data, media_type=FORMS[form][1], headers=headers)


@router.get("/network/edge/statements.{form}")
def export(
    request: Request,
    form: str,
    site: Here,
    reader: Reader,
    asked: ItsAsked,
    head_alone: HeadAlone,
    one: str = "",
    other: str = "",
) -> Response:
    """All statements behind an edge, in the order of time, as a file."""
    refuse_unknown(request.query_params, (*Asked.__slots__, "one", "other"))
    picked = site.record.drawing.all_behind(asked.settings, one, other)
    return exported(site.record, picked, form, head_alone=head_alone)


@router.get("/network/edge")
def edge(
    request: Request,
    site: Here,
    reader: Reader,
    asked: ItsAsked,
    one: str = "",
    other: str = "",
    page_: ItsPage = 1,
) -> Response:
    drawing = site.record.drawing
    settings = asked.settings

    def behind(start: int) -> tuple[Side | Tie, Network, tuple[Row, ...]]:
        return drawing.behind(settings, one, other, start=start, limit=STATEMENTS)

    found, made, rows = behind((page_ - 1) * STATEMENTS)
    query = {**asked.query, "one": one, "other": other}
    where = leaf("/network/edge", query, page=page_, size=STATEMENTS, total=len(found.statements))
    if where.page != page_:
        _, _, rows = behind((where.page - 1) * STATEMENTS)
    shown = _edge(found, {node.id: node for node in made.nodes}, asked, 0)
    links = forms(lambda name: href(f"/network/edge/{name}", query))
    context = EdgePage(shown, rows, where, href("/network", asked.query), links)
    title = f"{shown.one} {shown.words} {shown.other}"
    return page(request, "edge.html", title[:80], context, section="network")


def nodes_shown(drawn: Drawn, asked: Asked) -> tuple[NodeShown, ...]:
    """The nodes that are drawn: without those that lost all their edges, unless they are asked for."""
    tied = {end for edge in drawn.edges for end in (edge.source, edge.target)}
    every = drawn.network.settings.isolates
    return tuple(_node(each, asked) for each in drawn.network.nodes if every or each.id in tied)


def _node(node: Node, asked: Asked) -> NodeShown:
    party = node.party
    told: tuple[str, ...]
    if party.type is None:
        told = ("speaker", "speaker_type", "act", "outlet")
        path, query = "/search", {"target": party.name}
    else:  # what is spoken of by others is no filter of what it says itself
        told = ("act", "target", "outlet", "since", "until") if node.part == "speaker" else ()
        path, query = f"/speakers/{segment(party.name)}", {"type": party.type}
    return NodeShown(
        id=node.id,
        part=node.part,
        name=party.name,
        type=party.type or "",
        statements=node.statements,
        favourable=node.favourable,
        opposed=node.opposed,
        href=href(path, {**query, **{name: getattr(asked, name) for name in told}}),
    )


def edges_shown(drawn: Drawn, asked: Asked) -> tuple[EdgeShown, ...]:
    """The edges that are drawn, the strongest first."""
    nodes = {node.id: node for node in drawn.network.nodes}
    return tuple(_edge(each, nodes, asked, number) for number, each in enumerate(drawn.edges, 1))


def _edge(edge: Side | Tie, nodes: dict[str, Node], asked: Asked, number: int) -> EdgeShown:
    one, other = nodes[edge.source].party, nodes[edge.target].party
    counts = (edge.favourable, edge.opposed) if isinstance(edge, Side) else _sides_of(edge, asked.mode)
    side = "both" if all(counts) else "for" if counts[0] else "against"
    return EdgeShown(
        id=f"e{number}",
        source=edge.source,
        target=edge.target,
        one=one.name,
        other=other.name,
        side=side,
        words=_words(edge, side),
        weight=round(edge.weight, 3),
        statements=len(edge.statements),
        first=edge.first,
        last=edge.last,
        href=href("/network/edge", asked.query, one=one.identity, other=other.identity),
    )


def _sides_of(tie: Tie, mode: str) -> tuple[int, int]:
    return tie.congruence if mode != "conflict" else 0, tie.conflict if mode != "congruence" else 0


def _words(edge: Side | Tie, side: str) -> str:
    if isinstance(edge, Side):
        return {"for": "is for", "against": "is against", "both": "is for and against"}[side]
    return {"for": "agrees with", "against": "disagrees with", "both": "agrees and disagrees with"}[side]


def _words_of(node: NodeShown) -> str:
    counts = f"{node.favourable:,} for, {node.opposed:,} against"
    return f"{node.name}: {'speaks' if node.part == 'speaker' else 'is spoken of'}, {counts}"
