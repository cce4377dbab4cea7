"""The representation report."""

from collections.abc import Callable

from wornby.datamodel.representation import Representation
from wornby.search.representation import DEFAULT_LEAST, RepresentationReporter


class RepresentationDesk:
    """Says who is seen wearing which product, and who is missing.

    Args:
        reporter: Counts.
        catch_up: Brings the index in step with the records.
    """

    def __init__(self, reporter: RepresentationReporter, *, catch_up: Callable[[], object]) -> None:
        self._reporter = reporter
        self._catch_up = catch_up

    def attributes(self) -> tuple[str, ...]:
        """Attributes that the report looks at."""
        return self._reporter.attributes()

    def report(
        self,
        sku: str | None = None,
        *,
        attribute: str | None = None,
        least: int = DEFAULT_LEAST,
        cursor: str | None = None,
        limit: int = 50,
        exact: bool = False,
    ) -> Representation:
        """A page of products, those with most wearers first, and what each of them lacks.

        Args:
            sku: Of this product only.
            attribute: Of this attribute only.
            least: Wearers of each value that are enough.
            cursor: Of the page before.
            limit: Products on a page.
            exact: Whether counts are told as they are: for the staff.

        Raises:
            NotFoundError: No such product.
            FilterError: The attribute is none that is looked at.
            InputError: The cursor is none.
        """
        self._catch_up()
        return self._reporter.report(sku, attribute=attribute, least=least, cursor=cursor, limit=limit, exact=exact)
