"""Who speaks in the record: each speaker as one row over all articles, and what there is to know of one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, func, or_, select

from onrecord.record.clauses import among
from onrecord.record.grouping import UNTYPED, Decision, Name, Speakers
from onrecord.record.identities import speakers_around, statements_of
from onrecord.record.naming import SORTS, fold, name_key, sort_of, written_forms
from onrecord.record.schema import TEXT, articles, outlets, spans, speaker_aliases, statements, targets
from onrecord.record.schema import speakers as names

CANDIDATES = 20
GLANCE = 12
"""So many candidates, and so many targets, are told of a speaker."""


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker over all articles that search shows.

    `name` and `type` are what people decided, else what was read most often; `read_as` are all names as
    read, with their types and numbers of statements; `aliases` other forms in which it is named. `first`
    and `last` are the dates (ISO 8601, by publication, else by fetching) of the earliest and the latest
    article. `key` is the speaker's group; `decided` is true where people named or merged it.
    """

    name: str
    type: str
    statements: int
    articles: int
    first: str | None
    last: str | None
    aliases: tuple[str, ...]
    outlets: tuple[str, ...]
    identifier: str | None
    read_as: tuple[tuple[str, str, int], ...]
    key: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker who may be the same, and what speaks for it. Nothing is merged for that reason."""

    speaker: SpeakerRow
    reason: str


@dataclass(frozen=True, slots=True)
class SpeakerDetails:
    """What there is to know of one speaker: the forms in which it is named, its acts, and its targets
    (stance and name), each with the number of statements; who may be the same; what people decided."""

    speaker: SpeakerRow
    forms: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]
    targets: tuple[tuple[str, str, int], ...]
    candidates: tuple[Candidate, ...]
    decisions: tuple[Decision, ...]


@dataclass
class _Tally:
    statements: int = 0
    articles: set[int] = field(default_factory=set)
    outlets: set[int] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    read_as: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, name: Name, article: int, outlet: int | None, date: str | None, count: int) -> None:
        self.statements += count
        self.articles.add(article)
        self.read_as[name.name, name.type] += count
        if outlet is not None:
            self.outlets.add(outlet)
        if date is not None:
            self.dates.add(date)


def most_read(read_as: Mapping[tuple[str, str], int]) -> tuple[str, str]:
    """The name read most often, the longest of several, then the first by alphabet; and its type."""
    by_name: Counter[str] = Counter()
    by_type: Counter[str] = Counter()
    for (name, kind), count in read_as.items():
        by_name[name] += count
        by_type[kind] += count
    name = min(by_name, key=lambda each: (-by_name[each], -len(each), each))
    return name, min(by_type, key=lambda each: (-by_type[each], each))


def speaker_rows(
    connection: Connection,
    speakers: Speakers,
    *,
    only: Collection[str] | None = None,
    unnamed: bool = False,
    followed: bool = True,
    limit: int | None = None,
) -> tuple[SpeakerRow, ...]:
    """The speakers, or those of `only`, most statements first, then by name.

    Of all speakers those without a name are left out, with `unnamed` all others. With `followed`,
    statements whose source could not be followed do not count unless people said whose they are.
    """
    chosen = [
        (key, tally, *(speakers.told(key) or most_read(tally.read_as)))
        for key, tally in _tallies(connection, speakers, only, followed).items()
    ]
    if only is None:
        chosen = [each for each in chosen if (sort_of(each[3]) == "unnamed") == unnamed]
    chosen.sort(key=lambda each: (-each[1].statements, each[2], each[3], each[0]))
    chosen = chosen[:limit]
    titles = dict(connection.execute(select(outlets.c.id, outlets.c.name)).all())
    forms = _forms(connection, speakers, {each[0] for each in chosen})
    return tuple(
        SpeakerRow(
            name=name,
            type=kind,
            statements=tally.statements,
            articles=len(tally.articles),
            first=min(tally.dates, default=None),
            last=max(tally.dates, default=None),
            aliases=_aliases(name, tally, forms[key]),
            outlets=tuple(sorted(titles[number] for number in tally.outlets)),
            identifier=speakers.identifier(key),
            read_as=tuple(
                (read, its_type, count)
                for (read, its_type), count in sorted(
                    tally.read_as.items(), key=lambda each: (-each[1], each[0])
                )
            ),
            key=key,
            decided=speakers.told(key) is not None,
        )
        for key, tally, name, kind in chosen
    )


def _tallies(
    connection: Connection, speakers: Speakers, only: Collection[str] | None, followed: bool
) -> dict[str, _Tally]:
    by_id = {name.id: name for name in speakers.names}
    date = func.substr(func.coalesce(articles.c.published, articles.c.fetched), 1, 10, type_=TEXT)
    place = (statements.c.speaker, articles.c.id, articles.c.address, articles.c.outlet, date)
    wanted = (
        select(*place, func.count())
        .join(articles, statements.c.article == articles.c.id)
        .where(articles.c.shown == 1, statements.c.counts == 1)
        .group_by(*place[:2])
    )
    if followed:
        wanted = wanted.where(_followed(speakers))
    if only is not None:
        wanted = wanted.where(statements_of(speakers, only))
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for id, article, address, outlet, day, count in connection.execute(wanted):
        if id in by_id:
            tallies[speakers.speaker(id, address)].add(by_id[id], article, outlet, day, count)
    return tallies


def _followed(speakers: Speakers) -> ColumnElement[bool]:
    """Statements of a source that was followed, and those that people said whose they are."""
    moved = [
        (articles.c.address == address) & among(statements.c.speaker, ids)
        for address in sorted(speakers.splits())
        if (
            ids := [
                name.id
                for name in speakers.names
                if speakers.speaker(name.id, address) != speakers.speaker(name.id)
            ]
        )
    ]
    return or_(statements.c.resolved == 1, *moved)


def _forms(connection: Connection, speakers: Speakers, keys: Collection[str]) -> dict[str, set[str]]:
    """The written forms of the speakers' names, wherever they are not split."""
    owners = {name.id: speaker for name in speakers.names if (speaker := speakers.speaker(name.id)) in keys}
    forms: dict[str, set[str]] = defaultdict(set)
    wanted = select(speaker_aliases.c.speaker, speaker_aliases.c.words)
    for id, words in connection.execute(wanted.where(among(speaker_aliases.c.speaker, owners))):
        forms[owners[id]].add(words)
    return forms


def _aliases(name: str, tally: _Tally, forms: Iterable[str]) -> tuple[str, ...]:
    """Names as read first, most statements first; then other forms, the longest first."""
    read = sorted({read for read, _ in tally.read_as}, key=lambda each: (-_count(tally, each), each))
    more = sorted(set(forms) - set(read), key=lambda each: (-len(each), each))
    return tuple(each for each in (*read, *more) if each and each != name)


def _count(tally: _Tally, name: str) -> int:
    return sum(count for (read, _), count in tally.read_as.items() if read == name)


def details(connection: Connection, speakers: Speakers, row: SpeakerRow) -> SpeakerDetails:
    """All that there is to know of a speaker; `speakers` need to hold its names."""
    theirs = statements_of(speakers, [row.key]) & _followed(speakers) & (articles.c.shown == 1)
    theirs &= statements.c.counts == 1
    told = select(statements.c.act, func.count()).join(articles, statements.c.article == articles.c.id)
    acts = connection.execute(
        told.where(theirs, statements.c.act.is_not(None)).group_by(statements.c.act)
    ).all()
    aims = connection.execute(
        select(targets.c.stance, targets.c.name, func.count())
        .join(statements, targets.c.statement == statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(theirs)
        .group_by(targets.c.stance, targets.c.name)
    ).all()
    return SpeakerDetails(
        speaker=row,
        forms=_counted_forms(connection, speakers, row, theirs),
        acts=tuple(sorted(((act, count) for act, count in acts), key=lambda each: (-each[1], each[0]))),
        targets=tuple(
            sorted(((stance, name, n) for stance, name, n in aims), key=lambda each: (-each[2], each))
        )[:GLANCE],
        candidates=tuple(_candidates(connection, row))[:CANDIDATES],
        decisions=tuple(each for each in speakers.decisions if concerns(each, speakers, row.key)),
    )


def _counted_forms(
    connection: Connection, speakers: Speakers, row: SpeakerRow, theirs: ColumnElement[bool]
) -> tuple[tuple[str, int], ...]:
    """Each written form with the number of statements that it leads from or to."""
    by_id = {name.id: name for name in speakers.names}
    read: Counter[str] = Counter()
    for name, _, count in row.read_as:
        read[name] += count
    mentioned: Counter[str] = Counter()
    columns = (statements.c.speaker, spans.c.words, spans.c.reason)
    for id, words, reason, count in connection.execute(
        select(*columns, func.count(statements.c.id.distinct()))
        .join(statements, spans.c.statement == statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(theirs, spans.c.role == "mention")
        .group_by(*columns)
    ):
        forms = written_forms(by_id[id].name, by_id[id].type, [(words, reason)])
        for form in list(forms)[1:]:
            mentioned[form] += count
    both = {form: max(read[form], mentioned[form]) for form in {*read, *mentioned}}
    return tuple(sorted(both.items(), key=lambda each: (-each[1], each[0])))


def concerns(decision: Decision, speakers: Speakers, key: str) -> bool:
    """Whether a decision is about this speaker, be it that it holds or not."""
    pairs = [(decision.name, decision.type), (decision.other_name, decision.other_type)]
    links = [(link.name, kind) for link in decision.links for kind in ([link.type] if link.type else UNTYPED)]
    return any(
        name is not None and kind is not None and speakers.speaker_named(name, kind) == key
        for name, kind in (*pairs, *links)
    )


def _candidates(connection: Connection, row: SpeakerRow) -> Iterator[Candidate]:
    """Speakers of a like name or the same identifier, those with most statements first."""
    key = name_key(row.name, sort_of(row.type))
    ids: set[int] = set()
    if key.surname:
        ids.update(connection.execute(select(names.c.id).where(names.c.surname == key.surname)).scalars())
    speakers = speakers_around(connection, ids, typed=[row.name], identifier=row.identifier or "")
    reasons: dict[str, str] = {}
    for name in speakers.names:
        speaker = speakers.speaker(name.id)
        reason = likeness(row, name)
        if reason and speaker != row.key:
            reasons.setdefault(speaker, reason)
    for speaker in speakers.identified(row.identifier) if row.identifier else ():
        if speaker != row.key:
            reasons[speaker] = "the same identifier"
    for each in speaker_rows(connection, speakers, only=set(reasons)):
        yield Candidate(each, reasons[each.key])


def likeness(row: SpeakerRow, name: Name) -> str | None:
    """Why a name may be this speaker's, if it may."""
    for sort in SORTS:
        own = name_key(row.name, sort)
        if sort == "unnamed" or own.key != name_key(name.name, sort).key:
            continue
        return "the same name" if sort_of(row.type) == sort_of(name.type) else f"an equal name, {name.type}"
    if sort_of(row.type) != "person" or sort_of(name.type) != "person":
        return None
    one, other = (name_key(each, "person").key.split()[1:] for each in (row.name, name.name))
    if not one or not other or one[-1] != other[-1]:
        return None
    if len(one) == 1 or len(other) == 1:
        return "the surname alone" if len(other) == 1 else "has this surname"
    return "the same surname and initial" if one[0][0] == other[0][0] else None


def names_like(connection: Connection, words: str, limit: int) -> tuple[tuple[str, str], ...]:
    """Names, with their types, that begin like these words or have their last word as a surname; by index."""
    keys = {sort: name_key(words, sort).key for sort in SORTS if sort != "unnamed"}
    last = keys["person"].rpartition(" ")[2]
    if not fold(words) or not last:
        return ()
    begin = [names.c.key.between(key, key + "\U0010ffff") for key in keys.values()]
    found = connection.execute(
        select(names.c.name, names.c.type)
        .where(or_(names.c.surname == last, *begin), names.c.type != "unnamed")
        .order_by(names.c.name, names.c.type)
        .limit(limit)
    )
    return tuple((name, kind) for name, kind in found)
