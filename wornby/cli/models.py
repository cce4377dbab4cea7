"""`wornby models`: the built-in models, and the larger ones that can be pulled by name."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import err, out, plain
from wornby.cli.options import Json

app = typer.Typer(
    name="models",
    help="The built-in models, and larger ones that can be pulled by name.",
    rich_markup_mode="markdown",
)


@app.callback(
    invoke_without_command=True, epilog="Examples: `wornby models` · `wornby models pull siglip2-base-224 --revision …`"
)
def models(context: typer.Context, as_json: Json = False) -> None:
    """List the built-in models and what can be pulled; the same as `wornby models list`."""
    if context.invoked_subcommand is None:
        _list(context, as_json=as_json)


@app.command("list", epilog="Examples: `wornby models list` · `wornby models list --json`")
def list_models(context: typer.Context, as_json: Json = False) -> None:
    """List the models: version or commit, size, licence, and whether anybody has run them."""
    _list(context, as_json=as_json)


@app.command(
    epilog="Example: `wornby models pull siglip2-base-224 --variant fp16 --revision COMMIT`, the commit of 40 digits"
)
def pull(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a preset; `wornby models` lists them.")],
    *,
    variant: Annotated[
        str, typer.Option("--variant", help="Which weights, such as fp16; plain ones if left out.")
    ] = "",
    revision: Annotated[
        str, typer.Option("--revision", metavar="COMMIT", help="Commit of the repository, 40 hexadecimal digits.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Fetch a model from the Hugging Face hub at a pinned commit, and lock the digests of its files.

    Digests that nobody pinned before are trusted at the first pull, and checked from then on, here and wherever the
    lock file is copied to. Nothing of the repository is run. HF_TOKEN is used where it is set.
    """
    from dataclasses import asdict

    from wornby import compose
    from wornby.cli.opening import load_settings
    from wornby.cli.render import print_json

    shelf = compose.open_models(load_settings(context))
    licence = next((each.licence for each in shelf.presets() if each.name == name), "")
    if licence:
        err().print(f"{plain(name)}: licence of the weights: {plain(licence)}")
    report = shelf.pull(name, variant=variant, revision=revision)
    if as_json:
        print_json(asdict(report))
        return
    size = f"{report.size_bytes / 1e6:.0f} MB"
    out().print(f"{plain(report.name)}: {len(report.files)} files, {size}, commit {report.revision}")
    if report.trusted:
        out().print(f"Trusted at first sight, and locked: {plain(', '.join(report.trusted))}")


@app.command(epilog="Example: `wornby models calibrate fabric --labels labels.csv --photos photos`")
def calibrate(
    context: typer.Context,
    attribute: Annotated[str, typer.Argument(help="Attribute that the tagger zero-shot states.")],
    *,
    labels: Annotated[Path, typer.Option("--labels", metavar="FILE.csv", help="Columns `file` and the attribute.")],
    photos: Annotated[Path, typer.Option("--photos", metavar="DIR", help="Folder that `file` starts from.")],
    f1: Annotated[bool, typer.Option("--f1", help="Make F1 as large as possible, not balanced accuracy.")] = False,
    as_json: Json = False,
) -> None:
    """Choose the thresholds of the zero-shot tagger from labelled photos, and keep them in the library's folder."""
    from wornby.cli.calibrating import calibrate_attribute
    from wornby.cli.opening import load_settings
    from wornby.cli.render import make_table, print_json

    found = calibrate_attribute(
        load_settings(context), attribute, labels=labels, photos=photos, objective="f1" if f1 else "balanced_accuracy"
    )
    if as_json:
        print_json({value: each.model_dump() for value, each in found.items()})
        return
    table = make_table("value", "threshold", "measured", "precision", "with it", "without it")
    for value, each in found.items():
        figure = f"{each.objective} {each.figure:.2f}" if each.calibrated else "too few labels: the default"
        precision = f"{each.precision:.2f}" if each.calibrated else "-"
        counts = (str(each.positives), str(each.negatives))
        table.add_row(plain(value), f"{each.threshold:.3f}", figure, precision, *counts)
    out().print(table)


def _list(context: typer.Context, *, as_json: bool) -> None:
    from dataclasses import asdict

    from wornby import compose
    from wornby.cli.opening import load_settings, open_library
    from wornby.cli.render import make_table, print_json

    with open_library(context) as engine:
        found = engine.models()
    presets = compose.open_models(load_settings(context)).presets()
    if as_json:
        rows = [{**asdict(each), "tier": "built-in"} for each in found]
        print_json([*rows, *({**asdict(each), "tier": "hub"} for each in presets)])
        return
    table = make_table("model", "version", "size", "states", "card")
    for model in found:
        size = f"{model.size_bytes / 1e6:.1f} MB"
        table.add_row(model.name, model.version, size, plain(", ".join(model.outputs)), plain(model.card))
    out().print(table)
    hub = make_table("to pull by name", "variants and size", "dimensions", "licence", "state")
    for preset in presets:
        sizes = zip(preset.variants, preset.size_bytes, strict=True)
        variants = ", ".join(f"{name or 'plain'} {_megabytes(size)}" for name, size in sizes)
        licence = f"{preset.licence} (restricted)" if preset.restricted else preset.licence
        state = "pulled" if preset.pulled else "not pulled"
        state += f", verified {preset.verified}" if preset.verified else ", unverified"
        hub.add_row(preset.name, plain(variants), str(preset.dimensions), plain(licence), state)
    out().print(hub)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB" if size_bytes else "(size not looked up)"
