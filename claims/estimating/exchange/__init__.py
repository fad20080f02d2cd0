"""Files that go out and come in: price lists, quotes and returns as xlsx, xls and csv."""
