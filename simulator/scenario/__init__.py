"""The scenario room: from bytes to checked, frozen records, each value with its place and its source."""
