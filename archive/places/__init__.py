"""Places: where a report was published and sent from, what it is about, and the regions that lies in."""
