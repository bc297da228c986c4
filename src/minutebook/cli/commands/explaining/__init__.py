"""Commands that explain: what a pull request is about, what work has cost."""
