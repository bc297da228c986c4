"""Pages that look like those of real repositories, made by minutebook itself: to be looked at, and linted."""
