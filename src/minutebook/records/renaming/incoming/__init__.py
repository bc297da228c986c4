"""Records that come from elsewhere: which are here already, their places, and their links there."""
