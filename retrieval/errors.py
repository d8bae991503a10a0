"""What can go wrong while finding: one small tree.

RetrievalError
├── CorpusError      a document cannot be used: says file and field
├── IndexMissing     there is no index yet: says how to build one
├── IndexBroken      an index is there but cannot be read: says how to rebuild it
├── IngestRefused    a new index was built but not put live: says why
└── FilterUnknown    a filter names what the register does not know: says which
"""


class RetrievalError(Exception):
    """Root of this package's errors; the message says what, where and what to do."""


class CorpusError(RetrievalError):
    """A document of the corpus cannot be used."""


class IndexMissing(RetrievalError):
    """No index has been built at the given place."""


class IndexBroken(RetrievalError):
    """The live index cannot be read."""


class IngestRefused(RetrievalError):
    """The new index failed its checks and was not put live."""


class FilterUnknown(RetrievalError):
    """A filter names something that the register does not know: says which."""
