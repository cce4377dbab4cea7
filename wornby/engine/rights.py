"""Rights of photos, as staff and time change them, and what follows from a change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wornby.datamodel import ACTIVE_STATES, Asset, LedgerLine, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.claims import Claim, ClaimVerdict
from wornby.datamodel.requests import Channel
from wornby.datamodel.standing import kept_matches
from wornby.errors import ConflictError, NotFoundError
from wornby.interfaces import (
    ClaimStore,
    ConsentTexts,
    Ledger,
    Messenger,
    PeopleStore,
    RecordStore,
    RequestStore,
    RightsGate,
    RightsView,
    Signer,
)
from wornby.interfaces.stores import Decision
from wornby.rights.ledger import LedgerReport, verify_ledger

CLOCK = RightsNote(actor="system/clock", action="expired")
PAGE = 500
_LINES = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RightsStores:
    """Where rights and what belongs to them are kept.

    Attributes:
        ledger: Their history.
        signer: The key that signs the ledger's head.
        claims: What others stated.
        view: Photos by their rights.
        gate: What the rights allow to keep.
        texts: What wearers are asked with.
        requests: Who was asked.
        people: Who gave photos, and by which links.
        messengers: Who brings a message on its way, by channel.
    """

    ledger: Ledger
    signer: Signer
    claims: ClaimStore
    view: RightsView
    gate: RightsGate
    texts: ConsentTexts
    requests: RequestStore
    people: PeopleStore
    messengers: Callable[[Channel], Messenger]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RightsParts:
    """What the desk is made of.

    Attributes:
        records: The assets.
        stores: Where rights are kept.
        hide: Deletes the copies of a photo that were made for showing.
        forget_answers: Deletes what rented services answered about it.
        tag_again: Tags photos that may say more now.
        settle: Brings the index in step.
    """

    records: RecordStore
    stores: RightsStores
    hide: Callable[[str], None]
    forget_answers: Callable[[str], None]
    tag_again: Callable[[Sequence[Asset]], None]
    settle: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsBoard:
    """How many photos are in each state, and a page of those in one."""

    counts: Mapping[RightsState, int]
    photos: tuple[tuple[str, Rights], ...]
    after: str | None


class RightsDesk:
    """Where rights change. Every change is checked, logged, and followed through."""

    def __init__(self, parts: RightsParts) -> None:
        self._parts = parts
        self.ledger = parts.stores.ledger
        self.claims = parts.stores.claims

    def get(self, asset_id: str) -> Asset:
        """One asset, whatever its rights.

        Raises:
            NotFoundError: No such asset.
        """
        asset = self._parts.records.get_asset(asset_id)
        if asset is None:
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return asset

    def history(self, asset_id: str) -> Sequence[LedgerLine]:
        """What happened to an asset's rights, oldest first, all of it; also of one that is gone."""
        lines: list[LedgerLine] = []
        while page := self._parts.stores.ledger.lines(
            subject=asset_id, after=lines[-1].seq if lines else 0, limit=_LINES
        ):
            lines += page
        return lines

    def move(self, asset_id: str, rights: Rights, *, note: RightsNote) -> Asset:
        """Change an asset's rights: what they no longer allow is dropped, what they allow now is computed.

        Args:
            asset_id: Which.
            rights: What shall hold.
            note: Who says so, and why.

        Raises:
            NotFoundError: No such asset.
            RightsMoveError: They cannot change in this way; nothing was changed.
        """
        return self.change(asset_id, lambda _: rights, note=note)

    def change(self, asset_id: str, decide: Callable[[Rights], Rights], *, note: RightsNote) -> Asset:
        """As `move`, to rights that are decided while nobody else can change them.

        Args:
            asset_id: Which.
            decide: Gives what shall hold, from what holds; an error of it leaves everything as it is.
            note: Who says so, and why.
        """
        moved = self._move(asset_id, note=note, change=decide)
        if moved is None:
            return self.get(asset_id)
        self._parts.settle()
        return moved

    def set_hidden(self, asset_id: str, *, hidden: bool, note: RightsNote) -> Asset:
        """Keep a photo from being shown, whatever its purposes say, or lift that. No change of rights lifts it.

        Raises:
            NotFoundError: No such asset.
        """
        note = replace(note, action="hidden" if hidden else "unhidden")
        moved = self._move(asset_id, note=note, change=lambda rights: rights, hidden=hidden)
        if moved is None:
            return self.get(asset_id)
        self._parts.settle()
        return moved

    def withdraw_purposes(self, asset_ids: Sequence[str], *, of: frozenset[Purpose], note: RightsNote) -> int:
        """Take purposes from assets that have them; returns how many changed."""

        def change(rights: Rights) -> Rights:
            if rights.state not in ACTIVE_STATES:
                return rights
            return replace(rights, purposes=rights.purposes - of)

        moved = [self._move(asset_id, note=note, change=change) for asset_id in asset_ids]
        changed = sum(asset is not None for asset in moved)
        if changed:
            self._parts.settle()
        return changed

    def expire(self, *, now: datetime) -> int:
        """Write down that rights have ended whose time is over; returns how many."""

        def change(rights: Rights) -> Rights:
            over = rights.state in ACTIVE_STATES and rights.until is not None and rights.until <= now
            return Rights(state=RightsState.EXPIRED) if over else rights

        ended = 0
        after: str | None = None
        while page := self._parts.stores.view.list_ending(after=after, limit=PAGE):
            due = [asset_id for asset_id, rights in page if change(rights) != rights]
            ended += sum(self._move(asset_id, note=CLOCK, change=change) is not None for asset_id in due)
            after = page[-1][0]
        if ended:
            self._parts.settle()
        return ended

    def board(self, *, state: RightsState | None = None, after: str | None = None, limit: int = 100) -> RightsBoard:
        """Counts by state, and photos by id, after one; of one state, or of all."""
        states = () if state is None else (state,)
        found = self._parts.stores.view.list_rights(states=states, after=after, limit=limit + 1)
        page = tuple(found[:limit])
        return RightsBoard(
            counts=self._parts.stores.view.count_states(),
            photos=page,
            after=page[-1][0] if len(found) > limit else None,
        )

    def decide(self, claim_id: str, *, accept: bool, note: RightsNote) -> Claim:
        """Accept a claim, which gives the photo the rights that were stated, or reject it.

        Raises:
            NotFoundError: No such claim.
            ConflictError: It was decided already.
            RightsMoveError: The photo's rights cannot change in this way; the claim stays open.
        """
        claim = self._parts.stores.claims.get(claim_id)
        if claim is None:
            message = f"No claim {claim_id!r}."
            raise NotFoundError(message)
        if claim.verdict is not None:
            message = f"Claim {claim_id} was {claim.verdict} already."
            raise ConflictError(message)
        if accept:
            self.move(claim.asset_id, claim.rights, note=replace(note, evidence=note.evidence or f"claim/{claim_id}"))
        verdict = ClaimVerdict.ACCEPTED if accept else ClaimVerdict.REJECTED
        decided = self._parts.stores.claims.decide(claim, verdict=verdict, by=note.actor)
        if decided is None:
            message = f"Somebody else has decided claim {claim_id} meanwhile."
            raise ConflictError(message)
        return decided

    def verify(self, *, known: tuple[int, str] | None = None) -> LedgerReport:
        """Look at every line of the ledger.

        Args:
            known: Number and digest of a line, from a copy that is kept elsewhere.
        """
        return verify_ledger(self._parts.stores.ledger, self._parts.stores.signer, known=known)

    def public_key(self) -> str:
        """The key, as PEM, with which anybody can check the ledger's head."""
        return self._parts.stores.signer.public_pem()

    def _move(
        self, asset_id: str, *, note: RightsNote, change: Callable[[Rights], Rights], hidden: bool | None = None
    ) -> Asset | None:
        """The asset as it is now; None where nothing changed. What staff hid stays so, unless told otherwise."""
        gate = self._parts.stores.gate
        before: list[Rights] = []

        def decide(known: Asset | None) -> Decision:
            if known is None:
                message = f"No asset {asset_id!r}."
                raise NotFoundError(message)
            before.append(known.rights)
            mark = known.rights.hidden if hidden is None else hidden
            rights = replace(change(known.rights), hidden=mark)
            if rights == known.rights:
                return None, None
            moved = replace(known, rights=rights)
            if known.tags is not None:
                stripped = replace(moved, tags=gate.strip(known.tags, rights, subject=known.subject))
                moved = kept_matches(stripped, read=known.tags)
            if not gate.purposes(rights) <= gate.purposes(known.rights):
                # Nobody's name: what is stated was stated for fewer purposes, so the photo is to be tagged again.
                moved = replace(moved, tagger="")
            return moved, None

        moved, _ = self._parts.records.merge_asset(asset_id, decide=decide, note=note)
        if moved is None:
            return None
        if not moved.rights.allows(Purpose.DISPLAY):
            self._parts.hide(asset_id)
        if before[-1].purposes - moved.rights.purposes:
            # They were asked for more than may be known now.
            self._parts.forget_answers(asset_id)
        if not gate.purposes(moved.rights) <= gate.purposes(before[-1]):
            self._parts.tag_again([moved])
        return self._parts.records.get_asset(asset_id) or moved
