"""Bodies: measures, stance, bare limbs."""
