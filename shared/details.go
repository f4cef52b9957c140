package shared

import "maps"

// Details are what a visitor has filled into the fields of a site, by their keys.
type Details struct {
	Details map[string]string `json:"details"`
}

// A Detail is an answer as it was given, with the label it was asked by.
type Detail struct {
	Key   string    `json:"key"`
	Kind  FieldKind `json:"kind"`
	Label string    `json:"label"`
	Value string    `json:"value"`
}

// Answer is what both the form and the server make of details: what was answered,
// in the order of the fields, or what is wrong with each of them.
func (d Details) Answer(fields []Field) ([]Detail, error) {
	f, answers, rest := form{}, []Detail{}, maps.Clone(d.Details)
	for _, field := range fields {
		value := Trim(d.Details[field.Key])
		delete(rest, field.Key)
		switch {
		case value == "" && field.Required:
			f.add(field.Key, "Please fill this in.")
		case value == "":
			continue
		case field.Kind == FieldEmail && !isEmail(value):
			f.add(field.Key, notEmail)
		}
		f.line(field.Key, "Answer with a line", value, 0, MaxDetail)
		answers = append(answers, Detail{Key: field.Key, Kind: field.Kind, Label: field.Label, Value: value})
	}
	for key := range rest {
		f.add(key, "This site does not ask for that.")
	}
	return answers, f.refuse()
}

// Required reports whether something has to be filled in before the chat.
func Required(fields []Field) bool {
	for _, field := range fields {
		if field.Required {
			return true
		}
	}
	return false
}

// A Visit is where a visitor wrote first, as far as their browser told. It is
// decoration: nothing is refused because of it.
type Visit struct {
	// Page is an http or https URL without a fragment, of up to 500 bytes.
	Page string `json:"page,omitempty"`
	// Browser is the User-Agent, of up to 300 bytes.
	Browser string `json:"browser,omitempty"`
	// Language is a BCP 47 tag, of up to 35 bytes.
	Language string `json:"language,omitempty"`
}
