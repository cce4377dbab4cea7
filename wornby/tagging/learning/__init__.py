"""From a shop's labels to a head with its figures."""

from wornby.tagging.learning.labels import lines_to_add, parse_labels
from wornby.tagging.learning.learner import Learner, Lesson

__all__ = ["Learner", "Lesson", "lines_to_add", "parse_labels"]
