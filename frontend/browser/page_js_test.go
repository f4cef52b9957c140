package browser

import (
	"strings"
	"syscall/js"
	"testing"
	"time"
)

// put makes an element from its attributes and takes it away after the test.
func put(t *testing.T, tag, id string, properties map[string]any) js.Value {
	e := document.Call("createElement", tag)
	e.Set("id", id)
	for name, value := range properties {
		e.Set(name, value)
	}
	document.Get("body").Call("append", e)
	t.Cleanup(func() { e.Call("remove") })
	return e
}

// frame waits until what was asked for the next frame is done.
func frame() {
	drawn := make(chan bool)
	nextFrame(func() { close(drawn) })
	<-drawn
}

func config(t *testing.T, values map[string]any) {
	window.Set("parleyConfig", values)
	t.Cleanup(func() { window.Delete("parleyConfig") })
}

func TestPage(t *testing.T) {
	if got := SocketURL("/ws/x?token=y"); !strings.HasPrefix(got, "ws://127.0.0.1:") || !strings.HasSuffix(got, "/ws/x?token=y") {
		t.Errorf("socket URL %q", got)
	}
	if got := Param("site"); got != "" {
		t.Errorf("param without a config: %q", got)
	}
	config(t, map[string]any{"site": "s1", "odd": 3})
	if Param("site") != "s1" || Param("odd") != "" || Param("missing") != "" {
		t.Errorf("params %q %q %q", Param("site"), Param("odd"), Param("missing"))
	}
	if Query("missing") != "" {
		t.Errorf("query %q", Query("missing"))
	}
	SetTitle("(2) Parley")
	if got := document.Get("title").String(); got != "(2) Parley" {
		t.Errorf("title %q", got)
	}
	if Locale() == "" || Touch() || !Visible() || !Online() {
		t.Errorf("locale %q, touch %v, visible %v, online %v", Locale(), Touch(), Visible(), Online())
	}
	Mark("here")
	if n := window.Get("performance").Call("getEntriesByName", "here").Length(); n != 1 {
		t.Errorf("%d marks", n)
	}
}

func TestMissingElementsAreNothing(t *testing.T) {
	Focus("no")
	SetValue("no", "x")
	RestoreDraft("no", Draft{Text: "x"})
	Grow("no")
	ScrollToEnd("no")
	KeepAnchor("no")()
	frame()
	if Value("no") != "" || TakeDraft("no") != (Draft{}) {
		t.Error("found something")
	}
}

func TestDraftMovesToAnotherField(t *testing.T) {
	old := put(t, "textarea", "draft", nil)
	SetValue("draft", "hello wörld")
	old.Call("focus")
	old.Call("setSelectionRange", 3, 7)
	draft := TakeDraft("draft")
	if want := (Draft{Text: "hello wörld", Start: 3, End: 7, Focused: true}); draft != want {
		t.Fatalf("took %+v", draft)
	}
	old.Call("remove")
	put(t, "textarea", "draft", nil)
	RestoreDraft("draft", draft)
	if got := TakeDraft("draft"); got != draft {
		t.Errorf("restored %+v", got)
	}
	SetValue("draft", "")
	if got := Value("draft"); got != "" {
		t.Errorf("not emptied: %q", got)
	}
}

func TestFocusAfterUnhiding(t *testing.T) {
	field := put(t, "input", "focus", map[string]any{"hidden": true})
	field.Set("hidden", false)
	Focus("focus")
	frame()
	if !document.Get("activeElement").Equal(field) {
		t.Error("not focused")
	}
}

func TestGrow(t *testing.T) {
	field := put(t, "textarea", "grow", map[string]any{"rows": 1})
	Grow("grow")
	one := field.Get("offsetHeight").Int()
	SetValue("grow", "1\n2\n3\n4")
	Grow("grow")
	four := field.Get("offsetHeight").Int()
	SetValue("grow", "")
	Grow("grow")
	if again := field.Get("offsetHeight").Int(); four < 2*one || again != one {
		t.Errorf("heights %d, %d, %d", one, four, again)
	}
}

func TestScroll(t *testing.T) {
	list := put(t, "div", "list", nil)
	list.Get("style").Set("cssText", "height:100px;overflow:auto;overflow-anchor:none")
	add := func(method string) {
		row := document.Call("createElement", "div")
		row.Get("style").Set("height", "400px")
		list.Call(method, row)
	}
	add("append")
	if top, bottom := ScrollState("list"); top != 0 || bottom != 300 {
		t.Errorf("at the top: %v, %v", top, bottom)
	}
	ScrollToEnd("list")
	if top, bottom := ScrollState("list"); top != 300 || bottom != 0 {
		t.Errorf("at the end: %v, %v", top, bottom)
	}
	frame() // ScrollToEnd's second look
	list.Set("scrollTop", 40)
	restore := KeepAnchor("list")
	add("prepend")
	restore()
	if top, bottom := ScrollState("list"); top != 440 || bottom != 260 {
		t.Errorf("with older rows above: %v, %v", top, bottom)
	}

	// Another list has got the id before the second look at the first one.
	ScrollToEnd("list")
	list.Set("id", "")
	other := put(t, "div", "list", nil)
	other.Get("style").Set("cssText", "height:100px;overflow:auto")
	list = other
	add("append")
	frame()
	if top, _ := ScrollState("list"); top != 0 {
		t.Errorf("another list was scrolled to %v", top)
	}
}

func TestOnKey(t *testing.T) {
	field := put(t, "textarea", "keys", nil)
	var keys []string
	var mods []Mod
	stop := OnKey(func(key string, mod Mod) bool {
		keys, mods = append(keys, key), append(mods, mod)
		return key == "k"
	})
	press := func(target js.Value, init map[string]any) (prevented bool) {
		init["bubbles"], init["cancelable"] = true, true
		return !target.Call("dispatchEvent", window.Get("KeyboardEvent").New("keydown", init)).Bool()
	}
	if !press(document, map[string]any{"key": "k", "ctrlKey": true}) {
		t.Error("a handled key was not taken from the browser")
	}
	if press(field, map[string]any{"key": "j", "shiftKey": true}) {
		t.Error("an unhandled key was taken from the browser")
	}
	press(field, map[string]any{"key": "Process", "isComposing": true})
	stop()
	press(document, map[string]any{"key": "k"})
	if len(keys) != 2 || mods[0] != (Mod{Ctrl: true}) || mods[1] != (Mod{Shift: true, Editing: true}) {
		t.Errorf("keys %v, %+v", keys, mods)
	}
}

func TestOnWake(t *testing.T) {
	calls := 0
	stop := OnWake(func() { calls++ })
	for _, event := range []string{"online", "focus", "pageshow"} {
		window.Call("dispatchEvent", window.Get("Event").New(event))
	}
	document.Call("dispatchEvent", window.Get("Event").New("visibilitychange"))
	if calls != 4 {
		t.Errorf("%d calls", calls)
	}
	stop()
	window.Call("dispatchEvent", window.Get("Event").New("online"))
	if calls != 4 {
		t.Error("called after stop")
	}
}

func TestOnResize(t *testing.T) {
	calls := 0
	stop := OnResize(func() { calls++ })
	window.Call("dispatchEvent", window.Get("Event").New("resize"))
	stop()
	window.Call("dispatchEvent", window.Get("Event").New("resize"))
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
}

// What is called after the paint runs in a later frame than what is called
// before it.
func TestAfterPaint(t *testing.T) {
	drawn := false
	done := make(chan bool, 1)
	AfterPaint(func() { done <- drawn })
	nextFrame(func() { drawn = true })
	if !<-done {
		t.Error("called before anything was drawn")
	}
}

func TestAnnounceTwice(t *testing.T) {
	for range 2 {
		Announce("Message sent")
		e := document.Call("getElementById", announcerID)
		if got := e.Get("textContent").String(); got != "" {
			t.Errorf("%q is still there: the same words would not be said again", got)
		}
		frame()
		if got := e.Get("textContent").String(); got != "Message sent" || e.Call("getAttribute", "role").String() != "status" {
			t.Errorf("announces %q", got)
		}
	}
	if !document.Get("body").Get("firstElementChild").Get("id").Equal(js.ValueOf("")) {
		t.Error("took go-app's place in the body")
	}
}

// The page of a test is its own parent, so both ends are here.
func TestOnHost(t *testing.T) {
	const host = "https://shop.example"
	config(t, map[string]any{"parent": host})
	var kinds []string
	stop := OnHost(func(kind string) { kinds = append(kinds, kind) })
	post := func(origin string, source js.Value, data any) {
		init := map[string]any{"origin": origin, "source": source, "data": data}
		window.Call("dispatchEvent", window.Get("MessageEvent").New("message", init))
	}
	good := map[string]any{"parley": 1, "t": "shown"}
	post(host, window, good)
	post("https://evil.example", window, good)
	post(host, js.Null(), good)
	post(host, window, "shown")
	post(host, window, nil)
	post(host, window, map[string]any{"t": "shown"})
	post(host, window, map[string]any{"parley": "1", "t": "shown"})
	post(host, window, map[string]any{"parley": 1, "t": 3})
	config(t, map[string]any{})
	post("", window, good)
	post(host, window, good)
	stop()
	if len(kinds) != 1 || kinds[0] != "shown" {
		t.Errorf("heard %q", kinds)
	}
}

// A frame's message must reach the parent the server named, and no other.
func TestPostToHost(t *testing.T) {
	own := window.Get("location").Get("origin").String()
	got := make(chan js.Value, 10)
	defer listen(window, "message", func(e js.Value) { got <- e.Get("data") })()

	posted := js.FuncOf(func(_ js.Value, args []js.Value) any {
		got <- js.ValueOf([]any{args[0], args[1]})
		return nil
	})
	defer posted.Release()
	real := window.Get("Object").Call("getOwnPropertyDescriptor", window, "parent")
	define := func(d any) { window.Get("Object").Call("defineProperty", window, "parent", d) }
	define(map[string]any{"value": map[string]any{"postMessage": posted}, "configurable": true})
	defer define(real)

	for _, parent := range []string{"", "*", "/"} {
		config(t, map[string]any{"parent": parent})
		PostToHost("unread", 3)
		TellHostThread("c1")
	}
	config(t, map[string]any{"parent": own})
	PostToHost("unread", 3)
	select {
	case call := <-got:
		message := call.Index(0)
		if call.Index(1).String() != own || message.Get("parley").Int() != 1 || message.Get("t").String() != "unread" || message.Get("v").Int() != 3 {
			t.Errorf("posted %v to %v", message, call.Index(1))
		}
	case <-time.After(time.Second):
		t.Fatal("posted nothing")
	}
	if len(got) != 0 {
		t.Error("posted without knowing the parent")
	}
	TellHostThread("c1")
	call := <-got
	if message := call.Index(0); call.Index(1).String() != own || message.Get("type").String() != "THREAD_ID_FROM_IFRAME" || message.Get("thread_id").String() != "c1" {
		t.Errorf("posted %v to %v", message, call.Index(1))
	}
}
