"""What stands behind and before the figure, and the light there."""
