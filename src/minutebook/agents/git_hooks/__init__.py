"""What the hooks of git do: commits name their record, merges renumber, pushes are checked."""
