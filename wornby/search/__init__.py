"""Search: filters read into clauses, entries for the index, answers with their reasons."""

from wornby.search.entries import index_entries
from wornby.search.filters import parse_where
from wornby.search.joint import JointSearch
from wornby.search.service import SearchService
from wornby.search.sync import IndexSync

__all__ = ["IndexSync", "JointSearch", "SearchService", "index_entries", "parse_where"]
