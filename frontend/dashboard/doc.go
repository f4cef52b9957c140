// Package dashboard is the agents' desk: sign-in, the inbox and the open
// conversation.
//
// What happens is in plain Go that knows neither go-app nor a browser: [Session]
// is who is signed in, [Live] is the socket's half of the desk, [Kept] is what
// outlives a reload. The components draw it and pass on what the agent does.
package dashboard
