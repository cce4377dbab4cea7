"""What keeps the names of photos."""

from collections.abc import Callable, Sequence
from typing import Protocol

from wornby.datamodel.naming import NamedAsset, NameKind, NamePage, NameQuery


class NameStore(Protocol):
    """Names that owners gave to photos; they go with their photo."""

    def put(self, named: NamedAsset, *, overwrite: bool = True) -> NamedAsset | None:
        """Give a photo a name.

        Args:
            named: The name with all that is said of it.
            overwrite: Take the name from the photo that has it.

        Returns:
            What the name stood for before.

        Raises:
            DuplicateError: The name is taken, and stays so.
            NotFoundError: No such photo.
        """
        ...

    def get(self, public_id: str, *, kind: NameKind = NameKind.UPLOAD) -> NamedAsset | None:
        """What a name stands for."""
        ...

    def query(self, query: NameQuery) -> NamePage:
        """A page of a list.

        Raises:
            InputError: `after` is no cursor of it.
        """
        ...

    def change(
        self, public_ids: Sequence[str], *, kind: NameKind, edit: Callable[[NamedAsset], NamedAsset]
    ) -> Sequence[NamedAsset]:
        """Change what is said of some names, while nobody else can.

        Args:
            public_ids: Which; those that there are not are passed over.
            kind: Theirs.
            edit: Gives the name as it is to be; name, kind and photo stay.

        Returns:
            The changed ones, in order.
        """
        ...

    def rename(
        self, public_id: str, *, kind: NameKind, to: str, to_kind: NameKind, overwrite: bool = False
    ) -> tuple[NamedAsset, NamedAsset | None]:
        """Give a name another text or kind.

        Returns:
            It under its new name, and what that stood for before.

        Raises:
            DuplicateError: The new name is taken, and stays so.
            NotFoundError: No such name.
        """
        ...

    def delete(self, public_id: str, *, kind: NameKind) -> NamedAsset | None:
        """Take a name away; returns what it stood for. The photo stays."""
        ...

    def tags(self, *, prefix: str = "", after: str | None = None, limit: int = 100) -> Sequence[str]:
        """Tags of all names, sorted, after one."""
        ...

    def folders(self) -> Sequence[str]:
        """Folders that hold names, sorted; without the empty one."""
        ...
