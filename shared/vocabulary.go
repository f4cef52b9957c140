package shared

// Commands is the zero value of every command by its kind, for generated
// descriptions and tests that walk the whole vocabulary.
func Commands() map[Kind]Command { return zeros(commands) }

// Events is the zero value of every event by its kind.
func Events() map[Kind]Event { return zeros(events) }

func zeros[U any](table map[Kind]reader[U]) map[Kind]U {
	values := make(map[Kind]U, len(table))
	for kind, read := range table {
		// Every kind is a struct, which an empty object leaves at zero.
		values[kind], _ = read([]byte(`{}`))
	}
	return values
}
