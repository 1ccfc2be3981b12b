"""Copies: which documents are one text, exactly or nearly; which are captures of one address; and what differs."""
