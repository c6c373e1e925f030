"""A run to give away: as data, as a page that opens from the disk, and as a program that makes the same tokens."""
