package shared

import "testing"

// The contract's table, code by code.
func TestAfterClose(t *testing.T) {
	for code, want := range map[CloseCode]AfterClose{
		CloseNormal:          Stop,
		1001:                 ComeBack,
		1005:                 ComeBack,
		1006:                 ComeBack,
		CloseUndecodable:     ComeBack,
		CloseTooBig:          ComeBack,
		CloseServerFault:     ComeBack,
		CloseRestarting:      ComeBack,
		CloseOverloaded:      ComeBack,
		CloseUnauthenticated: SignInAgain,
		CloseForbidden:       Stop,
		CloseAbuse:           ComeBackLater,
		CloseSuperseded:      Stop,
		CloseRevoked:         SignInAgain,
		CloseEpochChanged:    StartAfresh,
		CloseTooSlow:         ComeBackNow,
		CloseTooOld:          Reload,
		4999:                 ComeBack,
		0:                    ComeBack,
	} {
		if got := code.After(); got != want {
			t.Errorf("after %d: %d, want %d", code, got, want)
		}
	}
}

// Numbers are a promise to clients that others wrote.
func TestCloseCodeNumbers(t *testing.T) {
	for code, number := range map[CloseCode]int{
		CloseNormal: 1000, CloseUndecodable: 1007, CloseTooBig: 1009, CloseServerFault: 1011, CloseRestarting: 1012,
		CloseOverloaded: 1013, CloseUnauthenticated: 4001, CloseForbidden: 4003, CloseAbuse: 4008, CloseSuperseded: 4009,
		CloseRevoked: 4010, CloseEpochChanged: 4011, CloseTooSlow: 4012, CloseTooOld: 4426,
	} {
		if int(code) != number {
			t.Errorf("%d is %d in the contract", code, number)
		}
	}
}
