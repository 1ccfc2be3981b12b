"""Loaded by the server that workers are forked from: reads one small page, so that none of them starts cold.

Loading the tables of languages, places and dates takes longer than cleaning a page with them.
"""

from archive.extract import extract
from archive.settings import default_settings

PAGE = (
    b"<html><head><title>Harbour news</title></head><body><article><h1>Harbour news</h1><p>8 June 2025</p>"
    + b"<p>The harbour master of Odesa in Ukraine counted more ships on Sunday than in any week since March.</p>" * 3
    + b"</article></body></html>"
)

extract(PAGE, "warm.html", default_settings())
