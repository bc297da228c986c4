"""How right `why` is: a history made from a seed, which knows who wrote each line, and its score."""
