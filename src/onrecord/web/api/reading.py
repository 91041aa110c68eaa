"""Reading a page without keeping it, and the Interchange form that a reading comes in."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any, NoReturn, TypeVar

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.config import JsonDict
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from onrecord.nouns import DATE_FORM, Act, Kind, Page
from onrecord.plover import Plover
from onrecord.share import as_json
from onrecord.web.api.answers import Json
from onrecord.web.api.problems import problems
from onrecord.web.api.values import (
    Block,
    Confidences,
    Probability,
    ReadSpeaker,
    Review,
    SpanPair,
    Target,
    Told,
)
from onrecord.web.faults import Fault
from onrecord.web.guard import RefusedError
from onrecord.web.site import Here, Reader, Site
from onrecord.web.taking import LONGEST_ADDRESS, LONGEST_TEXT, Slots, page_of_html, page_of_text, read

router = APIRouter(tags=["reading"])
PLAIN_TYPES = ("text/plain", "text/html", "application/xhtml+xml")
LONGEST_FIELD = 2_000
ABOUT_TEXT = ("title", "byline", "outlet", "published", "url")
"""What is told about a text, and by a page of HTML itself."""


class ReadStatement(Told):
    """One statement in the Interchange form: spans are places in the article's text."""

    id: str = Field(description="Its id, which follows from the evidence alone.", examples=["3f9a0c1d2e4b"])
    kind: Kind = Field(description="How it is told.", examples=["direct"])
    source: list[SpanPair] = Field(description="The words that name who said it.")
    cue: list[SpanPair] = Field(description="The words that say that it was said.")
    content: list[SpanPair] = Field(description="What was said; several places where it is interrupted.")
    within: str | None = Field(
        description="The id of the statement in whose content this one stands.", examples=["a07ec3d94b11"]
    )
    speaker: ReadSpeaker | None = Field(description="Who said it; null where no source could be found.")
    act: Act | None = Field(description="What it does.", examples=["deny"])
    plover: Plover | None = Field(description="The PLOVER class of the act.", examples=["REJECT"])
    targets: list[Target] = Field(description="For or against whom or what it speaks.")
    addressee: str | None = Field(description="Whom it was said to.", examples=["reporters"])
    addressee_span: SpanPair | None = Field(description="Where that stands.")
    occasion: str | None = Field(description="On what occasion.", examples=["at a press conference"])
    occasion_span: SpanPair | None = Field(description="Where that stands.")
    when: str | None = Field(description="When, in the page's words.", examples=["on Thursday"])
    when_span: SpanPair | None = Field(description="Where that stands.")
    said_on: str | None = Field(
        description="The date of speaking (ISO 8601), perhaps a month or a year alone.",
        examples=["2024-03-05"],
    )
    insertions: list[SpanPair] = Field(description="Editors' brackets inside the content.")
    flags: list[str] = Field(description="What is odd about its words.", examples=[["no cue"]])
    column_flags: list[str] = Field(description="What is odd about its other columns.", examples=[[]])
    confidence: Probability = Field(
        description="The calibrated probability that source and content are right.", examples=[0.93]
    )
    confidences: Confidences = Field(description="The probabilities of the other columns.")
    review: Review | None = Field(None, description="What people said of it; null where nobody looked at it.")


class Interchange(Told):
    """A reading: an article and its statements. `text[start:end]` is the evidence of every span."""

    id: str = Field(description="The article's address.", examples=["https://gazette.example/night-buses"])
    text: str = Field(
        description="The text, which is never changed.",
        examples=["“The night buses stay,” said Jonas Keller."],
    )
    title: str | None = Field(description="Its headline.", examples=["Night buses to stay"])
    byline: str | None = Field(description="Who wrote it, as the page says.", examples=["By Ada Lindqvist"])
    outlet: str | None = Field(description="The newspaper, agency or site.", examples=["Harbour Gazette"])
    published: str | None = Field(description="When it was published (ISO 8601).", examples=["2024-03-05"])
    url: str | None = Field(
        description="The address that the page gives for itself.",
        examples=["https://gazette.example/night-buses"],
    )
    language: str | None = Field(description="Its language (BCP 47).", examples=["en"])
    blocks: list[Block] = Field(description="What each part of the text is; they cover all of it.")
    attributions: list[ReadStatement] = Field(description="Its statements in the order of the text.")
    page: str = Field(description="SHA-256 of the page.", examples=["5f" * 32])
    bundle: str = Field(
        description="Name and digest of the bundle that read it.", examples=["small-41c0ffee90ab"]
    )


def one_of(field: str, without: Sequence[str] = ()) -> JsonDict:
    """That this field is told, and neither the other forms of a page nor those fields."""
    forms = [name for name in ("text", "html") if name != field]
    nulls: JsonDict = {name: {"type": "null"} for name in (*forms, *without) if name != field}
    return {"required": [field], "properties": {field: {"type": "string"}, **nulls}}


class TextOrHtml(BaseModel):
    """A text or HTML, with what is known about it."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "oneOf": [one_of("text"), one_of("html", ABOUT_TEXT)],
            "examples": [
                {
                    "text": "“The night buses stay,” said mayor Jonas Keller on Tuesday.",
                    "outlet": "Harbour Gazette",
                    "published": "2024-03-05",
                }
            ],
        },
    )

    text: str | None = Field(
        None,
        description=f"The text, which is taken exactly as it stands; at most {LONGEST_TEXT:,} characters.",
        examples=["“The night buses stay,” said mayor Jonas Keller on Tuesday."],
    )
    html: str | None = Field(
        None,
        description="Or a page's HTML, of which the article is found.",
        examples=["<h1>Night buses</h1><p>“They stay,” said Jonas Keller.</p>"],
    )
    id: str | None = Field(
        None,
        min_length=1,
        max_length=LONGEST_ADDRESS,
        description="The article's address, a path or URL; without one it is named after its words.",
        examples=["https://gazette.example/night-buses"],
    )
    title: str | None = Field(
        None,
        max_length=LONGEST_FIELD,
        description="Of a text: its headline.",
        examples=["Night buses to stay"],
    )
    byline: str | None = Field(
        None, max_length=LONGEST_FIELD, description="Of a text: who wrote it.", examples=["By Ada Lindqvist"]
    )
    outlet: str | None = Field(
        None,
        max_length=LONGEST_FIELD,
        description="Of a text: the newspaper, agency or site.",
        examples=["Harbour Gazette"],
    )
    published: str | None = Field(
        None,
        pattern=DATE_FORM,
        description="Of a text: the day of publication, from which “on Tuesday” is reckoned.",
        examples=["2024-03-05"],
    )
    url: str | None = Field(
        None,
        max_length=LONGEST_ADDRESS,
        description="Of a text: where it was published.",
        examples=["https://gazette.example/night-buses"],
    )

    @model_validator(mode="after")
    def _one(self) -> "TextOrHtml":
        if (self.text is None) == (self.html is None):
            raise ValueError("has to have one of text and html")
        if self.html is not None and any(getattr(self, name) for name in ABOUT_TEXT):
            raise ValueError("tells title, byline, outlet, published or url, which HTML tells itself")
        return self


class NewPage(TextOrHtml):
    """The URL of a page to be fetched, a text, or HTML."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [one_of("text"), one_of("html", ABOUT_TEXT), one_of("url", ("id", *ABOUT_TEXT))],
            "examples": [{"url": "https://gazette.example/night-buses"}],
        }
    )

    @model_validator(mode="after")
    def _one(self) -> "NewPage":
        if self.text is None and self.html is None and self.url is not None:
            if any(getattr(self, name) for name in ("id", *ABOUT_TEXT) if name != "url"):
                raise ValueError("tells more than the url, which the page tells itself")
            return self
        if self.text is None and self.html is None:
            raise ValueError("has to have one of text, html and url")
        super()._one()  # type: ignore[operator]
        return self


Body = TypeVar("Body", bound=TextOrHtml)


class Received:
    """What was sent, not yet understood: its bytes and their declared type, and a file's name."""

    def __init__(self, data: bytes, type: str, name: str = "") -> None:
        self.data, self.type, self.name = data, type, name
        self.url = ""

    def page(self, form: type[Body]) -> Page | None:
        """The page that was sent; None for one that is to be fetched from `url`. Raises RefusedError and
        RequestValidationError."""
        kind = self.type.partition(";")[0].strip().lower()
        if kind != "application/json" or self.name:
            if not self.data.strip():
                _refuse(400, "This cannot be asked so", Fault("body", "", "is empty"))
            return Page(self.data, self.name or _named(self.data), None, self.type or None)
        try:
            told = form.model_validate(_json(self.data))
        except ValidationError as error:
            found = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
            raise RequestValidationError(found) from error
        if told.html is not None:
            return page_of_html(told.html, told.id or _named(told.html.encode("utf-8", "replace")))
        if told.text is None:
            self.url = told.url or ""
            return None
        about = told.model_dump(include=set(ABOUT_TEXT))
        address = told.id or told.url or _named(told.text.encode("utf-8", "replace"))
        return page_of_text(told.text, address, about)


async def _received(request: Request) -> Received:
    """The body, whatever form it has. Raises RefusedError."""
    declared = request.headers.get("content-type", "")
    kind = declared.partition(";")[0].strip().lower()
    if kind == "application/json" or kind in PLAIN_TYPES:
        return Received(await request.body(), declared)
    if kind != "multipart/form-data":
        takes = ", ".join(("application/json", *PLAIN_TYPES, "multipart/form-data"))
        fault = Fault("header", "Content-Type", f"is none of {takes}")
        _refuse(415, "Not in this form", fault)
    try:
        form = await request.form(max_files=1, max_fields=1)
        found = form.get("page")
        if not isinstance(found, UploadFile):
            _refuse(400, "This cannot be asked so", Fault("body", "page", "is missing: the file to be read"))
        type = found.content_type or ""
        told = "" if type.startswith("application/octet-stream") else type
        name = "".join(sign for sign in (found.filename or "") if sign.isprintable()).strip()
        return Received(await found.read(), told, name[:LONGEST_ADDRESS] or "upload")
    except MultiPartException as error:
        _refuse(400, "This cannot be asked so", Fault("body", "", f"is no form: {error.message}"))
    finally:
        await request.close()


def _refuse(status: int, title: str, fault: Fault) -> NoReturn:
    said = str(fault)
    raise RefusedError(status, title, f"{said[:1].upper()}{said[1:]}.", (fault,))


def _json(data: bytes) -> Any:
    """Raises RefusedError for what is no JSON, or nested without end."""
    try:
        return json.loads(data.decode(), parse_constant=_no_number)
    except RecursionError:
        _refuse(400, "This cannot be asked so", Fault("body", "", "is nested without end"))
    except ValueError as error:
        said = "is no UTF-8" if isinstance(error, UnicodeDecodeError) else f"is no JSON: {error}"
        _refuse(400, "This cannot be asked so", Fault("body", "", said[:200]))


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _named(data: bytes) -> str:
    return f"sent:{sha256(data).hexdigest()[:12]}"


def body_of(form: str, words: str) -> dict[str, Any]:
    """The bodies that are taken, as OpenAPI tells them: a JSON object of this form, or the page as it is."""
    file = {
        "type": "string",
        "format": "binary",
        "description": "The file: HTML, plain text, or an article as a JSON object.",
    }
    form_data = {"type": "object", "required": ["page"], "properties": {"page": file}}
    plain = {"type": "string", "minLength": 1}
    content = {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{form}"}},
        "text/plain": {"schema": plain, "example": "“The night buses stay,” said mayor Jonas Keller."},
        "text/html": {"schema": plain, "example": "<h1>Buses</h1><p>“They stay,” said Jonas Keller.</p>"},
        "multipart/form-data": {
            "schema": form_data,
            "example": {"page": "<h1>Buses</h1><p>“They stay,” said Jonas Keller.</p>"},
        },
    }
    return {"requestBody": {"required": True, "description": words, "content": content}}


def slots_of(request: Request) -> Slots:
    """Where pages are read, apart from all else."""
    found = request.app.state.slots
    assert isinstance(found, Slots)
    return found


Sent = Annotated[Received, Depends(_received)]


@router.post(
    "/read",
    response_model=Interchange,
    operation_id="read_page",
    summary="Read a page without keeping it",
    openapi_extra=body_of(
        "TextOrHtml",
        "A JSON object with `text` or `html`; or the text or HTML itself; or a form with a file, `page`.",
    ),
    responses=problems(415, 422),
)
async def read_page(request: Request, site: Here, reader: Reader, sent: Sent) -> Response:
    """Who said what in a text or a page's HTML, in the Interchange form. Nothing is kept, and what "
    "comes depends
    on what was sent alone."""
    page = await run_in_threadpool(sent.page, TextOrHtml)
    assert page is not None
    return Json(await slots_of(request).read(_reading, page, site))


def _reading(page: Page, site: Site) -> dict[str, Any]:
    return as_json(read(page, site.settings))
