"""What git's own hooks do: commits name their record, merges renumber, pushes are checked."""
