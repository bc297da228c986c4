"""The settings of a repository: each option, and how their file is found, read and checked."""
