"""The desks of an engine: where people and time change what is known of photos."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from wornby.datamodel import Asset, IngestOptions, Outcome, RightsNote
from wornby.engine.asking import AgainAsker
from wornby.engine.consent import ConsentDesk
from wornby.engine.declaring import Declaring
from wornby.engine.edits import EditDesk, EditParts
from wornby.engine.erasing import CUT_OFF_AFTER_S, ErasureDesk, ErasureParts
from wornby.engine.finding import FinderParts, PersonFinder
from wornby.engine.giving import TITLE, Giving, GivingParts
from wornby.engine.jobs import JobDesk
from wornby.engine.links import LinkDesk
from wornby.engine.named import NameDesk
from wornby.engine.parts import Parts
from wornby.engine.people import PeopleDesk, PeopleParts
from wornby.engine.pictures import Pictures
from wornby.engine.reporting import ReportDesk
from wornby.engine.representation import RepresentationDesk
from wornby.engine.requests import RequestDesk
from wornby.engine.retention import RetentionDesk, RetentionParts
from wornby.engine.rights import RightsDesk, RightsParts
from wornby.engine.shelf import LibraryDesk, ShelfParts
from wornby.imaging.decode import decode_photo
from wornby.rights.requests import Terms
from wornby.rights.retention import days_of
from wornby.search.crowds import CrowdPolicy
from wornby.search.representation import RepresentationReporter


class PhotoActs(Protocol):
    """What an engine does with photos, for the desks."""

    def ingest_bytes(self, content: bytes, *, title: str, options: IngestOptions) -> tuple[Asset, Outcome]:
        """Take one upload in."""
        ...

    def choose_subject(self, asset_id: str, wearer: int | None, *, note: RightsNote) -> Asset:
        """Say, as a wearer, which of those in a photo they are."""
        ...

    def delete_asset(self, asset_id: str, *, note: RightsNote | None = None) -> None:
        """Delete a photo with its tags, vectors and files."""
        ...


class Desks:
    """Makes each desk of what it needs.

    Args:
        parts: Of the engine.
        photos: Takes photos in and changes them.
        pictures: Copies of photos.
        tag_again: Tags photos that may say more now.
        settle: Brings the index in step.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        photos: PhotoActs,
        pictures: Pictures,
        tag_again: Callable[[Sequence[Asset]], None],
        settle: Callable[[], None],
    ) -> None:
        held, settings = parts.rights, parts.settings
        self.rights = RightsDesk(
            RightsParts(
                records=parts.records,
                stores=held,
                hide=pictures.hide,
                forget_answers=pictures.forget_answers,
                tag_again=tag_again,
                settle=settle,
            )
        )
        self.erasing = ErasureDesk(
            ErasureParts(
                stores=parts.erasure,
                blobs=parts.blobs,
                inbox=parts.inbox,
                read_upload=partial(parts.source.read, limit_bytes=settings.max_upload_bytes),
                settle=partial(_settle_now, parts, pictures),
                ledger=held.ledger,
                signer=held.signer,
            )
        )
        self.consent = ConsentDesk(held.texts, rights=self.rights, view=held.view)
        self.reporting = ReportDesk(parts.reports, rights=self.rights)
        self.jobs = JobDesk(parts.records)
        self.names = NameDesk(parts.names, delete=lambda asset_id, note: photos.delete_asset(asset_id, note=note))
        self.requests = RequestDesk(
            held.requests,
            rights=self.rights,
            messengers=held.messengers,
            shop=settings.shop_name,
            terms=Terms(expire_days=settings.request_days, remind_days=settings.remind_days),
            answer_url=self._answer_url,
        )
        self.edits = EditDesk(
            EditParts(store=parts.edits, gate=held.gate, vocabulary=parts.vocabulary, heads=parts.heads, settle=settle)
        )
        self.finder = _finder(parts)
        self.shelf = LibraryDesk(
            ShelfParts(
                records=parts.records,
                shelf=parts.shelf,
                index=parts.index,
                vocabulary=parts.vocabulary,
                catch_up=parts.sync.catch_up,
            )
        )

        self.retention = RetentionDesk(
            RetentionParts(
                store=parts.retention,
                inbox=parts.inbox,
                erase=self.erasing.erase_due,
                resume=partial(self.erasing.resume, older_than_s=CUT_OFF_AFTER_S),
                tick=lambda: self.requests.tick().expired,
                expire=lambda now: self.rights.expire(now=now),
            ),
            days=days_of(settings.retain_days),
        )
        policy = CrowdPolicy(k=settings.min_facet_count)
        self.representation = RepresentationDesk(
            RepresentationReporter(parts.index, parts.records, vocabulary=parts.vocabulary, policy=policy),
            catch_up=parts.sync.catch_up,
        )
        self.links = LinkDesk(
            held.people,
            records=parts.records,
            requests=self.requests,
            secret=parts.link_secret,
            public_url=settings.public_url,
        )
        self.again = AgainAsker(self.consent, people=held.people, links=self.links, messengers=held.messengers)
        self.people = PeopleDesk(self._people(parts, photos, settle=settle))

    def _answer_url(self, request_id: str) -> str:
        # Links are made after the requests that they answer.
        return self.links.answer_url(request_id)

    def _people(
        self,
        parts: Parts,
        photos: PhotoActs,
        *,
        settle: Callable[[], None],
    ) -> PeopleParts:
        held = parts.rights
        return PeopleParts(
            store=held.people,
            records=parts.records,
            vocabulary=parts.vocabulary,
            texts=held.texts,
            rights=self.rights,
            requests=self.requests,
            edits=self.edits,
            giving=Giving(self._giving(parts, photos)),
            declaring=Declaring(parts.records, vocabulary=parts.vocabulary, gate=held.gate),
            choose_subject=lambda asset_id, wearer, note: photos.choose_subject(asset_id, wearer, note=note),
            erasing=self.erasing,
            settle=settle,
        )

    def _giving(self, parts: Parts, photos: PhotoActs) -> GivingParts:
        return GivingParts(
            people=parts.rights.people,
            records=parts.records,
            claims=parts.rights.claims,
            ledger=parts.rights.ledger,
            take_in=lambda content, options: photos.ingest_bytes(content, title=TITLE, options=options),
            asset_id=parts.runs.asset_id,
            check=lambda content: decode_photo(content, max_pixels=parts.settings.max_pixels),
            delete=lambda asset_id, note: photos.delete_asset(asset_id, note=note),
        )


def _settle_now(parts: Parts, pictures: Pictures) -> None:
    """Bring the indexes in step and write them down at once, and forget pictures that are at hand."""
    pictures.end()
    parts.sync.catch_up(force=True)
    parts.snapshots.save_now()


def _finder(parts: Parts) -> PersonFinder:
    return PersonFinder(
        FinderParts(
            blobs=parts.blobs,
            shelf=parts.shelf,
            index=parts.index,
            tagger=parts.tagger,
            catch_up=parts.sync.catch_up,
            max_pixels=parts.settings.max_pixels,
            ranker=parts.people_ranker,
        )
    )
