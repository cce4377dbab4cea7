"""Names of photos: what owners call them, and what happens to a photo that loses its last name."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from wornby.datamodel import RightsNote
from wornby.datamodel.naming import (
    MOST_NAMES,
    Comparison,
    NamedAsset,
    NameField,
    NameKind,
    NamePage,
    NameQuery,
    Operator,
)
from wornby.errors import InputError, NotFoundError
from wornby.interfaces.naming import NameStore

LONGEST_NAME = 255
"""Characters of a name."""

_FORBIDDEN = frozenset("?&#%<>\\")


class NameDesk:
    """Gives photos names, finds them by these, and deletes what came in by a name with its last one.

    Args:
        store: Where names are kept.
        delete: Deletes a photo, by its id, with who does it.
    """

    def __init__(self, store: NameStore, *, delete: Callable[[str, RightsNote], None]) -> None:
        self._store = store
        self._delete = delete

    def resolve(self, public_id: str, *, kind: str = NameKind.UPLOAD.value) -> NamedAsset | None:
        """What a name stands for, also where it may not be shown; None where it stands for nothing.

        Args:
            public_id: The name, without ending.
            kind: "upload", "private" or "authenticated"; nothing has a name of another kind.
        """
        if kind not in frozenset(NameKind) or "\0" in public_id:
            return None
        return self._store.get(public_id, kind=NameKind(kind))

    def put(self, named: NamedAsset, *, note: RightsNote, overwrite: bool = True) -> NamedAsset:
        """Give a photo a name. The photo that had it before goes where it came in by a name and has no other.

        Returns:
            As it is kept. `created_at` stays that of the first time.

        Raises:
            DuplicateError: The name is taken, and stays so.
            InputError: It is no name.
            NotFoundError: No such photo.
        """
        check_name(named.public_id)
        brought = named.brought or any(other.brought for other in self._names_of(named.asset_id, limit=MOST_NAMES))
        held = self._store.get(named.public_id, kind=named.kind)
        kept = replace(named, brought=brought, created_at=held.created_at if held else named.created_at)
        before = self._store.put(kept, overwrite=overwrite)
        self._let_go(before, note=note)
        return kept

    def query(self, query: NameQuery) -> NamePage:
        """A page of a list of names, evaluated by the store.

        Raises:
            InputError: Too many at once, or `after` is no cursor.
        """
        if not 1 <= query.limit <= MOST_NAMES:
            message = f"Ask for 1 to {MOST_NAMES} at once."
            raise InputError(message)
        return self._store.query(query)

    def change(
        self, public_ids: Sequence[str], *, kind: NameKind, edit: Callable[[NamedAsset], NamedAsset]
    ) -> Sequence[NamedAsset]:
        """Change what is said of some names; those that there are not are passed over."""
        return self._store.change(public_ids, kind=kind, edit=edit)

    def rename(
        self,
        public_id: str,
        *,
        kind: NameKind,
        to: str,
        to_kind: NameKind,
        note: RightsNote,
        overwrite: bool = False,
    ) -> NamedAsset:
        """Give a name another text or kind.

        Raises:
            DuplicateError: The new name is taken, and stays so.
            InputError: It is no name.
            NotFoundError: No such name.
        """
        check_name(to)
        named, before = self._store.rename(public_id, kind=kind, to=to, to_kind=to_kind, overwrite=overwrite)
        self._let_go(before, note=note)
        return named

    def delete(self, public_id: str, *, kind: NameKind, note: RightsNote) -> NamedAsset | None:
        """Take a name away, and its photo where that came in by a name and has no other; returns what it stood for.

        Raises:
            StoreError: A file of the photo could not be deleted.
        """
        held = self._store.delete(public_id, kind=kind)
        self._let_go(held, note=note)
        return held

    def delete_unnamed(self, asset_id: str, *, note: RightsNote) -> None:
        """Delete a photo that was taken in for a name and did not get it, unless somebody named it meanwhile."""
        if self._names_of(asset_id, limit=1):
            return
        with suppress(NotFoundError):  # somebody else deleted it meanwhile
            self._delete(asset_id, note)

    def tags(self, *, prefix: str = "", after: str | None = None, limit: int = 100) -> Sequence[str]:
        """Tags of all names, sorted, after one."""
        return self._store.tags(prefix=prefix, after=after, limit=limit)

    def folders(self) -> Sequence[str]:
        """Folders that hold names, sorted."""
        return self._store.folders()

    def _names_of(self, asset_id: str, *, limit: int) -> Sequence[NamedAsset]:
        where = Comparison(field=NameField.ASSET_ID, operator=Operator.EQUAL, value=asset_id)
        return self._store.query(NameQuery(where=where, limit=limit)).names

    def _let_go(self, before: NamedAsset | None, *, note: RightsNote) -> None:
        if before is not None and before.brought:
            self.delete_unnamed(before.asset_id, note=note)


def check_name(public_id: str) -> None:
    """Refuse what cannot stand in an address.

    Raises:
        InputError: It is empty, too long, or has signs that no name has.
    """
    parts = public_id.split("/")
    if not public_id or len(public_id) > LONGEST_NAME:
        message = f"A public ID has 1 to {LONGEST_NAME} characters."
        raise InputError(message)
    if not public_id.isprintable() or _FORBIDDEN & set(public_id) or not all(part.strip() == part for part in parts):
        message = "A public ID has none of ? & # % < > \\, no sign that cannot be seen, and no space around a '/'."
        raise InputError(message)
    if not all(parts) or {".", ".."} & set(parts):
        message = "A public ID has no empty folder, and none named '.' or '..'."
        raise InputError(message)
