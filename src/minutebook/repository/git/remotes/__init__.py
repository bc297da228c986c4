"""What lies in refs of remotes and of other tools: claims to numbers, and objects."""
