"""The clerk's review: a page of a document beside what was read of it, its problems one after the other, each cell to be corrected."""
