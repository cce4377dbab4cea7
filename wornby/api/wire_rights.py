"""Rights, the ledger and claims on the wire."""

from datetime import datetime
from typing import Any, Self

from pydantic import AwareDatetime, Field

from wornby.api.wire import Answer
from wornby.api.wire_in import MAX_WORDS, Reference, Request, Word
from wornby.datamodel import LedgerHead, LedgerLine, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.claims import Claim
from wornby.datamodel.consent import TextSet
from wornby.datamodel.ledger import moment_text
from wornby.engine.consent import Published
from wornby.engine.rights import RightsBoard
from wornby.errors import ConflictError
from wornby.rights.ledger import LedgerReport

_ANY_PURPOSES: dict[str, Any] = {"items": {"type": "string", "enum": list(Purpose)}}


class HeldRights(Request):
    """Rights as somebody saw them before they changed them."""

    state: Word
    purposes: list[Word] = Field(default=[], max_length=MAX_WORDS)
    until: AwareDatetime | None = None
    text: Word = ""

    def check(self, held: Rights) -> None:
        """Let nobody undo what they did not see.

        Raises:
            ConflictError: Other rights hold now.
        """
        seen = (self.state, frozenset(self.purposes), self.until, self.text)
        if seen != (held.state.value, frozenset(one.value for one in held.purposes), held.until, held.text):
            message = "The rights of this photo have changed meanwhile. Look at them again."
            raise ConflictError(message)


class RightsRequest(Request):
    """What an asset's rights shall be, and who says so."""

    state: Word = Field(description="What they shall be.", json_schema_extra={"enum": list(RightsState)})
    purposes: list[Word] = Field(
        default=[], max_length=MAX_WORDS, description="What they are given for.", json_schema_extra=_ANY_PURPOSES
    )
    until: AwareDatetime | None = Field(default=None, description="When they end, with a time zone.")
    text: Reference = Field(default="", description="Version and language of the text that was agreed to.")
    reason: Reference = Field(default="", description="A word for why; no free text.")
    evidence: Reference = Field(default="", description="Where the proof lies, such as ticket/4711.")
    by_person: bool = Field(default=False, description="Whether the wearer themself said so; needs evidence.")
    expected: HeldRights | None = Field(default=None, description="What was seen to hold; where it does not, 409.")

    def rights(self) -> Rights:
        """As the engine takes them.

        Raises:
            InputError: A state or purpose is unknown.
        """
        parsed = Rights.parse(self.state, self.purposes)
        return Rights(state=parsed.state, purposes=parsed.purposes, until=self.until, text=self.text)

    def note(self, actor: str) -> RightsNote:
        """Who says so.

        Raises:
            InputError: Something is no reference.
        """
        return RightsNote(
            actor=actor,
            reason=self.reason,
            text=self.text,
            evidence=self.evidence,
            by_person=self.by_person,
        )


class RightsOut(Answer):
    """Rights of a photo."""

    asset_id: str
    state: RightsState
    purposes: list[Purpose]
    until: datetime | None
    text: str
    hidden: bool = Field(
        default=False, exclude_if=lambda hidden: not hidden, description="Staff keeps the photo from being shown."
    )

    @classmethod
    def of(cls, asset_id: str, rights: Rights) -> Self:
        """From a record."""
        return cls(
            asset_id=asset_id,
            state=rights.state,
            purposes=sorted(rights.purposes),
            until=rights.until,
            text=rights.text,
            hidden=rights.hidden,
        )


class HiddenRequest(Request):
    """Whether a photo is kept from being shown, and why."""

    hidden: bool
    reason: Reference = Field(default="", description="A word for why; no free text.")


class BoardOut(Answer):
    """How many photos are in each state, and a page of them."""

    counts: dict[str, int]
    photos: list[RightsOut]
    cursor: str | None

    @classmethod
    def of(cls, board: RightsBoard) -> Self:
        """From the engine's answer."""
        return cls(
            counts={state.value: count for state, count in board.counts.items()},
            photos=[RightsOut.of(asset_id, rights) for asset_id, rights in board.photos],
            cursor=board.after,
        )


class LineOut(Answer):
    """A line of the ledger. Its digest is over the other fields and `previous`."""

    seq: int
    at: str
    kind: str
    subject: str
    actor: str
    action: str
    details: dict[str, str]
    previous: str
    digest: str

    @classmethod
    def of(cls, line: LedgerLine) -> Self:
        """From a line."""
        entry = line.entry
        return cls(
            seq=line.seq,
            at=moment_text(line.at),
            kind=entry.kind.value,
            subject=entry.subject,
            actor=entry.actor,
            action=entry.action,
            details=dict(entry.details),
            previous=line.previous,
            digest=line.digest,
        )


class LedgerPage(Answer):
    """Lines, and the number after which the next page begins."""

    lines: list[LineOut]
    cursor: int | None


class HeadOut(Answer):
    """A signed statement that the ledger reached a line."""

    seq: int
    digest: str
    at: str
    key_id: str
    signature: str

    @classmethod
    def of(cls, head: LedgerHead) -> Self:
        """From a head."""
        return cls(
            seq=head.seq, digest=head.digest, at=moment_text(head.at), key_id=head.key_id, signature=head.signature
        )


class FaultOut(Answer):
    """Something that is wrong, and the line from which it is."""

    seq: int
    problem: str


class VerifyOut(Answer):
    """What a look at every line found."""

    ok: bool
    lines: int
    head: HeadOut | None
    faults: list[FaultOut]
    public_key: str

    @classmethod
    def of(cls, report: LedgerReport, *, public_key: str) -> Self:
        """From a report."""
        return cls(
            ok=not report.faults,
            lines=report.lines,
            head=None if report.head is None else HeadOut.of(report.head),
            faults=[FaultOut(seq=fault.seq, problem=fault.problem) for fault in report.faults],
            public_key=public_key,
        )


class ClaimOut(Answer):
    """Rights that somebody stated of a photo that was in already."""

    id: str
    asset_id: str
    made_by: str
    made_at: datetime
    rights: RightsOut
    verdict: str | None
    decided_by: str | None

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """From a record."""
        return cls(
            id=claim.id,
            asset_id=claim.asset_id,
            made_by=claim.made_by,
            made_at=claim.made_at,
            rights=RightsOut.of(claim.asset_id, claim.rights),
            verdict=claim.verdict,
            decided_by=claim.decided_by,
        )


class ClaimPage(Answer):
    """Open claims by id."""

    claims: list[ClaimOut]
    cursor: str | None


class ClaimVerdictIn(Request):
    """What staff says of a claim."""

    accept: bool
    reason: Reference = ""
    evidence: Reference = ""
    by_person: bool = False


class TextOut(Answer):
    """What is asked for one purpose in one language; `{shop}` stands for the shop's name."""

    purpose: Purpose
    language: str
    title: str
    body: str


class TextSetOut(Answer):
    """All texts of one version."""

    version: str
    digest: str
    languages: list[str]
    texts: list[TextOut]

    @classmethod
    def of(cls, texts: TextSet) -> Self:
        """From a record."""
        return cls(
            version=texts.version,
            digest=texts.digest,
            languages=list(texts.languages),
            texts=[
                TextOut(purpose=text.purpose, language=text.language, title=text.title, body=text.body)
                for text in texts.texts
            ],
        )


class TextsRequest(Request):
    """Texts to publish."""

    toml: str = Field(min_length=1, max_length=1_000_000, description="`version`, and [LANGUAGE.PURPOSE] with texts.")
    same_meaning: bool = Field(default=False, description="Other words, same meaning: nobody is asked again.")
    dry_run: bool = Field(default=False, description="Only say what would follow; nothing is published.")


class TextVersionOut(Answer):
    """A version of the texts."""

    version: str
    digest: str
    languages: list[str]
    same_meaning: bool = Field(description="Whether it said the same as the version before in other words.")


class TextVersionList(Answer):
    """All versions, the newest first."""

    versions: list[TextVersionOut]


class PublishedOut(Answer):
    """What a publication did."""

    version: str
    changed: list[Purpose]
    fallen: int = Field(description="Photos that lost purposes until their wearers answer.")

    @classmethod
    def of(cls, published: Published) -> Self:
        """From the engine's answer."""
        return cls(version=published.texts.version, changed=sorted(published.changed), fallen=published.fallen)
