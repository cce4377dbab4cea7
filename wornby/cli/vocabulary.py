"""`wornby vocabulary`: what rented services say that the vocabulary cannot place."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import out, plain
from wornby.cli.options import Json

app = typer.Typer(
    name="vocabulary",
    help="Words of rented services, and what the vocabulary makes of them.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.callback()
def vocabulary() -> None:
    """Words of rented services, and what the vocabulary makes of them."""


@app.command(epilog="Examples: `wornby vocabulary unmapped` · `wornby vocabulary unmapped --answers answers`")
def unmapped(
    context: typer.Context,
    *,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="DIR", help="Folder of kept answers; the library's if left out.")
    ] = None,
    provider: Annotated[str, typer.Option("--provider", metavar="NAME", help="Of this service only.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most words of the table.")] = 50,
    as_json: Json = False,
) -> None:
    """List words of kept answers that name no value, the most frequent first.

    A shop says what a word means in its own file of the vocabulary: `labels = ["Word"]` at a value. Answers that are
    kept are read anew then; nobody is asked, and nothing is paid, again.
    """
    from dataclasses import asdict

    from wornby import compose
    from wornby.cli.opening import load_settings
    from wornby.cli.providing import unmapped_table, unmapped_words
    from wornby.cli.render import print_json
    from wornby.vocabulary import LabelReader

    settings = load_settings(context)
    shelf = compose.open_answers(answers) if answers else compose.open_library_answers(settings)
    reader = LabelReader(compose.open_vocabulary(settings))
    kept = [(name, answer) for name, answer in shelf.all() if provider in {"", name.partition("@")[0]}]
    words = unmapped_words(kept, reader=reader)
    if as_json:
        for each in words:
            print_json(asdict(each))
    elif not kept:
        out().print("No answers are kept. Tag photos with a rented service first: `wornby providers`.")
    elif not words:
        out().print("Every word is placed.")
    else:
        out().print(unmapped_table(words[:limit]))
        if len(words) > limit:
            out().print(plain(f"There are {len(words) - limit} more: --limit {len(words)}"))
