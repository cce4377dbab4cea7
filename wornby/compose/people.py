"""Rights, and the staff."""

from datetime import timedelta
from functools import partial

from wornby.datamodel.requests import Channel
from wornby.engine.rights import RightsStores
from wornby.engine.staff import SessionRules, Staff
from wornby.errors import ConfigurationError
from wornby.identity import Argon2Passwords, OidcClient, OidcProvider
from wornby.interfaces import (
    IdentityProvider,
    Messenger,
    RightsGate,
    Signer,
)
from wornby.messages.copying import CopyMessenger
from wornby.messages.smtp import SmtpMessenger, SmtpServer
from wornby.rights.consent import built_in_texts
from wornby.settings import Settings
from wornby.stores.claims import SqlClaimStore
from wornby.stores.consent import SqlConsentTexts
from wornby.stores.ledger import SqlLedger
from wornby.stores.people import SqlPeopleStore
from wornby.stores.records import SqlRecordStore
from wornby.stores.requests import SqlRequestStore
from wornby.stores.rights_view import SqlRightsView
from wornby.stores.staff import SqlStaffStore
from wornby.transport.guarded import GuardedFetcher


def open_rights(settings: Settings, records: SqlRecordStore, *, seal: Signer, gate: RightsGate) -> RightsStores:
    """Where rights and all that belongs to them are kept."""
    database, writer = records.database, records.ledger_writer
    return RightsStores(
        ledger=SqlLedger(database, writer),
        signer=seal,
        claims=SqlClaimStore(database, writer),
        view=SqlRightsView(database),
        gate=gate,
        texts=SqlConsentTexts(database, writer, first=built_in_texts()),
        requests=SqlRequestStore(database, writer),
        people=SqlPeopleStore(database, writer),
        messengers=partial(_messenger, settings),
    )


def _messenger(settings: Settings, channel: Channel) -> Messenger:
    if channel is Channel.COPY:
        return CopyMessenger()
    if not settings.smtp_host or not settings.smtp_from:
        message = "Mail needs WORNBY_SMTP_HOST and WORNBY_SMTP_FROM. Without them choose the channel copy."
        raise ConfigurationError(message)
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        security=settings.smtp_security,
    )
    return SmtpMessenger(server)


def open_staff(settings: Settings, records: SqlRecordStore) -> Staff:
    """The users of a library."""
    rules = SessionRules(
        lasts=timedelta(hours=settings.session_hours), idle=timedelta(minutes=settings.session_idle_minutes)
    )
    store = SqlStaffStore(records.database, records.ledger_writer)
    return Staff(store, Argon2Passwords(), rules=rules, provider=_provider(settings))


def _provider(settings: Settings) -> IdentityProvider | None:
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        message = "WORNBY_OIDC_ISSUER needs WORNBY_OIDC_CLIENT_ID: the id that the provider gave this server."
        raise ConfigurationError(message)
    client = OidcClient(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=settings.oidc_client_secret.get_secret_value(),
    )
    return OidcProvider(client, GuardedFetcher(settings.fetch_timeout_s, allow_private=settings.oidc_private))
