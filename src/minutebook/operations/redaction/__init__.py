"""What records may show: no secrets, so much of long texts; and secrets taken out again."""
