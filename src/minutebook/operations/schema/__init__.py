"""The JSON documents that go in and out: their contents, schemas and writing."""
