"""`wornby keys`: API keys."""

from typing import Annotated

import typer

from wornby.cli.context import err, out, plain

app = typer.Typer(name="keys", help="Keys of the HTTP API.", no_args_is_help=True, rich_markup_mode="markdown")


@app.command(epilog="Example: `wornby keys create storefront --scope read`")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[
        list[str], typer.Option("--scope", "-s", help="read, ingest, staff, rights or admin; may be repeated.")
    ],
    *,
    client: Annotated[
        bool, typer.Option("--client", help="Print also what the clients of other services ask for.")
    ] = False,
) -> None:
    """Make a key. Its secret is printed once, alone, on standard output; with --client its two others follow."""
    from wornby.cli.opening import open_library
    from wornby.datamodel import Scope
    from wornby.datamodel.records import KEY_SCOPES
    from wornby.errors import InputError

    words = [word.strip() for each in scope for word in each.split(",") if word.strip()]
    try:
        scopes = frozenset(Scope(word) for word in words)
    except ValueError as exc:
        message = f"Unknown scope in {', '.join(words)!r}. Known: {', '.join(sorted(KEY_SCOPES))}."
        raise InputError(message) from exc
    with open_library(context) as engine:
        key, secret = engine.create_key(name, scopes)
        credentials = engine.clients.credentials(key.id) if client else None
    err().print(f"Key {key.id} for {plain(key.name)}. Its secret is not kept and not shown again:")
    typer.echo(secret)
    if credentials is not None:
        _print_credentials(credentials.access_key_id, secret=credentials.secret_access_key)


@app.command(name="client-secret", epilog="Example: `wornby keys client-secret 3f9c2a`")
def client_secret(context: typer.Context, key_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Print what the clients of other services ask for: a key's access key id and secret access key."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        credentials = engine.clients.credentials(key_id)
    _print_credentials(credentials.access_key_id, secret=credentials.secret_access_key)


@app.command("list", epilog="Example: `wornby keys list`")
def list_keys(context: typer.Context) -> None:
    """List the keys, without their secrets."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table

    with open_library(context) as engine:
        found = engine.list_keys()
    table = make_table("id", "name", "scopes", "made", "revoked")
    for key in found:
        revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "-"
        table.add_row(key.id, plain(key.name), ", ".join(sorted(key.scopes)), f"{key.created_at:%Y-%m-%d}", revoked)
    out().print(table)


@app.command(epilog="Example: `wornby keys revoke 3f9c2a`")
def revoke(context: typer.Context, key_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Revoke a key at once."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        engine.revoke_key(key_id)
    out().print(f"Key {plain(key_id)} is revoked.")


def _print_credentials(access_key_id: str, *, secret: str) -> None:
    typer.echo(f"access key id: {access_key_id}")
    typer.echo(f"secret access key: {secret}")
