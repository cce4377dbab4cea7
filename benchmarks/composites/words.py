"""What prints say; no word is in both splits, and none is a mark of a real brand that we know of."""

from typing import Literal

Split = Literal["train", "held_out"]
SPLITS: tuple[Split, ...] = ("train", "held_out")

WORDS: dict[Split, tuple[str, ...]] = {
    "train": (
        "HARBOR", "LUNAR", "ECHO", "TIMBER", "COBALT", "WANDER", "RIVER", "FALCON", "SUMMIT", "MAPLE", "ORBIT",
        "VELVET", "DESERT", "TIGER", "STORM", "CANYON", "PILOT", "GHOST", "MELLOW", "ROCKET", "NOMAD", "PRAIRIE",
        "COMET", "BRAVO", "SALTY", "CACTUS", "WINTER", "GOLDEN", "HEAVY", "SOUTH", "TUNDRA", "LAGOON", "MARBLE",
        "SPARROW", "DUSK", "VOLT", "FJORD", "PEPPER", "JUNIPER", "KARMA", "BISON", "ZENITH", "MANGO", "RANGER",
        "CORAL", "OAKDALE", "BRIGHTON", "LOWLAND", "VERMONT", "TOLEDO", "MALMO", "TURIN", "GHENT", "OSAKA", "LIMA",
        "DAKOTA",
    ),
    "held_out": (
        "ANCHOR", "SOLAR", "RIPPLE", "CEDAR", "CRIMSON", "ROAMER", "BROOK", "OSPREY", "GLACIER", "WILLOW", "PLANET",
        "DENIM", "OASIS", "PANTHER", "THUNDER", "VALLEY", "SAILOR", "PHANTOM", "LAZY", "SHUTTLE", "GYPSUM", "MEADOW",
        "METEOR", "TANGO", "BREEZE", "ALOE", "AUTUMN", "SILVER", "LOUD", "NORTH", "ARCTIC", "COVE", "GRANITE",
        "HERON", "DAWN", "AMPERE", "INLET", "GINGER", "THISTLE", "DHARMA", "ELK", "APEX", "PAPAYA", "SCOUT", "REEF",
        "ASHFORD", "KINGSLEY", "UPLAND", "OREGON", "SEVILLE", "BERGEN", "PARMA", "BRUGES", "KYOTO", "QUITO", "YUKON",
    ),
}  # fmt: skip
LINES: dict[Split, tuple[tuple[str, ...], ...]] = {
    "train": (
        ("GOOD", "THINGS", "TAKE TIME"),
        ("less", "noise", "more", "music"),
        ("STAY", "WILD"),
        ("NEVER", "NOT", "DANCING"),
        ("coffee", "first"),
        ("RUN", "FAR", "SLEEP", "LATE"),
        ("hello", "sunday"),
        ("MAKE", "SOME", "WAVES"),
        ("NO", "BAD", "DAYS"),
        ("be kind", "to your", "neighbour"),
    ),
    "held_out": (
        ("SLOW", "IS THE", "NEW FAST"),
        ("read", "books", "not", "minds"),
        ("KEEP", "ROLLING"),
        ("ALWAYS", "BIT", "HUNGRY"),
        ("tea", "o'clock"),
        ("RIDE", "HARD", "REST", "WELL"),
        ("bye", "monday"),
        ("FIND", "YOUR", "TRAIL"),
        ("OUT", "OF", "OFFICE"),
        ("water", "all your", "plants"),
    ),
}
TAILS: dict[Split, tuple[str, ...]] = {
    "train": (
        "ATHLETIC DEPT",
        "SURF CLUB",
        "COUNTRY",
        "RECORDS",
        "MOTOR WORKS",
        "STUDIO",
        "ORIGINAL",
        "TEAM",
        "SUPPLY",
    ),
    "held_out": (
        "TRACK UNIT",
        "ROWING CREW",
        "DISTRICT",
        "RADIO",
        "CYCLE SHOP",
        "ATELIER",
        "GENUINE",
        "SQUAD",
        "GOODS",
    ),
}
