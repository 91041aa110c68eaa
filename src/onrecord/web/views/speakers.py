"""Who speaks: a list of speakers, and one of them with all that they said."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import NotFoundError
from onrecord.network import Positions
from onrecord.nouns import Act, SpeakerType
from onrecord.record import Decision, SpeakerRow
from onrecord.record.browsing import Browsing, Found, Wanted
from onrecord.rows import Row
from onrecord.web.exports import Form, exported, forms
from onrecord.web.leafing import Asked, Leaf, given, href, leaf, refuse_unknown, typed
from onrecord.web.look import segment
from onrecord.web.plots import Mark, Timeline, marks, timeline
from onrecord.web.site import HeadAlone, Here, ItsPage, Reader, Site, page

router = APIRouter(include_in_schema=False)
SPEAKERS, STATEMENTS = 50, 25
"""So many on a page."""
FILTERS = ("type", "act", "target", "stance", "outlet", "since", "until")
GLANCE = 12
"""So many targets and outlets at a glance."""
TURNS = 20
ORDERS = {"statements": "most statements first", "name": "by name", "last": "last seen first"}


@dataclass(frozen=True, slots=True)
class SpeakersPage:
    """The context of speakers.html: how many articles the record holds, what was asked for (`words`, `type`,
    `unnamed`, `order`), and the `speakers` of this leaf."""

    articles: int
    words: str
    type: str
    unnamed: bool
    order: str
    speakers: tuple[SpeakerRow, ...]
    leaf: Leaf
    types: tuple[str, ...] = tuple(each for each in get_args(SpeakerType) if each != "unnamed")
    orders: tuple[tuple[str, str], ...] = tuple(ORDERS.items())


@dataclass(frozen=True, slots=True)
class Share:
    """A value at a glance: its name, how many statements have it, that in percent of the most frequent, and
    the address that asks for these alone. Of a target `count` are for and `against` against it."""

    name: str
    count: int
    percent: float
    href: str
    against: int = 0
    percent_against: float = 0.0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class TurnShown:
    """A change of stance to be checked: the target, the stances before and after, their days, the statements
    next to the change with their words (id, day, words), and all on a line of time."""

    target: str
    kind: str
    before: str
    after: str
    last: str
    first: str
    left: tuple[tuple[str, str, str], ...]
    taken: tuple[tuple[str, str, str], ...]
    between: tuple[str, ...]
    marks: tuple[Mark, ...]
    href: str


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """The context of speaker.html.

    `asked` is what the form holds, `filtered` whether it holds anything; `rows` are the statements of this
    leaf, `forms` the links to all of them as files; `timeline`, `acts`, `targets` and `outlets` tell what
    there is, each without its own filter; `undated` statements stand on no timeline. `turns` are candidates
    to be checked, `more_turns` so many not shown. `candidates` may be the same speaker, with the reason;
    `decisions` are people's about them.
    """

    speaker: SpeakerRow
    path: str
    asked: dict[str, str]
    filtered: bool
    rows: tuple[Row, ...]
    forms: tuple[Form, ...]
    leaf: Leaf
    timeline: Timeline | None
    undated: int
    acts: tuple[Share, ...]
    targets: tuple[Share, ...]
    outlets: tuple[Share, ...]
    more_targets: int
    more_outlets: int
    turns: tuple[TurnShown, ...]
    more_turns: int
    candidates: tuple[tuple[SpeakerRow, str], ...]
    decisions: tuple[Decision, ...]
    all_acts: tuple[str, ...] = get_args(Act)


@dataclass(frozen=True, slots=True)
class NamesakesPage:
    """The context of namesakes.html: the name that was asked for, and the speakers who bear it."""

    name: str
    speakers: tuple[SpeakerRow, ...]


@router.get("/speakers")
def speakers(
    request: Request,
    site: Here,
    reader: Reader,
    q: str = "",
    type: str = "",
    unnamed: bool = False,
    order: str = "statements",
    page_: ItsPage = 1,
) -> Response:
    made = speakers_page(site, typed("words", q), type, unnamed, order, page_)
    return page(request, "speakers.html", "Speakers", made, section="speakers")


def speakers_page(site: Site, words: str, type: str, unnamed: bool, order: str, number: int) -> SpeakersPage:
    """The context of the list. Raises RecordError for an order or a type that is none."""
    asked: Asked = {
        "q": words,
        "type": type,
        "unnamed": unnamed,
        "order": order if order != "statements" else "",
    }

    browsing = site.record.browsing()

    def found(start: int) -> Found:
        return browsing.speakers(
            words,
            type=type or None,
            unnamed=unnamed,
            order=order,
            start=start,
            limit=SPEAKERS,
        )

    some = found((number - 1) * SPEAKERS)
    where = leaf("/speakers", asked, page=number, size=SPEAKERS, total=some.total)
    if where.page != number:
        some = found((where.page - 1) * SPEAKERS)
    return SpeakersPage(
        articles=site.record.count(),
        words=words,
        type=type,
        unnamed=unnamed,
        order=order,
        speakers=some.speakers,
        leaf=where,
    )


@router.get("/speakers/{name:path}/statements.{form}")
def export(
    request: Request,
    name: str,
    form: str,
    site: Here,
    reader: Reader,
    head_alone: HeadAlone,
    type: str = "",
    act: str = "",
    target: str = "",
    stance: str = "",
    outlet: str = "",
    since: str = "",
    until: str = "",
) -> Response:
    """The statements that the speaker's page shows with these filters, all of them, as a file."""
    refuse_unknown(request.query_params, FILTERS)
    browsing = site.record.browsing()
    found = browsing.speaker(name, type or None)
    if len(found) > 1:
        several = ", ".join(each.type for each in found)
        raise NotFoundError(f"several are named {name!r}: say which by its type ({several})", step="speakers")
    asked = dict(given(act=act, target=target, stance=stance, outlet=outlet, since=since, until=until))
    picked = browsing.all_told(found[0], Wanted(**asked))
    return exported(site.record, picked, form, head_alone=head_alone)


@router.get("/speakers/{name:path}")
def speaker(
    request: Request,
    name: str,
    site: Here,
    reader: Reader,
    type: str = "",
    act: str = "",
    target: str = "",
    stance: str = "",
    outlet: str = "",
    since: str = "",
    until: str = "",
    page_: ItsPage = 1,
) -> Response:
    browsing = site.record.browsing()
    found = browsing.speaker(name, type or None)
    if len(found) > 1:
        several = NamesakesPage(name, found)
        return page(request, "namesakes.html", name[:80], several, section="speakers")
    asked = dict(given(act=act, target=target, stance=stance, outlet=outlet, since=since, until=until))
    made = speaker_page(browsing, found[0], asked, page_)
    return page(request, "speaker.html", found[0].name, made, section="speakers")


def speaker_page(
    browsing: Browsing, found: SpeakerRow, asked: dict[str, str | None], number: int
) -> SpeakerPage:
    """The context of a speaker's page. Raises RecordError for what cannot be asked."""
    wanted = Wanted(**asked)
    told = browsing.told(found, wanted, start=(number - 1) * STATEMENTS, limit=STATEMENTS)
    path = f"/speakers/{segment(found.name)}"
    query: dict[str, str | None] = {"type": found.type, **asked}
    where = leaf(path, query, page=number, size=STATEMENTS, total=told.total)
    if where.page != number:
        told = browsing.told(found, wanted, start=(where.page - 1) * STATEMENTS, limit=STATEMENTS)
    turns = turns_shown(browsing.turns(found), path, found.type)
    return SpeakerPage(
        speaker=found,
        path=path,
        asked={name: value or "" for name, value in asked.items()},
        filtered=any(asked.values()),
        rows=told.rows,
        forms=forms(lambda name: href(f"{path}/{name}", query)) if told.total else (),
        leaf=where,
        timeline=timeline(told.days),
        undated=told.undated,
        acts=_shares(told.acts, "act", path, query),
        targets=_targets(told.targets, path, query),
        outlets=_shares(told.outlets[:GLANCE], "outlet", path, query),
        more_targets=told.all_targets - len(told.targets),
        more_outlets=max(0, len(told.outlets) - GLANCE),
        turns=turns[:TURNS],
        more_turns=max(0, len(turns) - TURNS),
        candidates=tuple((each.speaker, each.reason) for each in browsing.candidates(found)),
        decisions=browsing.decisions(found),
    )


def _shares(
    counted: Iterable[tuple[str, int]], field: str, path: str, query: dict[str, str | None]
) -> tuple[Share, ...]:
    counted = tuple(counted)
    most = max((count for _, count in counted), default=1)
    return tuple(
        Share(
            name,
            count,
            round(100 * count / most, 1),
            href(path, query, **{field: None if query.get(field) == name else name}),
            chosen=query.get(field) == name,
        )
        for name, count in counted
    )


def _targets(
    aims: Iterable[tuple[str, int, int]], path: str, query: dict[str, str | None]
) -> tuple[Share, ...]:
    aims = tuple(aims)
    most = max((max(favourable, opposed) for _, favourable, opposed in aims), default=1)
    return tuple(
        Share(
            name,
            favourable,
            round(100 * favourable / most, 1),
            href(path, query, target=None if query.get("target") == name else name),
            opposed,
            round(100 * opposed / most, 1),
            chosen=query.get("target") == name,
        )
        for name, favourable, opposed in aims
    )


def turns_shown(found: Iterable[Positions], path: str, type: str) -> tuple[TurnShown, ...]:
    """The turns of all these positions."""
    shown = []
    for each in found:
        said = {position.stand.statement: position.stand for position in each.positions}
        line = marks([(stand.day or "", stand.stance, id) for id, stand in said.items()][:200])
        for turn in each.turns:
            left, taken = (
                tuple((id, said[id].day or "", said[id].words) for id in ids)
                for ids in (turn.left[-2:], turn.taken[:2])
            )
            fields = {
                name: value
                for name, value in asdict(turn).items()
                if name not in ("left", "taken", "between")
            }
            shown.append(
                TurnShown(
                    target=each.target.name,
                    **fields,
                    left=left,
                    taken=taken,
                    between=turn.between,
                    marks=line,
                    href=href(path, {"type": type, "target": each.target.name}),
                )
            )
    return tuple(shown)
