"""Questions about branches: which one is the default one, and which ones a turn was on."""
