"""A run to give away: as data, as a page that opens from the disk, as a program; and two of them side by side."""
