"""Forms about people; ``dates.DayField`` is the one date field of the whole application."""
