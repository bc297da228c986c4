"""Records that come from elsewhere: made in one go, and no second time."""
