"""Known technologies, their categories and alternatives: data, and its reader."""
