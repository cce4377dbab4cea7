"""The desks of an engine: where people and time change what is known of photos."""

from collections.abc import Callable, Sequence
from functools import partial

from wornby.datamodel import Asset, RightsNote
from wornby.engine.consent import ConsentDesk
from wornby.engine.edits import EditDesk, EditParts
from wornby.engine.jobs import JobDesk
from wornby.engine.parts import Parts
from wornby.engine.pictures import Pictures
from wornby.engine.reporting import ReportDesk
from wornby.engine.requests import RequestDesk
from wornby.engine.retention import RetentionDesk, RetentionParts
from wornby.engine.rights import RightsDesk, RightsParts
from wornby.engine.shelf import LibraryDesk, ShelfParts
from wornby.rights.requests import Terms
from wornby.rights.retention import days_of


class Desks:
    """Makes each desk of what it needs.

    Args:
        parts: Of the engine.
        pictures: Copies of photos.
        tag_again: Tags photos that may say more now.
        settle: Brings the index in step.
    """

    def __init__(
        self,
        parts: Parts,
        *,
        pictures: Pictures,
        tag_again: Callable[[Sequence[Asset]], None],
        settle: Callable[[], None],
    ) -> None:
        held, settings = parts.rights, parts.settings
        self.rights = RightsDesk(
            RightsParts(records=parts.records, stores=held, hide=pictures.hide, tag_again=tag_again, settle=settle)
        )
        self.consent = ConsentDesk(held.texts, rights=self.rights, view=held.view)
        self.reporting = ReportDesk(parts.reports, rights=self.rights)
        self.jobs = JobDesk(parts.records)
        self.requests = RequestDesk(
            held.requests,
            rights=self.rights,
            messengers=held.messengers,
            shop=settings.shop_name,
            terms=Terms(expire_days=settings.request_days, remind_days=settings.remind_days),
        )
        self.edits = EditDesk(
            EditParts(store=parts.edits, gate=held.gate, vocabulary=parts.vocabulary, heads=parts.heads, settle=settle)
        )
        self.shelf = LibraryDesk(
            ShelfParts(
                records=parts.records,
                shelf=parts.shelf,
                index=parts.index,
                vocabulary=parts.vocabulary,
                catch_up=parts.sync.catch_up,
            )
        )

        def erase(asset_ids: Sequence[str], *, note: RightsNote) -> None:
            for asset_id in asset_ids:
                parts.records.delete_asset(asset_id, files=partial(pictures.delete, asset_id), note=note)
            settle()

        self.retention = RetentionDesk(
            RetentionParts(
                store=parts.retention,
                inbox=parts.inbox,
                erase=erase,
                tick=lambda: self.requests.tick().expired,
                expire=lambda now: self.rights.expire(now=now),
            ),
            days=days_of(settings.retain_days),
        )
