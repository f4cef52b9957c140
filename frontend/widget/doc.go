// Package widget is the visitor's panel.
//
// What happens is in [Chat], plain Go that knows neither go-app nor a browser:
// the session, the link and what survives a reload, around one conversation,
// which package talk drives. [Root] draws it
// and passes on what the visitor does. [Shell] is the same drawing before the
// program is there.
package widget
