"""Relations that a page's text states, by its sentences, and in its own form for facts."""
