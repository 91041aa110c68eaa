"""GraphML and GEXF: a network as files that networkx, Gephi, visone, igraph and others open.

networkx writes them; it is the extra `network` of this package, and its absence is told with the command
that installs it. XML has no signs for most control characters, U+FFFE and U+FFFF: each of these is written
as its code ("\\x1b"), as a terminal would be shown it. All other characters stand as they are.
"""

import io
import re
from types import ModuleType
from typing import Any

from onrecord.network import Network, Node, Side, Tie
from onrecord.share.packages import needed

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DAY_OF_WRITING = re.compile(rb' lastmodifieddate="[^"]*"')
"""networkx puts the day into GEXF: the same network would be another file tomorrow."""


def graphml(network: Network) -> bytes:
    """The network as GraphML; how it was made stands as attributes of the graph."""
    networkx, out = needed("networkx", "network"), io.BytesIO()
    networkx.write_graphml(_graph(networkx, network), out)
    return out.getvalue()


def gexf(network: Network) -> bytes:
    """The network as GEXF 1.2, which has no place for how it was made."""
    networkx, out = needed("networkx", "network"), io.BytesIO()
    networkx.write_gexf(_graph(networkx, network), out)
    return DAY_OF_WRITING.sub(b"", out.getvalue(), count=1)


def attributes(what: Node | Side | Tie) -> dict[str, Any]:
    """The attributes of a node or an edge, as they stand in the files; what is not known is left out."""
    if isinstance(what, Node):
        party = what.party
        known: dict[str, Any] = {
            "label": xml_text(party.name),
            "part": what.part,
            "identity": xml_text(party.identity),
            "speaker_type": party.type,
            "statements": what.statements,
            "statements_for": what.favourable,
            "statements_against": what.opposed,
        }
    elif isinstance(what, Side):
        known = {"statements_for": what.favourable, "statements_against": what.opposed}
    else:
        names = ("congruence", "conflict", "agreed", "disagreed")
        known = {name: getattr(what, name) for name in names}
    known |= {"first": what.first, "last": what.last}
    if not isinstance(what, Node):
        known |= {"weight": what.weight, "ids": " ".join(what.statements)}
    return {name: value for name, value in known.items() if value is not None}


def settings_of(network: Network) -> dict[str, Any]:
    """How the network was made, as attributes of the graph; of filters those that were set."""
    made = network.settings
    asked = ("speaker", "speaker_type", "act", "target", "outlet")
    known = {
        "network": made.mode,
        "normalise": made.normalise,
        "count": made.counted,
        "since": made.since,
        "until": made.until,
        "least": made.least,
        "least_weight": float(made.least_weight),
        "statements": network.statements,
        **{name: xml_text(value) for name in asked if (value := getattr(made, name))},
    }
    return {name: value for name, value in known.items() if value is not None}


def xml_text(text: str) -> str:
    """A text with the characters that XML forbids written as their codes."""
    return NO_XML.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _graph(networkx: ModuleType, network: Network) -> Any:
    graph = networkx.Graph(**settings_of(network))
    graph.add_nodes_from((node.id, attributes(node)) for node in network.nodes)
    graph.add_edges_from(
        (edge.source, edge.target, {"id": f"e{number}", **attributes(edge)})
        for number, edge in enumerate(network.edges, 1)
    )
    return graph
