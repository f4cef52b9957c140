package shared

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// contractWords are the quoted words of the contract, with which the message
// of these codes begins.
var contractWords = map[Code]string{
	"INVALID_JSON":        "Invalid JSON",
	"UNKNOWN_TYPE":        "Unknown message type",
	"EMPTY_MESSAGE":       "Empty message",
	"MESSAGE_TOO_LONG":    "Message too long",
	"MESSAGE_ID_REQUIRED": "Message ID required",
}

// declaredCodes reads them from the source, so that none is forgotten.
func declaredCodes(t *testing.T) (codes []Code) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, Code(value))
		}
		return true
	})
	return codes
}

func TestEveryCodeHasItsSentence(t *testing.T) {
	declared := declaredCodes(t)
	if len(declared) < 16 {
		t.Fatalf("the contract has 16 codes, the source %v", declared)
	}
	for _, code := range declared {
		sentence := Refuse(code, "").Message
		if sentence == "" {
			t.Errorf("%s has no sentence", code)
		}
		if words := contractWords[code]; !strings.HasPrefix(sentence, words) {
			t.Errorf("%s says %q, not %q", code, sentence, words)
		}
		if _, quoted := contractWords[code]; !quoted && !strings.HasSuffix(sentence, ".") {
			t.Errorf("%s: %q is no sentence", code, sentence)
		}
	}
	listed := Codes()
	slices.Sort(declared)
	slices.Sort(listed)
	if !slices.Equal(declared, listed) {
		t.Errorf("Codes lists %v, declared are %v", listed, declared)
	}
}

func TestError(t *testing.T) {
	err := Refuse(CodeStorageFull, "").Because(io.ErrShortWrite).After(1500 * time.Millisecond)
	wrapped := fmt.Errorf("posting: %w", err)
	if AsError(wrapped) != err {
		t.Error("not found in what wraps it")
	}
	if !errors.Is(wrapped, io.ErrShortWrite) || !errors.Is(wrapped, Refuse(CodeStorageFull, "other words")) || errors.Is(wrapped, Refuse(CodeInternal, "")) {
		t.Error("is something else")
	}
	if !strings.Contains(err.Error(), "short write") || !strings.HasPrefix(err.Error(), "STORAGE_FULL: ") {
		t.Errorf("the log reads %q", err)
	}
	failed := Fail(err)
	if failed.Code != CodeStorageFull || failed.RetryMS != 1500 || strings.Contains(failed.Message, "short write") {
		t.Errorf("the wire reads %+v", failed)
	}
	if got := Refuse(CodeNotFound, "").Error(); got != "NOT_FOUND: That does not exist." {
		t.Errorf("without a cause: %q", got)
	}
}

func TestAsErrorHidesStrangers(t *testing.T) {
	stranger := errors.New("dial tcp 10.0.0.7: secret")
	got := AsError(stranger)
	if got.Code != CodeInternal || strings.Contains(got.Message, "secret") || !errors.Is(got, stranger) {
		t.Errorf("got %v", got)
	}
}
