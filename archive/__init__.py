"""Reports in, documents kept: everything up to, but not including, the search index."""

__version__ = "0.1.0"
