"""The HTTP API under /api/v1: what the views show and do, as JSON.

A resource is one module: its router, and pydantic models that describe what it takes and gives (`document`
makes OpenAPI of them). Values go out as `share` writes them, and tests hold them against the models.
"""

from fastapi import APIRouter, Depends, FastAPI

from onrecord.web.api import (
    additions,
    articles,
    corrections,
    decisions,
    document,
    found,
    joining,
    overview,
    reading,
    revisions,
    speakers,
    stances,
    statements,
    training,
    utterances,
)
from onrecord.web.api.answers import known_parameters
from onrecord.web.api.problems import any_other
from onrecord.web.taking import Slots

RESOURCES = (
    overview,
    reading,
    articles,
    additions,
    revisions,
    found,
    statements,
    corrections,
    training,
    decisions,
    speakers,
    joining,
    utterances,
    stances,
    document,
)


def put_on(app: FastAPI) -> None:
    """Let a site have the API."""
    app.state.slots = Slots()
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(known_parameters)], responses=any_other())
    for resource in RESOURCES:
        router.include_router(resource.router)
    app.include_router(router)
    document.described(app)
