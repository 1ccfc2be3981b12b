"""Documents found: the query language, the engine, and what brings hits, documents and excerpts together."""

import warnings

# Whoosh 2.7.4 has escapes and comparisons that Python warns of when it compiles them; they work all the same.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*[\\/]whoosh[\\/]")
