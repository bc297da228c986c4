"""The forms of text that records are written in: front matter, markdown, JSONC. Pure."""
