"""What a photo's rights allow, decided in one place."""

from wornby.rights.gate import VocabularyGate, purposes_for_tagging, require_display, strip_appearance

__all__ = ["VocabularyGate", "purposes_for_tagging", "require_display", "strip_appearance"]
