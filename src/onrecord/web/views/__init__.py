"""The views: one module each, with its router, its context and what makes the context."""

from onrecord.web.views import (
    article,
    changes,
    network,
    overview,
    review,
    saved,
    search,
    sign_in,
    speakers,
    statement,
    theme,
    utterances,
)

ROUTERS = tuple(
    view.router
    for view in (
        overview,
        article,
        changes,
        statement,
        saved,
        search,
        speakers,
        utterances,
        network,
        review,
        sign_in,
        theme,
    )
)
