"""Our own way to keep a Whoosh index: plain arrays, written in bulk and read through mmap.

`open_index` gives a Whoosh index, whose searchers, parsers, matchers and scoring work on it.

**A generation** is a JSON manifest (see `index.generations`) that lists segments: for each its file, how many documents
it holds, how many of those are deleted, and the file of bits, one a document, that says which.

**A segment** is one file of named arrays, never changed. Its documents are numbered from 0 as they were added.

    terms.blob, terms.borders         all terms in order, each the number of its field in one byte, then its text
    terms.postings                    where the postings of each term begin among all postings
      documents                       a posting: the low 16 bits of the document's number, ascending in a term
      splits                          by term: how many postings come before each further 65,536 documents
      frequencies                     a posting: how often the term is in the document
    terms.places                      where the positions of each term begin; fields of exact values have none
      positions                       an occurrence: how many words stand before it in the field
    terms.forms                       how many forms each term has
    terms.ordinals, terms.widths      where the ordinals of each term begin, and their bits; a term of one form has none
      ordinals                        an occurrence: which form of its term it is, several to a byte
    terms.following                   where the codes of what follows each term begin
      following                       an occurrence: four bits that tell the next word (see `following`)
    forms.blob, forms.borders         the words as written, in order, each after the number of its field
      forms.terms, .ordinals          the term it is a form of, and its number among that one's forms
      forms.frequencies               how many documents hold it
    lengths.FIELD                     a document: how many words the field has
    numbers.NAME                      a document: a number
    texts.NAME.blob, .strings         the distinct texts of a column, in order
      texts.NAME.ordinals, .borders   a document: the numbers of its texts, and where they begin if there may be several

Numbers are unsigned and little-endian, in the smallest width that holds all of an array. Frequencies have 8 bits and
positions 16; where one needs more, its place is in `.at` and its value in `.over`. A term is what `index.words` makes
of a word; its forms are the words as written that it was made of.
"""

from index.columnar.files import open_index

__all__ = ["open_index"]
