"""Documents found: the query language, the engine, and what brings hits, documents and excerpts together."""
