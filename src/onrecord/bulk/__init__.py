"""Many pages: read in order, by this process or several, one bad page costing one page."""

from onrecord.bulk.runner import read_all

__all__ = ["read_all"]
