"""How wornby speaks to the outside."""
