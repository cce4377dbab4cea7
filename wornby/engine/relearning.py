"""Learned heads over the photos that are in the library already."""

from wornby.datamodel import Asset
from wornby.interfaces import RecordStore
from wornby.tagging.learned import HeadSet

_PAGE = 200
_TRIES = 3
_APPLIED = "learned_applied"


def is_behind(records: RecordStore, heads: HeadSet) -> bool:
    """Whether photos may have facts of other heads, or lack those of these."""
    return bool(heads.sources) or bool(records.get_meta(_APPLIED))


def apply_heads(records: RecordStore, heads: HeadSet) -> int:
    """Write the facts of these heads over all assets, from their stored vectors.

    Args:
        records: The assets.
        heads: What is on; facts of other heads are taken out.

    Returns:
        Number of assets that changed.
    """
    # Noted before the first change, so that `reindex` finishes what a crash cut off.
    records.put_meta(_APPLIED, records.get_meta(_APPLIED) or "begun")
    changed = 0
    after: str | None = None
    while page := records.list_assets(after=after, limit=_PAGE):
        changed += sum(_apply(records, asset, heads=heads) for asset in page)
        after = page[-1].id
    records.put_meta(_APPLIED, "+".join(heads.sources))
    return changed


def _apply(records: RecordStore, asset: Asset, *, heads: HeadSet) -> bool:
    found: Asset | None = asset
    for _ in range(_TRIES):
        if found is None or found.tags is None:
            return False
        tags = heads.apply(found.tags)
        if tags == found.tags and not heads.is_stale(found.tagger):
            return False
        if records.replace_tags(found, tags, tagger=heads.name_over(found.tagger)):
            return True
        # Another process wrote it meanwhile: its word goes first, ours over it.
        found = records.get_asset(asset.id)
    return False
