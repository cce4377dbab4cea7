"""What a generated picture was drawn by and nobody can see in it: facts of the generator, beside the tagger's."""

from dataclasses import replace

from wornby.datamodel import Fact, Generation, PhotoTags


def with_declared(tags: PhotoTags, generation: Generation | None) -> PhotoTags:
    """State build and height on the main wearer of a generated picture; other pictures come back as they are."""
    if generation is None or not generation.declared:
        return tags
    stated = {
        name: Fact(value=value, confidence=1.0, source=generation.backend)
        for name, value in generation.declared.items()
    }
    wearers = tuple(
        replace(wearer, attributes={**wearer.attributes, **stated}) if wearer.main else wearer
        for wearer in tags.wearers
    )
    return replace(tags, wearers=wearers)
