"""What all views share: the settings, the record, who asks, and how a context becomes a page."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Query
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.record import Record
from onrecord.web.adding import Queue
from onrecord.web.comparing import Comparing
from onrecord.web.guard import HEAD_ALONE
from onrecord.web.leafing import number_of_page
from onrecord.web.look import rendered
from onrecord.web.passwords import Door, TooManyTriesError
from onrecord.web.repeated import Repeated
from onrecord.web.sessions import COOKIE, Sessions, Visitor
from onrecord.web.settings import Settings
from onrecord.web.turns import Turns

THEME = "onrecord_theme"
THEMES = ("auto", "light", "dark")
SECTIONS = (
    ("overview", "Overview", "/"),
    ("search", "Search", "/search"),
    ("speakers", "Speakers", "/speakers"),
    ("utterances", "Utterances", "/utterances"),
    ("network", "Network", "/network"),
    ("review", "Review", "/review"),
)
"""The places of the navigation: name, words, path."""


@dataclass(frozen=True, slots=True)
class Site:
    """One running site."""

    settings: Settings
    record: Record
    sessions: Sessions
    door: Door
    queue: Queue
    comparing: Comparing
    repeated: Repeated
    turns: Turns


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: `title` of the window, `section` of SECTIONS that is current ("" for
    none), `path` with its query to come back to, the `theme`, who asks, and the `token` for its forms.
    `signs_in` is true where there is a password, so that one may sign out."""

    title: str
    section: str
    path: str
    theme: str
    visitor: Visitor
    token: str
    signs_in: bool
    sections: tuple[tuple[str, str, str], ...] = SECTIONS
    themes: tuple[str, ...] = THEMES


class SignInError(Exception):
    """Who asks has to sign in first; `wait` is how many seconds they have to wait before they may try."""

    def __init__(self, wait: int = 0) -> None:
        super().__init__("sign in first")
        self.wait = wait


class ForbiddenError(Exception):
    """Who asks may not do this; the words say why."""


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    found = request.app.state.site
    assert isinstance(found, Site)
    return found


def visitor_of(request: Request) -> Visitor:
    """Who asks: by cookie, or by a password in the header Authorization, as programs give it."""
    site = site_of(request)
    scheme, _, password = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer" and site.settings.passwords:
        return _bearer(request, site, password.strip())
    return site.sessions.visitor(request.cookies.get(COOKIE))


def reader(request: Request) -> Visitor:
    """Who asks, if they may read. Raises SignInError."""
    visitor = visitor_of(request)
    if not visitor.may_read:
        raise SignInError
    return visitor


def reviewer(request: Request) -> Visitor:
    """Who asks, if they may change anything. Raises SignInError and ForbiddenError."""
    visitor = reader(request)
    if not visitor.may_review:
        raise ForbiddenError(
            "This site is for reading only."
            if site_of(request).settings.read_only
            else "You are signed in as a reader, who may change nothing: sign in as a reviewer."
        )
    return visitor


def check_token(request: Request, visitor: Visitor, token: str) -> None:
    """See that a form is one of this site's own pages, as they were given to this visitor. Raises
    ForbiddenError."""
    if not site_of(request).sessions.is_token(visitor, token):
        raise ForbiddenError("This form is out of date: go back, load the page anew and send it once more.")


def _is_head(request: Request) -> bool:
    return HEAD_ALONE in request.scope


HeadAlone = Annotated[bool, Depends(_is_head)]
"""Whether the head of an answer is all that is asked for: what takes long to make need not be made."""
Here = Annotated[Site, Depends(site_of)]
Reader = Annotated[Visitor, Depends(reader)]
Reviewer = Annotated[Visitor, Depends(reviewer)]
ItsPage = Annotated[int, Query(alias="page"), BeforeValidator(number_of_page)]
"""The page of a list, as every view takes it from its address."""


def page(
    request: Request, template: str, title: str, context: Any, *, section: str = "", status: int = 200
) -> Response:
    """A page of ours: the template with `page` (the context) and `frame`."""
    site, visitor = site_of(request), visitor_of(request)
    cookie = None
    if not visitor.key:
        cookie = site.sessions.stranger()
        visitor = site.sessions.visitor(cookie)
    frame = Frame(
        title=title,
        section=section,
        path=path_of(request),
        theme=theme_of(request),
        visitor=visitor,
        token=site.sessions.token(visitor),
        signs_in=bool(site.settings.passwords),
    )
    answer = HTMLResponse(rendered(template, {"page": context, "frame": frame}), status)
    if cookie is not None:
        keep(request, answer, COOKIE, cookie)
    return answer


def keep(request: Request, answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Let the browser keep a cookie that no script reads and no other site sends."""
    seconds = seconds or site_of(request).settings.session_seconds
    secure = request.url.scheme == "https" or site_of(request).settings.url.startswith("https://")
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)


def theme_of(request: Request) -> str:
    """The theme that was chosen: "auto" follows the system."""
    chosen = request.cookies.get(THEME, "")
    return chosen if chosen in THEMES else THEMES[0]


def path_of(request: Request) -> str:
    """The path that was asked for, with its query."""
    query = request.url.query
    return quote(request.scope["path"], safe="/:@!$&'()*+,;=~-._%") + (f"?{query}" if query else "")


def local(path: str) -> str:
    """A path of this site, be it given by whoever; the first page where it is none."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"


def _bearer(request: Request, site: Site, password: str) -> Visitor:
    address = request.client.host if request.client else ""
    try:
        role = site.door.role_of(password, address)
    except TooManyTriesError as error:
        raise SignInError(error.wait) from None
    if role is None:
        raise SignInError
    return site.sessions.bearer(role)
