"""Commands that make the site: built into a folder, and served while it is worked on."""
