"""The built-in models that look at prints."""

from wornby.interfaces import PrintModels
from wornby.models import motif_judge, print_embedder, print_finder
from wornby.models.builtin import open_session


def open_print_models() -> PrintModels:
    """The three, of the files that come with wornby; they are read when they are first needed.

    Raises:
        ModelError: A file is missing or damaged.
    """
    return PrintModels(
        finder=print_finder.BuiltinPrintFinder(open_session(print_finder.MODEL)),
        embedder=print_embedder.BuiltinPrintEmbedder(open_session(print_embedder.MODEL)),
        judge=motif_judge.BuiltinMotifJudge(open_session(motif_judge.MODEL)),
    )
