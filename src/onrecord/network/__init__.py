"""Who stands where, and with whom: positions over time, and the network of a discourse.

Pure: stands in, positions and networks out, in an order that depends on nothing but them. The formulas
are those of Discourse Network Analyzer (see `one_mode`, `two_mode`); docs/NETWORK.md tells them at length.
"""

from onrecord.network.discourse import Network, Node, Side, Tie, network_of
from onrecord.network.positions import Position, Positions, Turn, positions_of
from onrecord.network.settings import Options, Settings
from onrecord.network.stands import DatedBy, Party, Stand

__all__ = [
    "DatedBy",
    "Network",
    "Node",
    "Options",
    "Party",
    "Position",
    "Positions",
    "Settings",
    "Side",
    "Stand",
    "Tie",
    "Turn",
    "network_of",
    "positions_of",
]
