"""People from a spreadsheet: read, recognise, check into rows, decide, take over as a whole."""
