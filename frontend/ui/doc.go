// Package ui is what the widget and the desk are drawn with: the message list,
// the composer, and the leaves around them.
//
// Leaves are functions that return nodes. Components exist only where there is
// state to keep or work to skip. Exported fields are inputs and compare;
// callbacks are set once by a constructor and stay those of the first render,
// so they must not capture what changes. State is never in here: it is in
// frontend/store, owned by the UI goroutine.
//
// User text becomes text nodes and typed nodes, never HTML, and is never an
// attribute in markup the server renders. Looks are classes in web/src/ui.css.
package ui
