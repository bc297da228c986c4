"""The JSON documents of commands that explain: stories, figures, timelines, graphs, lines."""
