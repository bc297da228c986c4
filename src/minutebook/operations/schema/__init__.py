"""The JSON documents that go in and out, and their schemas."""
