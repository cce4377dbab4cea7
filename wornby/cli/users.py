"""`wornby users`: who may sign in."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import out, plain

app = typer.Typer(name="users", help="Who of the staff may sign in.", no_args_is_help=True, rich_markup_mode="markdown")

Name = Annotated[str, typer.Argument(metavar="NAME")]
RoleWord = Annotated[str, typer.Option("--role", "-r", help="viewer, editor, rights or admin.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Read the password from a file, - for standard input."),
]


@app.command(
    epilog="Examples: `wornby users add ada --role editor` · `wornby users add ada@shop.example --role editor --oidc`"
)
def add(
    context: typer.Context,
    name: Name,
    *,
    role: RoleWord,
    password_file: PasswordFile = None,
    oidc: Annotated[bool, typer.Option("--oidc", help="Signs in at the OpenID provider, without a password.")] = False,
    subject: Annotated[
        str, typer.Option("--subject", metavar="ID", help="The provider's id; NAME is the e-mail address without it.")
    ] = "",
) -> None:
    """Make a user. The password is asked for, and not shown."""
    from wornby.cli.opening import open_library
    from wornby.cli.staffing import read_password, read_role
    from wornby.errors import InputError

    wanted = read_role(role)
    if (oidc and password_file is not None) or (subject and not oidc):
        message = "Give --oidc, with or without --subject, or a password."
        raise InputError(message)
    password = "" if oidc else read_password(password_file)
    with open_library(context) as engine:
        if oidc:
            user = engine.staff.add_elsewhere(name, wanted, subject=subject)
        else:
            user = engine.staff.add(name, wanted, password=password)
    out().print(f"{plain(user.name)} may sign in as {user.role}.")


@app.command("list", epilog="Example: `wornby users list`")
def list_users(context: typer.Context) -> None:
    """List the users."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table

    with open_library(context) as engine:
        found = engine.staff.list()
    table = make_table("name", "role", "made", "signs in by", "may sign in")
    for user in found:
        since = f"not since {user.disabled_at:%Y-%m-%d %H:%M}" if user.disabled_at else "yes"
        how = "OpenID" if user.signs_in_elsewhere else "password"
        table.add_row(plain(user.name), user.role, f"{user.created_at:%Y-%m-%d}", how, since)
    out().print(table)


@app.command(epilog="Example: `wornby users disable ada`")
def disable(context: typer.Context, name: Name) -> None:
    """Let a user sign in no more; their sessions end at once."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        user = engine.staff.change(engine.staff.named(name).id, disabled=True)
    out().print(f"{plain(user.name)} may not sign in any more.")


@app.command(epilog="Example: `wornby users enable ada`")
def enable(context: typer.Context, name: Name) -> None:
    """Let a user sign in again."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        user = engine.staff.change(engine.staff.named(name).id, disabled=False)
    out().print(f"{plain(user.name)} may sign in again as {user.role}.")


@app.command(epilog="Example: `wornby users role ada --role rights`")
def role(context: typer.Context, name: Name, *, role: RoleWord) -> None:
    """Give a user another role; their sessions end."""
    from wornby.cli.opening import open_library
    from wornby.cli.staffing import read_role

    wanted = read_role(role)
    with open_library(context) as engine:
        user = engine.staff.change(engine.staff.named(name).id, role=wanted)
    out().print(f"{plain(user.name)} signs in as {user.role} from now on.")


@app.command(epilog="Example: `wornby users password ada`")
def password(context: typer.Context, name: Name, *, password_file: PasswordFile = None) -> None:
    """Give a user another password; their sessions end."""
    from wornby.cli.opening import open_library
    from wornby.cli.staffing import read_password

    wanted = read_password(password_file)
    with open_library(context) as engine:
        user = engine.staff.set_password(engine.staff.named(name).id, wanted)
    out().print(f"{plain(user.name)} has another password.")
