"""Where people who gave photos, and the links that they come by, are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from wornby.datamodel.links import Contributor, Link


class PeopleStore(Protocol):
    """People and links. Each act is one transaction; those on links are lines of the ledger. Thread-safe."""

    def add_link(self, link: Link, *, contributor: Contributor | None = None) -> None:
        """Keep a link; with the person that it is for, where they are new."""
        ...

    def get_link(self, link_id: str) -> Link | None:
        """One link, whether it still opens something or not."""
        ...

    def find_reply(self, request_id: str) -> Link | None:
        """The newest link by which a request is answered, whether it still opens something or not."""
        ...

    def list_links(self, *, after: str | None = None, limit: int = 100) -> Sequence[Link]:
        """Links, newest first, after the `place` of one."""
        ...

    def revoke_link(self, link_id: str, *, at: datetime, by: str) -> Link | None:
        """Take a link back; one that was taken back already stays as it is. None where there is none."""
        ...

    def mark_used(self, link: Link, *, at: datetime) -> None:
        """Write down that somebody came by a link, the first time."""
        ...

    def get(self, contributor_id: str) -> Contributor | None:
        """One person."""
        ...

    def set_contact(self, contributor_id: str, contact: str) -> None:
        """Where they may be written to; nowhere where it is empty."""
        ...

    def set_about(self, contributor_id: str, about: Mapping[str, str]) -> None:
        """What they declare of themselves, whole."""
        ...

    def set_asked(self, contributor_id: str, text: str) -> None:
        """With which texts they were asked again."""
        ...

    def photos(self, contributor_id: str) -> Sequence[str]:
        """Ids of somebody's photos."""
        ...

    def left_behind(self, contributor_id: str) -> Sequence[str]:
        """Ids of photos that came by somebody's links, and that a stop kept from being written down as theirs."""
        ...

    def requests(self, contributor_id: str) -> Sequence[str]:
        """Ids of the requests that somebody's links answer."""
        ...

    def owners(self, asset_id: str) -> Sequence[str]:
        """Ids of the people whose photo it is."""
        ...

    def contribute(self, contributor_id: str, asset_id: str, *, most: int) -> bool:
        """Write down that a photo is somebody's.

        Returns:
            False where it is somebody else's, where the photo is gone, where all links of the person were taken back,
            or where they have `most` photos already: seen and written in one transaction, so that several uploads at
            once do not pass it.
        """
        ...

    def close(self, contributor_id: str, *, at: datetime, by: str) -> bool:
        """Take all links of a person back, so that nothing comes in any more.

        Returns:
            False where photos of theirs are left, also such as `left_behind`.
        """
        ...
