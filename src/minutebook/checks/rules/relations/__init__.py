"""Rules on relations between records, and on the links in their texts."""
