"""What a pull request is about, and what work has cost, as the records tell it."""
