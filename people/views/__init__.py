"""Pages about people, one module for each thing that is done."""
