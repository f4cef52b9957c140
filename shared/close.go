package shared

// CloseCode is why a socket was closed (contract §3).
type CloseCode int

// The close codes. Browsers may themselves send only 1000 and 3000–4999.
const (
	CloseNormal          CloseCode = 1000
	CloseUndecodable     CloseCode = 1007
	CloseTooBig          CloseCode = 1009
	CloseServerFault     CloseCode = 1011
	CloseRestarting      CloseCode = 1012
	CloseOverloaded      CloseCode = 1013
	CloseUnauthenticated CloseCode = 4001
	CloseForbidden       CloseCode = 4003
	CloseAbuse           CloseCode = 4008
	CloseSuperseded      CloseCode = 4009
	CloseRevoked         CloseCode = 4010
	CloseEpochChanged    CloseCode = 4011
	CloseTooSlow         CloseCode = 4012
	CloseTooOld          CloseCode = 4426
)

// AfterClose is what a client does when its socket has ended.
type AfterClose int

// The answers to a close.
const (
	// ComeBack reconnects with the usual jittered back-off.
	ComeBack AfterClose = iota
	// ComeBackNow reconnects at once and resumes.
	ComeBackNow
	// ComeBackLater waits at least 30 s.
	ComeBackLater
	// SignInAgain gets one new ticket, then a new session or a sign-in.
	SignInAgain
	// StartAfresh drops what was cached and loads again.
	StartAfresh
	// Reload reloads the page.
	Reload
	// Stop stays away and says why.
	Stop
)

// After is the one table of what a client does after a close; codes it does
// not list, such as 1006 of a lost network, mean ComeBack.
func (c CloseCode) After() AfterClose {
	switch c {
	case CloseNormal, CloseForbidden, CloseSuperseded:
		return Stop
	case CloseTooSlow:
		return ComeBackNow
	case CloseAbuse:
		return ComeBackLater
	case CloseUnauthenticated, CloseRevoked:
		return SignInAgain
	case CloseEpochChanged:
		return StartAfresh
	case CloseTooOld:
		return Reload
	}
	return ComeBack
}
