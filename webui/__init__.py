"""For people: the page in the browser and the command in the terminal."""
