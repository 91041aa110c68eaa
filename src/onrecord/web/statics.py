"""What every page of the site brings along: style, script, pictures. Their URLs change with their bytes, so
they may be kept for ever; they are held in memory, so no thread is needed to hand them out."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Static:
    """A file with its bytes, as they are and compressed."""

    name: str
    type: str
    data: bytes
    packed: bytes
    digest: str

    @property
    def url(self) -> str:
        return f"/static/{self.digest}/{self.name}"


@cache
def statics() -> Mapping[str, Static]:
    """All of them by name (of those in folders, with the folder's)."""
    return dict(_found(files("onrecord.web").joinpath("static"), ""))


def _found(folder: Traversable, before: str) -> list[tuple[str, Static]]:
    found: list[tuple[str, Static]] = []
    for each in sorted(folder.iterdir(), key=lambda item: item.name):
        name = before + each.name
        if each.is_dir():
            found += _found(each, f"{name}/")
        elif not each.name.startswith("."):
            found.append((name, _static(name, each.read_bytes())))
    return found


def _static(name: str, data: bytes) -> Static:
    suffix = "." + name.rpartition(".")[2]
    kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    digest = hashlib.sha256(data).hexdigest()[:12]
    return Static(name, kind, data, gzip.compress(data, 9, mtime=0), digest)


async def static(request: Request) -> Response:
    """One of them, under any digest: an old page's style is better than none."""
    found = statics().get(request.path_params["name"])
    if found is None:
        return Response("There is no such file.\n", 404, media_type="text/plain")
    kept = FOR_EVER if request.path_params["digest"] == found.digest else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding", "Content-Type": found.type}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.data, headers=headers)
