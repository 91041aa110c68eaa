"""The roles of a page's passages in their order: what is the article, and what stands around it.

First each passage by its own words (`wording`), then by its neighbours: an appeal runs on until the
article resumes, a line of names beneath the headline is a caption, a run of bare lines is a menu.

An appeal is weighed, not recognised by its sentences. It asks (weight 3), speaks of itself as "we" and
to "you", of money and of the press (weight 1 each, every family counted twice at most). At a score of 5
it is an appeal if it speaks in the first person or orders the reader, and if it names the press, has an
order for a sentence ("Subscribe for …") or stands at the edge of the text: a mayor's open letter has the
first two and lacks the last. Beside an
appeal a score of 3 is enough. What stands in quotation marks never counts.
"""

from collections.abc import Sequence

from onrecord.data import table
from onrecord.nouns import Role
from onrecord.page import wording as by
from onrecord.page.passages import Passage
from onrecord.page.wording import Appeal, Wording

# A passage of at least so many words that ends in a stop is taken to be a paragraph of an article when
# the place of the headline is sought.
PARAGRAPH_WORDS = 16
SHORT_WORDS = 8
HEADLINE_WORDS = 30
HEADLINE_REACH = 12  # passages from the top that may be the headline
MENU_LINES = 3
MENU_WORDS = 3
LIST_WORDS = 18
EDGE = 1  # paragraphs between an appeal and the end of the text that still leave it at the text's edge

Roles = list[Role | None]


def roles_of(
    passages: Sequence[Passage], headline: int | None = None, *, marked_up: bool = False
) -> list[Role]:
    """A role for every passage. `headline` is the index of the headline where it is known already.

    `marked_up` says that the passages come from HTML, whose tags tell lists, menus and standfirsts
    better than the look of lines can.
    """
    words = [by.wording_of(p.text) for p in passages]
    roles: Roles = [p.hint or by.role_by_wording(w) for p, w in zip(passages, words, strict=True)]
    if headline is not None:
        roles[headline] = "headline"
    _appeals(words, roles)
    if not marked_up:
        _menus(words, roles)
        headline = _headline(words, roles) if headline is None else headline
        if headline is not None:
            roles[headline] = "headline"
        _orders(words, roles, headline)
        _beneath_headline(words, roles, headline)
        _lists_at_the_end(words, roles)
    _subheadings(passages, words, roles, marked_up)
    return [role or "body" for role in roles]


def _appeals(words: list[Wording], roles: Roles) -> None:
    paragraphs = [at for at, word in enumerate(words) if _is_paragraph(word)]
    end = max(paragraphs[-EDGE - 1] if len(paragraphs) > EDGE else 0, 3)
    above = True  # nothing so far is the article's
    for at, word in enumerate(words):
        free = roles[at] in (None, "notice", "related")
        if free and by.asks(word) and _appeals_by_itself(by.appeal_in(word), word, above or at >= end):
            roles[at] = "appeal"
        above = above and roles[at] not in (None, "headline")
    seeds = [at for at, role in enumerate(roles) if role == "appeal"]
    # A run that reaches the next seed would go on as that seed's own does, so it ends there.
    for before, seed, after in zip([-1, *seeds], seeds, [*seeds[1:], len(roles) - 1], strict=False):
        _run(words, roles, range(seed + 1, after + 1))
        _run(words, roles, range(seed - 1, before, -1))
    for at, word in enumerate(words):
        if roles[at] in (None, "navigation") and by.is_button(word):
            roles[at] = "appeal"


def _appeals_by_itself(appeal: Appeal, word: Wording, at_edge: bool) -> bool:
    """Whether a passage that asks is an appeal; `at_edge` holds above the headline and at the text's end."""
    threshold: int = table("furniture")["appeal"]["threshold"]
    if (
        not appeal.ask
        or appeal.score < threshold
        or not (appeal.we or appeal.you or appeal.order or appeal.urged)
    ):
        return word.words <= 2 * SHORT_WORDS and appeal.ask > 0 and _is_slogan(appeal)
    return appeal.press > 0 or appeal.urged or (appeal.we > 0 and at_edge)


def _is_slogan(appeal: Appeal) -> bool:
    """A short line that asks: "Available to all, funded by readers", "Support our journalism"."""
    return appeal.ask > 3 or (appeal.ask == 3 and (appeal.press > 0 or appeal.order) and appeal.score >= 4)


def _is_paragraph(wording: Wording) -> bool:
    return wording.words >= PARAGRAPH_WORDS and wording.stopped


def _run(words: list[Wording], roles: Roles, steps: range) -> None:
    """Carry an appeal on from its neighbour until the article resumes."""
    pending: list[int] = []
    for at in steps:
        if roles[at] not in (None, "appeal", "navigation", "notice"):
            return
        if roles[at] == "appeal" or by.is_button(words[at]) or _continues(words[at]):
            for between in (*pending, at):
                roles[between] = roles[between] if roles[between] == "notice" else "appeal"
            pending = []
            if roles[at] != "appeal":
                return
        elif steps.step < 0 and words[at].words <= SHORT_WORDS and by.ELLIPSIS.search(words[at].plain):
            roles[at] = "appeal"
        elif steps.step > 0 and len(pending) < 2 and _may_continue(words[at]):
            pending.append(at)  # a button, a heading, a "we": what follows it decides
        else:
            return
    for at in pending:  # the text ends with the appeal
        roles[at] = roles[at] or "appeal"


def _may_continue(wording: Wording) -> bool:
    return not wording.speech and (wording.words <= SHORT_WORDS or by.appeal_in(wording).we > 0)


def _continues(wording: Wording) -> bool:
    appeal = by.appeal_in(wording)
    enough: int = table("furniture")["appeal"]["continues"]
    own_voice = appeal.we or (appeal.you and (appeal.press or appeal.money or appeal.ask))
    matter = appeal.press or appeal.money or appeal.ask or (appeal.we and appeal.you)
    return bool(own_voice) and appeal.score >= enough and bool(matter)


def _menus(words: list[Wording], roles: Roles) -> None:
    """A run of very short lines without a stop is a menu."""
    run: list[int] = []
    for at in range(len(words) + 1):
        menu = at < len(words) and _is_menu_line(words[at]) and roles[at] in (None, "navigation", "related")
        if menu:
            run.append(at)
            continue
        if len(run) >= MENU_LINES:
            for line in run:
                roles[line] = roles[line] or "navigation"
        run = []


def _is_menu_line(wording: Wording) -> bool:
    return wording.words <= MENU_WORDS and not wording.stopped and not wording.plain.endswith((":", ","))


def _headline(words: list[Wording], roles: Roles) -> int | None:
    """The first free line without a stop above the first paragraph; else the first with one."""
    free = [at for at in range(min(HEADLINE_REACH, len(words))) if roles[at] is None]
    above = []
    for at in free:
        if _is_paragraph(words[at]) and words[at].words > HEADLINE_WORDS:
            break
        above.append(at)
        if _is_paragraph(words[at]):
            break
    lines = [at for at in above if words[at].words <= HEADLINE_WORDS and at + 1 < len(words)]
    if not any(role is None for role in roles[(above[-1] + 1 if above else 0) :]) and len(above) < 2:
        return None  # nothing follows that it could head
    bare = [at for at in lines if not words[at].plain.endswith((".", ",", ";"))]
    better = [at for at in bare if words[at].words >= 4 and not by.is_order(words[at])]
    if better or bare:
        return (better or bare)[0]
    titled = [at for at in lines[:1] if not words[at].speech and words[at].words < PARAGRAPH_WORDS]
    return next((at for at in titled if by.named_share(words[at].plain) >= 0.8), None)


def _orders(words: list[Wording], roles: Roles, headline: int | None) -> None:
    """ "Support NAME!" is an appeal above the headline or beside one, and a headline or a line elsewhere."""
    last_free = max((at for at, role in enumerate(roles) if role is None), default=0)
    for at, word in enumerate(words):
        if roles[at] is not None or not by.is_order(word):
            continue
        beside = any(0 <= near < len(roles) and roles[near] == "appeal" for near in (at - 1, at + 1))
        above = headline is not None and at < headline
        last = at == last_free and at > 0
        if beside or above or last:
            roles[at] = "appeal"


def _beneath_headline(words: list[Wording], roles: Roles, headline: int | None) -> None:
    """The caption and the standfirst, which stand between headline and first paragraph."""
    if headline is None:
        return
    rules = table("furniture")["caption"]
    for at in range(headline + 1, len(words) - 1):
        if roles[at] not in (
            None,
            "byline",
            "caption",
            "navigation",
            "advert",
            "appeal",
            "notice",
            "standfirst",
        ):
            return
        if roles[at] is not None:
            continue
        word = words[at]
        names = by.named_share(word.plain) >= rules["named_share"] and not by.has_finite_verb(word)
        if (names and 2 <= word.words <= rules["beneath_words"] and not word.speech) or by.is_scene(word):
            roles[at] = "caption"
        elif word.words <= HEADLINE_WORDS and not word.stopped and not word.speech:
            roles[at] = "standfirst"
        else:
            return


def _lists_at_the_end(words: list[Wording], roles: Roles) -> None:
    """Lines without a stop after a "More on this", or three of them after the last paragraph."""
    heading = False
    for at, word in enumerate(words):
        if roles[at] == "related" and word.words <= SHORT_WORDS:
            heading = True
        elif roles[at] is None:
            listed = word.words <= LIST_WORDS and not word.stopped and not word.speech
            if heading and listed and _listed_next(words, at):
                roles[at] = "related"
            else:
                heading = False
    last = max(
        (at for at, w in enumerate(words) if roles[at] is None and (w.stopped or w.speech)), default=-1
    )
    tail = [at for at in range(last + 1, len(words)) if roles[at] is None]
    if last >= 0 and len(tail) >= MENU_LINES and all(words[at].words <= LIST_WORDS for at in tail):
        for at in tail:
            roles[at] = "related"


def _listed_next(words: list[Wording], at: int) -> bool:
    """A list has no paragraph right after its line; a subheading has."""
    return at + 1 >= len(words) or not _is_paragraph(words[at + 1]) or words[at].words > 2 * SHORT_WORDS


def _subheadings(passages: Sequence[Passage], words: list[Wording], roles: Roles, marked_up: bool) -> None:
    for at, (passage, word) in enumerate(zip(passages, words, strict=True)):
        if roles[at] is not None:
            continue
        short = (
            not marked_up
            and 0 < word.words <= SHORT_WORDS
            and not word.plain.endswith((".", ":", ",", ";", "!"))
        )
        heads = at + 1 < len(words) and _is_paragraph(words[at + 1]) and roles[at + 1] is None
        if passage.heading or (
            short and heads and at > 0 and not word.speech and not word.plain[:1].islower()
        ):
            roles[at] = "subheading"
