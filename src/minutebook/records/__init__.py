"""What a record is, and everything that follows from the texts of records alone. Pure."""
