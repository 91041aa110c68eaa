"""The record: readings and their pages in one database, with search and verification."""

from onrecord.record.contents import Contents, NewArticle
from onrecord.record.deciding import links_in
from onrecord.record.evidence import Revision
from onrecord.record.facets import Found, Value
from onrecord.record.failing import FailedPage
from onrecord.record.grouping import Decision, Link
from onrecord.record.lookup import Shown
from onrecord.record.opening import shown
from onrecord.record.speaking import Candidate, SpeakerDetails, SpeakerRow
from onrecord.record.store import Record
from onrecord.record.verification import Failure, Verified
from onrecord.record.writing import Outcome

__all__ = [
    "Candidate",
    "Contents",
    "Decision",
    "FailedPage",
    "Failure",
    "Found",
    "Link",
    "NewArticle",
    "Outcome",
    "Record",
    "Revision",
    "Shown",
    "SpeakerDetails",
    "SpeakerRow",
    "Value",
    "Verified",
    "links_in",
    "shown",
]
