"""How fast the index is beside others, on the same documents in the same run; `make bench`."""
