"""Rights that somebody stated of a photo that was in already."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.rights import Rights


class ClaimVerdict(StrEnum):
    """What staff said of a claim."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Whoever has a photo can send it again with rights of their choice; so that changes nothing until staff decides.

    Attributes:
        id: Random.
        asset_id: The photo.
        made_by: Who sent it, as in `RightsNote`.
        rights: What they stated.
        made_at: When, UTC.
        contributor_id: Of the person, where a wearer's link was used.
        verdict: None until staff has decided.
        decided_by: Who did.
        decided_at: When, UTC.
    """

    id: str
    asset_id: str
    made_by: str
    rights: Rights
    made_at: datetime
    contributor_id: str | None = None
    verdict: ClaimVerdict | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
