"""The views: one module each, with its router, its context and what makes the context."""

from onrecord.web.views import (
    add,
    api,
    article,
    changes,
    missed,
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
        add,
        article,
        changes,
        missed,
        statement,
        saved,
        search,
        speakers,
        utterances,
        network,
        review,
        sign_in,
        theme,
        api,
    )
)
