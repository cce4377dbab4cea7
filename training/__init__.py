"""Recipes that train the models shipped with wornby; each is a command, see README.md."""
