"""The same words in several articles: which they are, and each as every outlet has it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from string import ascii_uppercase
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from onrecord.utterance import Telling, Told, Variant
from onrecord.utterance.pieces import Piece, pieces
from onrecord.web.exports import Form, exported, forms
from onrecord.web.leafing import href, refuse_unknown, typed
from onrecord.web.plots import Mark, marks
from onrecord.web.site import HeadAlone, Here, ItsPage, Reader, Site, page

router = APIRouter(include_in_schema=False)
UTTERANCES = 20
"""So many on a page."""
MOST_IN_FILES = 1_000
"""Utterances of a list whose statements are in its files."""
VARIANTS = 60
"""So many wordings side by side, and ten times as many statements in the table."""


@dataclass(frozen=True, slots=True)
class UtteranceShown:
    """An utterance in the list: the id of its earliest statement, its longest wording, how many articles,
    outlets, statements and wordings tell it, whose it is, and who had it first when."""

    id: str
    words: str
    articles: int
    outlets: int
    statements: int
    speakers: tuple[str, ...]
    first: str | None
    first_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UtterancesPage:
    """The context of utterances.html: how many articles the record holds, what was asked for (`words`, in at
    `least` so many articles), the `utterances` of this page, the addresses of the `first` page and of those
    `before` and `after` it, "" for none, and the links to the statements of the `most` first utterances as
    files."""

    articles: int
    words: str
    least: int
    utterances: tuple[UtteranceShown, ...]
    first: str
    before: str
    after: str
    forms: tuple[Form, ...]
    most: int = MOST_IN_FILES


@dataclass(frozen=True, slots=True)
class TellingShown:
    """A statement that tells it: its id, day, outlet (or address) and speaker, and the letter of its wording;
    `early` where nobody had it before."""

    id: str
    day: str | None
    outlet: str
    speaker: str
    letter: str
    early: bool


@dataclass(frozen=True, slots=True)
class VariantShown:
    """A wording: its letter, how it relates to the longest, what it does to it (`flags`), its words held
    against the longest as `pieces`, and who tells it so."""

    letter: str
    is_longest: bool
    relation: str
    flags: tuple[str, ...]
    pieces: tuple[Piece, ...]
    tellings: tuple[TellingShown, ...]


@dataclass(frozen=True, slots=True)
class UtterancePage:
    """The context of utterance.html: the longest wording, whose it is, the counts, who had it first, the
    `variants` in the order of time, all `tellings`, their `marks` on a line of time, and the links to them as
    files."""

    id: str
    words: str
    speakers: tuple[str, ...]
    articles: int
    outlets: int
    first: tuple[TellingShown, ...]
    variants: tuple[VariantShown, ...]
    more_variants: int
    tellings: tuple[TellingShown, ...]
    more_tellings: int
    marks: tuple[Mark, ...]
    flags: tuple[str, ...]
    forms: tuple[Form, ...]


@router.get("/utterances")
def utterances(
    request: Request,
    site: Here,
    reader: Reader,
    q: str = "",
    least: Annotated[int, Query(ge=1, le=10_000)] = 2,
    after: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[str, Query(max_length=100)] = "",
    page_: ItsPage = 1,
) -> Response:
    made = utterances_page(site, typed("words", q), least, after=after, before=before, number=page_)
    return page(request, "utterances.html", "Utterances", made, section="utterances")


def utterances_page(
    site: Site, words: str, least: int, *, after: str = "", before: str = "", number: int = 1
) -> UtterancesPage:
    """The context of the list, after or before the utterance of a statement; or of a page by its `number`,
    as older addresses have it. Raises RecordError, also while the statements are being compared."""
    site.comparing.done()
    ask = partial(site.record.utterances, words, least=least, limit=UTTERANCES + 1)
    if after:
        found = ask(after=after)
    elif before:
        found = ask(before=before)
    else:
        found = ask(offset=(number - 1) * UTTERANCES)
    back = bool(before) and not after
    whole = len(found) > UTTERANCES
    if (back and not whole) or not found:  # the beginning, be the pages cut otherwise by now; or past the end
        found, back, at_first = ask(), False, True
        whole = len(found) > UTTERANCES
    else:
        at_first = not after and not before and number == 1
    some = found[-UTTERANCES:] if back else found[:UTTERANCES]
    asked = {"q": words, "least": least if least != 2 else None}
    ends = [told.utterance.name for told in (some[:1] + some[-1:])]
    return UtterancesPage(
        articles=site.record.count(),
        words=words,
        least=least,
        utterances=tuple(map(_shown, some)),
        first="" if at_first else href("/utterances", asked),
        before="" if at_first else href("/utterances", asked, before=ends[0]),
        after=href("/utterances", asked, after=ends[-1]) if some and (back or whole) else "",
        forms=forms(lambda name: href(f"/utterances/{name}", asked)) if some else (),
    )


def _shown(told: Told) -> UtteranceShown:
    first = told.utterance.first
    return UtteranceShown(
        id=told.utterance.name,
        words=told.utterance.longest.text,
        articles=told.articles,
        outlets=len(told.outlets),
        statements=len(told.utterance.told),
        speakers=told.speakers,
        first=first[0].published if first else None,
        first_in=tuple(dict.fromkeys(each.outlet or each.article for each in first)),
    )


@router.get("/utterances/statements.{form}")
def export_all(
    request: Request,
    form: str,
    site: Here,
    reader: Reader,
    head_alone: HeadAlone,
    q: str = "",
    least: Annotated[int, Query(ge=1, le=10_000)] = 2,
) -> Response:
    """All statements that tell the utterances of the list, the first of many, as a file."""
    refuse_unknown(request.query_params, ("q", "least"))
    site.comparing.done()
    found = site.record.utterances(typed("words", q), least=least, limit=MOST_IN_FILES)
    return exported(site.record, site.record.all_named(_tellings(found)), form, head_alone=head_alone)


@router.get("/utterances/{id}/statements.{form}")
def export(
    request: Request, id: str, form: str, site: Here, reader: Reader, head_alone: HeadAlone
) -> Response:
    """All statements that tell an utterance, in the order of time, as a file."""
    refuse_unknown(request.query_params, ())
    site.comparing.done(settled=False)
    told = site.record.utterance(id)
    return exported(site.record, site.record.all_named(_tellings([told])), form, head_alone=head_alone)


def _tellings(found: Iterable[Told]) -> list[tuple[str, str]]:
    """The statements that tell these utterances: their ids and the addresses of their articles."""
    return [(each.name, each.article) for told in found for each in told.utterance.told]


@router.get("/utterances/{id}")
def utterance(request: Request, id: str, site: Here, reader: Reader) -> Response:
    site.comparing.done(settled=False)
    made = utterance_page(site.record.utterance(id), id)
    return page(request, "utterance.html", made.words[:80], made, section="utterances")


def utterance_page(told: Told, id: str = "") -> UtterancePage:
    """The context of an utterance."""
    found = told.utterance
    order = {each.name: number for number, each in enumerate(found.told)}
    variants = sorted(found.variants, key=lambda each: order[each.told[0].name])
    letters = {
        telling.name: letter
        for letter, variant in zip(_letters(), variants, strict=False)
        for telling in variant.told
    }
    early = {each.name for each in found.first}

    def teller(telling: Telling) -> TellingShown:
        return TellingShown(
            id=telling.name,
            day=telling.published,
            outlet=telling.outlet or telling.article,
            speaker=told.names.get(telling.name, ""),
            letter=letters[telling.name],
            early=telling.name in early,
        )

    def shown(variant: Variant) -> VariantShown:
        compared = variant.comparison
        return VariantShown(
            letter=letters[variant.told[0].name],
            is_longest=any(each.name == found.longest.name for each in variant.told),
            relation=compared.relation,
            flags=compared.flags,
            pieces=tuple(pieces(found.longest.text, variant.text, compared.edits)),
            tellings=tuple(map(teller, variant.told[:VARIANTS])),
        )

    flags = dict.fromkeys(flag for variant in variants for flag in variant.comparison.flags)
    dated = [((each.published or "")[:10], "for", each.name) for each in found.told[:200]]
    return UtterancePage(
        id=id or found.name,
        words=found.longest.text,
        speakers=told.speakers,
        articles=told.articles,
        outlets=len(told.outlets),
        first=tuple(map(teller, found.first)),
        variants=tuple(map(shown, variants[:VARIANTS])),
        more_variants=max(0, len(variants) - VARIANTS),
        tellings=tuple(map(teller, found.told[: 10 * VARIANTS])),
        more_tellings=max(0, len(found.told) - 10 * VARIANTS),
        marks=marks(dated) if len({day for day, _, _ in dated}) > 1 else (),
        flags=tuple(flags),
        forms=forms(lambda name: f"/utterances/{id or found.name}/{name}"),
    )


def _letters() -> Iterator[str]:
    """A, B, … Z, AA, AB, …"""
    yield from ascii_uppercase
    for letter in _letters():
        yield from (letter + each for each in ascii_uppercase)
