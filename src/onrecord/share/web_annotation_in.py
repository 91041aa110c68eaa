"""Web Annotation read back: pages as `web_annotation` writes them, also after other tools changed them.

Every place is held against the text. A position at which the quoted words do not stand is looked up by the
quote (`places`); a quote that stands nowhere or in several places is an error that names the annotation.
Speaker, act and targets are read from the bodies that tools show and edit; `data` adds what stands nowhere
else. Annotations without one of our roles (a comment, say) are an error and not left out: what they say
would be lost. Nothing is fetched, and no context is expanded: the names of the fields are taken as they
stand.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from onrecord.errors import ArticleError, FormatError, OnrecordError
from onrecord.nouns import Reading, Span
from onrecord.share.fields import Fields
from onrecord.share.incoming import attempted, documents_in, quoted
from onrecord.share.interchange import ACTS, STANCES, Json, from_json
from onrecord.share.places import Quote, place_of
from onrecord.share.web_annotation import CIRCUMSTANCES, MOTIVATIONS

FORM = "web-annotation"


def web_annotations_in(data: bytes, file: str, *, text: str | None = None) -> Iterator[Reading | FormatError]:
    """The readings of a file that holds one AnnotationPage, or one a line; in the place of what cannot be
    read its FormatError. `text` is the article's, if it is another one than that which the page holds."""
    for place, document in documents_in(data, file, FORM):
        yield attempted(document, partial(from_web_annotation, file=place, text=text))


def from_web_annotation(document: Any, *, file: str = "", text: str | None = None) -> Reading:
    """The reading that an AnnotationPage tells. Raises FormatError, which names the annotation."""
    page = Fields(document, "", file, format_error)
    page.one_of("type", ("AnnotationPage",))
    article = dict(_inner(page, "article").value) if page.value.get("article") is not None else {}
    if text is not None and text != article.get("text"):
        article = {
            name: article.get(name) for name in ("id", "title", "byline", "outlet", "published", "url")
        }
        article["text"] = text
    if not isinstance(article.get("text"), str):
        raise page.error("article.text", "is missing, and no text was given beside it")
    article["id"] = article.get("id") or file or "web-annotation"
    told: dict[str, Json] = {}
    annotations = page.each("items", lambda item: item)
    for item in annotations:
        if _role(item) == "content":
            _add_statement(item, article["text"], told)
    for item in annotations:
        if _role(item) != "content":
            _add_place(item, article["text"], told)
    try:
        return from_json({**article, "attributions": list(told.values())})
    except ArticleError as error:
        raise FormatError(error.message, page=file, step=FORM) from error


def format_error(message: str, file: str) -> OnrecordError:
    """What is no AnnotationPage of ours."""
    return FormatError(message.replace("the article is", "it is", 1), page=file, step=FORM)


def _error(item: Fields, problem: str) -> OnrecordError:
    name = item.value.get("id")
    return item.fails(f"{item.place}{f' ({quoted(name)})' if name else ''} {problem}", item.page)


def _role(item: Fields) -> str:
    role = item.value.get("role")
    if not isinstance(role, str) or role not in MOTIVATIONS:
        raise _error(item, f"has the role {quoted(role)}, which is none of {', '.join(MOTIVATIONS)}")
    return role


def _add_statement(item: Fields, text: str, told: dict[str, Json]) -> None:
    bodies = _objects(item, "body")
    own = [body for body in bodies if body.value.get("type") == "Statement"]
    if len(own) != 1:
        raise _error(item, f"has {len(own)} bodies of the type Statement, and not one")
    name = own[0].text("id")
    if name in told:
        raise _error(item, f"tells the statement {quoted(name)} a second time")
    known = dict(_inner(own[0], "data").value) if own[0].value.get("data") is not None else {}
    speaker = known.pop("speaker", None)
    told[name] = {
        **known,
        "id": known.get("id") or name,
        "content": _places(item, text),
        "speaker": _speaker(bodies, speaker, item),
        "act": _act(bodies, item),
        "targets": [_target(body) for body in _with_purpose(bodies, "tagging")],
    }


def _speaker(bodies: list[Fields], known: Any, item: Fields) -> Json | None:
    """The name is that of the body; what else is known of the speaker stands in `data`."""
    names = _with_purpose(bodies, "identifying")
    if len(names) > 1:
        raise _error(item, f"names {len(names)} speakers")
    about = known if isinstance(known, dict) else {}
    return {**about, "name": names[0].text("value"), "mentions": []} if names else None


def _act(bodies: list[Fields], item: Fields) -> str | None:
    acts = _with_purpose(bodies, "classifying")
    if len(acts) > 1:
        raise _error(item, f"has {len(acts)} acts")
    return acts[0].one_of("value", ACTS) if acts else None


def _target(body: Fields) -> Json:
    stance, confidence = body.one_of("stance", STANCES), body.probability("confidence", 1.0)
    return {"name": body.text("value"), "stance": stance, "span": None, "confidence": confidence}


def _add_place(item: Fields, text: str, told: dict[str, Json]) -> None:
    role, places = _role(item), _places(item, text)
    names = [body.value.get("id") for body in _objects(item, "body") if body.value.get("type") == "Statement"]
    if len(names) != 1 or not isinstance(names[0], str) or names[0] not in told:
        shown = quoted(names[0]) if len(names) == 1 else "none, or several"
        raise _error(item, f"belongs to the statement {shown}, of which no annotation tells the content")
    statement = told[names[0]]
    if role in ("source", "cue", "insertion"):
        field = "insertions" if role == "insertion" else role
        statement[field] = [*statement.get(field, ()), *places]
        return
    if len(places) != 1:
        raise _error(item, f"has {len(places)} places; a {role} has one")
    if role in CIRCUMSTANCES:
        if statement.get(f"{role}_span") is not None:
            raise _error(item, f"is the second {role} of its statement")
        statement[f"{role}_span"] = places[0]
    elif role == "mention":
        if statement["speaker"] is None:
            raise _error(item, "is a mention of a speaker, and the statement names none")
        statement["speaker"]["mentions"].append({"span": places[0], "reason": item.text("reason")})
    else:
        _numbered(item, statement["targets"])["span"] = places[0]


def _numbered(item: Fields, targets: list[Json]) -> Json:
    number = item.value.get("index")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(targets):
        raise _error(item, f"has the index {quoted(number)}; the statement has {len(targets)} targets")
    return targets[number]


def _places(item: Fields, text: str) -> list[list[int]]:
    return [
        list(_place(item, target, text))
        for target in _objects(item, "target")
        if item.value.get("role") != "content" or target.value.get("selector") is not None
    ]


def _place(item: Fields, target: Fields, text: str) -> Span:
    selectors = _objects(target, "selector")
    quotes = [each for each in selectors if each.value.get("type") == "TextQuoteSelector"]
    positions = [each for each in selectors if each.value.get("type") == "TextPositionSelector"]
    if len(quotes) != 1 or len(positions) > 1:
        problem = (
            "needs one TextQuoteSelector, and at most one TextPositionSelector, to be held against the text"
        )
        raise _error(item, problem)
    if any("refinedBy" in each.value for each in (*quotes, *positions)):
        raise _error(item, "has a selector that is refined by another, which is not read")
    quote, [start, end] = quotes[0], _ends(item, positions)
    context = (quote.text_or_none("prefix") or "", quote.text_or_none("suffix") or "")
    try:
        return place_of(text, Quote(quote.text("exact"), *context, start, end))
    except ValueError as error:
        raise _error(item, str(error)) from error


def _ends(item: Fields, positions: list[Fields]) -> list[int | None]:
    if not positions:
        return [None, None]
    ends = [positions[0].value.get(name) for name in ("start", "end")]
    if any(isinstance(end, bool) or not isinstance(end, int) for end in ends):
        raise _error(item, f"has the position {quoted(ends)}, which is no pair of whole numbers")
    return ends


def _with_purpose(bodies: list[Fields], purpose: str) -> list[Fields]:
    return [body for body in bodies if body.value.get("purpose") == purpose]


def _objects(item: Fields, name: str) -> list[Fields]:
    """A field that holds one object or several."""
    found = item.value.get(name)
    several = found if isinstance(found, list) else [] if found is None else [found]
    return [
        Fields(each, f"{item.place}.{name}[{number}]", item.page, item.fails)
        for number, each in enumerate(several)
    ]


def _inner(item: Fields, name: str) -> Fields:
    return Fields(item.value.get(name), f"{item.place}.{name}".lstrip("."), item.page, item.fails)
