"""What corrections and the staff's lists need of the stores."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from wornby.datamodel import Asset
from wornby.datamodel.edits import TagEdit
from wornby.datamodel.shelf import ShelfPage, ShelfQuery

Revised = tuple[Asset, TagEdit] | None
"""The asset to write with the edit that says why; None leaves things as they are."""

Revise = Callable[[Asset, Sequence[TagEdit]], Revised]
"""Makes a revision from the asset as it stands, and from its edits, the oldest first."""


class EditStore(Protocol):
    """Corrections of facts; they go with their asset, and with the rights to keep what they state."""

    def revise(self, asset_id: str, *, decide: Revise) -> Asset:
        """Decide on an asset while nobody else can write, and write it with the edit in one transaction.

        An edit whose id is known takes the place of that one.

        Returns:
            The asset as it stands then.

        Raises:
            NotFoundError: No such asset.
        """
        ...

    def list(self, asset_id: str) -> Sequence[TagEdit]:
        """The edits of an asset, the oldest first; none of one that is not there."""
        ...


class LibraryShelf(Protocol):
    """The library as a list, read without tags and vectors."""

    def page(
        self, query: ShelfQuery, *, among: Collection[str] | None = None, offset: int = 0, limit: int = 100
    ) -> ShelfPage:
        """A window of a list.

        Args:
            query: Which photos, in which order.
            among: Only those of these ids; all if it is left out.
            offset: Photos before the window.
            limit: Photos in it, at most.
        """
        ...

    def find_content(self, sha256: str) -> str | None:
        """Id of the photo that came as these very bytes, by their SHA-256 in hex; None where there is none."""
        ...

    def doubtful(
        self, *, below: float, after: tuple[float, str] | None = None, limit: int = 100
    ) -> Sequence[tuple[float, str]]:
        """Doubt and id of the photos with a fact under a confidence, the most doubtful first, after one."""
        ...

    def count_doubtful(self, *, below: float) -> int:
        """Number of those photos."""
        ...
