"""Asking those again whose consent texts changed, where they said how."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from wornby.datamodel.links import Contributor
from wornby.datamodel.requests import Channel
from wornby.engine.consent import ConsentDesk
from wornby.engine.links import LinkDesk
from wornby.errors import ConfigurationError, WornbyError
from wornby.interfaces import Messenger, PeopleStore
from wornby.rights.requests import AGAIN, write_message

DAYS = 30
"""How long the link in such a message lasts."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """What was done: people written to, people who gave no address, and messages that were not accepted."""

    sent: int = 0
    unreachable: int = 0
    failed: int = 0


class AgainAsker:
    """Writes to people whose photos lost purposes when texts changed: once for each version of the texts.

    Args:
        consent: Knows whose answer is due.
        people: Who they are, and where they may be written to.
        links: Make the link by which they answer.
        messengers: Bring messages on their way.
    """

    def __init__(
        self,
        consent: ConsentDesk,
        *,
        people: PeopleStore,
        links: LinkDesk,
        messengers: Callable[[Channel], Messenger],
    ) -> None:
        self._consent = consent
        self._people = people
        self._links = links
        self._messengers = messengers

    def run(self, *, by: str, shop: str) -> AskedAgain:
        """Write to everybody who is due and was not yet written to for these texts.

        Args:
            by: Who asks, as in `RightsNote`.
            shop: The shop's name.

        Raises:
            ConfigurationError: No mail server is set, or nobody said where this server is reached.
        """
        version = self._consent.current().version
        due = {owner: None for each in self._consent.due() for owner in self._people.owners(each.asset_id)}
        people = [person for owner in due if (person := self._people.get(owner)) and person.asked_text != version]
        counts = {"sent": 0, "unreachable": 0, "failed": 0}
        for person in people:
            counts[self._ask(person, version=version, by=by, shop=shop)] += 1
        return AskedAgain(**counts)

    def _ask(self, person: Contributor, *, version: str, by: str, shop: str) -> str:
        if not person.contact:
            return "unreachable"
        messenger = self._messengers(Channel.MAIL)
        given = self._links.make_manage(person.id, by=by, days=DAYS)
        try:
            messenger.send(
                write_message(AGAIN, to=person.contact, language=person.language, shop=shop, days=DAYS, link=given.url)
            )
        except ConfigurationError:
            self._links.revoke(given.link.id, by=by)
            raise
        except WornbyError as error:
            self._links.revoke(given.link.id, by=by)
            log.warning("consent.not_asked", link_id=given.link.id, code=error.code)
            return "failed"
        self._people.set_asked(person.id, version)
        return "sent"
