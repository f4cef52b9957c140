package dashboard

import (
	"parley/frontend/ui"
	"parley/shared"
)

func init() { Speak(shared.English) }

// Speak makes the desk speak a language; see [ui.Speak].
func Speak(l shared.Language) {
	ui.Speak(l)
	for _, room := range []ui.Sayings{sayings, roomSayings, adminSayings} {
		room.Speak(l)
	}
	refusals.Hear()
}

// Every sentence only the desk says, but for those of the rooms and of the
// administration, which are beside them; those it shares with the widget are in
// frontend/ui. What they are is in sayings.
var (
	sayParley string
	saySkip   string

	saySignIn     string
	saySigningIn  string
	sayName       string
	sayPassword   string
	sayNameFirst  string
	saySignedOut  string
	saySignInHint string

	sayAccount         string
	sayLanguage        string
	sayBrowserLanguage string
	saySignOut         string
	sayConnected       string
	sayNotConnected    string
	sayRefused         string
	sayBootFailed      string
	sayTooOld          string
	sayNewer           string
	sayNewerNow        string
	sayNotify          string
	sayNotifyBlocked   string
	sayReplaced        string

	sayInbox           string
	sayConversations   string
	sayLoadingList     string
	sayLoadMore        string
	sayLoadingMore     string
	sayYouPrefix       string
	sayNothingYet      string
	sayEndedTag        string
	sayLists           string
	sayMine            string
	sayUnassigned      string
	sayEndedList       string
	sayAll             string
	sayNoneMine        string
	sayNoneUnassigned  string
	sayNoneEnded       string
	sayNoneOpen        string
	sayAssign          string
	sayToMe            string
	sayToNobody        string
	sayReopen          string
	sayUnderstood      string
	sayNote            string
	sayWriteNote       string
	sayWhoReads        string
	sayTabs            string
	sayDetails         string
	sayShowDetails     string
	sayHideDetails     string
	sayPage            string
	sayStartedTitle    string
	sayBrowser         string
	sayOnline          string
	sayOffline         string
	sayLastSeenNow     string
	sayLastSeenMinutes string
	sayLastSeenAt      string
	sayBrowserOnSystem string
	sayAssignedTo      string
	sayCloseTabOf      string

	sayEmpty      string
	sayEmptyMore  string
	sayEmptyDemo  string
	sayEmptyTry   string
	sayEmptyPaste string

	sayChoose     string
	sayChooseKeys string
	sayNoPage     string
	sayNoPageMore string

	sayBack        string
	sayReply       string
	sayEnding      string
	sayNotShown    string
	sayNotHere     string
	sayNotHereMore string
	sayNowhere     string
	sayClosedByYou string

	sayUnreadConversations string
	sayUnreadMessages      string
	sayUnreadCount         string
	sayOfflineInboxAt      string
	sayKeptInboxAt         string
	sayStartedAt           string
	sayEndedAt             string
	sayEndedByName         string
	sayEndedByAt           string
	sayClosedByName        string

	sayRoleAgent      string
	sayRoleSupervisor string
	sayRoleAdmin      string
)

// sayings are these, each with its translations.
var sayings = ui.Sayings{
	{&sayParley, "Parley", "Parley", "Parley"},
	{&saySkip, "Go to message box", "Zum Nachrichtenfeld", "الانتقال إلى مربع الرسالة"},

	{&saySignIn, "Sign in", "Anmelden", "تسجيل الدخول"},
	{&saySigningIn, "Signing in…", "Anmeldung läuft…", "جارٍ تسجيل الدخول…"},
	{&sayName, "Name", "Name", "الاسم"},
	{&sayPassword, "Password", "Passwort", "كلمة المرور"},
	{&sayNameFirst,
		"Type your name and your password.",
		"Geben Sie Ihren Namen und Ihr Passwort ein.",
		"اكتب اسمك وكلمة المرور."},
	{&saySignedOut,
		"Your session has ended. Sign in to go on: what you were writing is kept.",
		"Ihre Sitzung ist beendet. Melden Sie sich an, um fortzufahren: Was Sie gerade schrieben, bleibt erhalten.",
		"انتهت جلستك. سجّل الدخول للمتابعة: ما كنت تكتبه محفوظ."},
	{&saySignInHint,
		"Your administrator has your name and a first password for you.",
		"Ihre Administration hat Ihren Namen und ein erstes Passwort für Sie.",
		"لدى المسؤول اسمك وكلمة مرور أولى لك."},

	{&sayAccount, "Account", "Konto", "الحساب"},
	{&sayLanguage, "Language", "Sprache", "اللغة"},
	{&sayBrowserLanguage, "As the browser", "Wie der Browser", "لغة المتصفح"},
	{&saySignOut, "Sign out", "Abmelden", "تسجيل الخروج"},
	{&sayConnected, "Connected", "Verbunden", "متصل"},
	{&sayNotConnected, "Not connected", "Nicht verbunden", "غير متصل"},
	{&sayRefused,
		"The server does not let this desk in.",
		"Der Server lässt Sie hier nicht herein.",
		"لا يسمح الخادم بالدخول من هنا."},
	{&sayBootFailed,
		"The desk could not start. Check your connection and try again.",
		"Die App konnte nicht starten. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.",
		"تعذّر بدء التطبيق. تحقق من اتصالك وحاول مرة أخرى."},
	{&sayTooOld,
		"This page is too old for the server. Try again in a moment.",
		"Diese Seite ist zu alt für den Server. Versuchen Sie es gleich noch einmal.",
		"هذه الصفحة قديمة بالنسبة إلى الخادم. حاول مرة أخرى بعد قليل."},
	{&sayNewer, "A new version is ready.", "Eine neue Version ist bereit.", "يتوفر إصدار جديد."},
	{&sayNewerNow, "Update", "Aktualisieren", "تحديث"},
	{&sayNotify, "Notifications", "Benachrichtigungen", "الإشعارات"},
	{&sayNotifyBlocked,
		"Your browser blocks them. Allow notifications in its settings for this page.",
		"Ihr Browser blockiert sie. Erlauben Sie Benachrichtigungen in seinen Einstellungen für diese Seite.",
		"يحظرها متصفحك. اسمح بالإشعارات لهذه الصفحة في إعداداته."},
	{&sayReplaced,
		"This tab was replaced by a newer one.",
		"Dieser Tab wurde von einem neueren abgelöst.",
		"حلّت علامة تبويب أحدث محل هذه."},

	{&sayInbox, "Inbox", "Eingang", "الوارد"},
	{&sayConversations, "Conversations", "Gespräche", "المحادثات"},
	{&sayLoadingList, "Loading conversations", "Gespräche werden geladen", "جارٍ تحميل المحادثات"},
	{&sayLoadMore, "Load more", "Mehr laden", "تحميل المزيد"},
	{&sayLoadingMore, "Loading…", "Wird geladen…", "جارٍ التحميل…"},
	{&sayYouPrefix, "You: ", "Sie: ", "أنت: "},
	{&sayNothingYet, "Nothing said yet", "Noch nichts gesagt", "لم يُقل شيء بعد"},
	{&sayEndedTag, "Ended", "Beendet", "منتهية"},
	{&sayLists, "Which conversations", "Welche Gespräche", "أي المحادثات"},
	{&sayMine, "Mine", "Meine", "محادثاتي"},
	{&sayUnassigned, "Unassigned", "Offen", "غير مسندة"},
	{&sayEndedList, "Ended", "Beendet", "المنتهية"},
	{&sayAll, "All", "Alle", "الكل"},
	{&sayNoneMine,
		"Nothing is assigned to you. Look under Unassigned for who is waiting.",
		"Ihnen ist nichts zugewiesen. Unter „Offen“ sehen Sie, wer wartet.",
		"لم يُسند إليك شيء. انظر في ”غير مسندة“ لمعرفة من ينتظر."},
	{&sayNoneUnassigned,
		"Somebody looks after every open conversation.",
		"Jedes offene Gespräch wird betreut.",
		"هناك من يتولى كل محادثة مفتوحة."},
	{&sayNoneEnded, "No conversation has ended yet.", "Noch ist kein Gespräch beendet.", "لم تنتهِ أي محادثة بعد."},
	{&sayNoneOpen, "No conversation is open right now.", "Gerade ist kein Gespräch offen.", "لا توجد محادثة مفتوحة الآن."},
	{&sayAssign, "Assign", "Zuweisen", "إسناد"},
	{&sayToMe, "Me", "Mir", "إليّ"},
	{&sayToNobody, "Nobody", "Niemandem", "لا أحد"},
	{&sayReopen, "Reopen", "Wieder öffnen", "إعادة الفتح"},
	{&sayUnderstood, "OK", "OK", "حسنًا"},
	{&sayNote, "Note", "Notiz", "ملاحظة"},
	{&sayWriteNote, "Write a note for your team…", "Notiz für Ihr Team schreiben…", "اكتب ملاحظة لفريقك…"},
	{&sayWhoReads, "Who reads what you write", "Wer liest, was Sie schreiben", "من يقرأ ما تكتبه"},
	{&sayTabs, "Open conversations", "Geöffnete Gespräche", "المحادثات المفتوحة"},
	{&sayDetails, "Visitor", "Besucher", "الزائر"},
	{&sayShowDetails, "Show the visitor's details", "Angaben zum Besucher zeigen", "عرض بيانات الزائر"},
	{&sayHideDetails, "Hide the visitor's details", "Angaben zum Besucher verbergen", "إخفاء بيانات الزائر"},
	{&sayPage, "Page", "Seite", "الصفحة"},
	{&sayStartedTitle, "Started", "Begonnen", "بدأت"},
	{&sayBrowser, "Browser", "Browser", "المتصفح"},
	{&sayOnline, "Online", "Online", "متصل"},
	{&sayOffline, "Offline", "Offline", "غير متصل"},
	{&sayLastSeenNow, "Last seen just now", "Gerade eben noch da", "شوهد الآن"},
	{&sayLastSeenMinutes,
		"Last seen {n} min ago|Last seen {n} min ago",
		"Vor {n} Min. noch da|Vor {n} Min. noch da",
		"شوهد الآن|شوهد قبل دقيقة|شوهد قبل دقيقتين|شوهد قبل {n} دقائق|شوهد قبل {n} دقيقة|شوهد قبل {n} دقيقة"},
	{&sayLastSeenAt, "Last seen {when}", "Zuletzt da {when}", "شوهد آخر مرة {when}"},
	{&sayBrowserOnSystem, "{name} on {system}", "{name} unter {system}", "{name} على {system}"},
	{&sayAssignedTo, "Assigned to {name}", "Zugewiesen an {name}", "مسندة إلى {name}"},
	{&sayCloseTabOf, "Close {name}", "{name} schließen", "إغلاق {name}"},

	{&sayEmpty, "No conversations yet", "Noch keine Gespräche", "لا توجد محادثات بعد"},
	{&sayEmptyMore,
		"The first one appears here as soon as a visitor writes.",
		"Das erste erscheint hier, sobald ein Besucher schreibt.",
		"تظهر الأولى هنا حالما يكتب أحد الزوار."},
	{&sayEmptyDemo, "Open the demo shop", "Demo-Shop öffnen", "فتح المتجر التجريبي"},
	{&sayEmptyTry,
		"Try it: write something in the shop's chat, and answer it here.",
		"Probieren Sie es aus: Schreiben Sie etwas im Chat des Shops und antworten Sie hier.",
		"جرّب ذلك: اكتب شيئًا في دردشة المتجر وأجب عنه هنا."},
	{&sayEmptyPaste,
		"Paste this into the pages of your site. Your site's id is in the answer to “parley site list”.",
		"Fügen Sie dies in die Seiten Ihrer Site ein. Die ID Ihrer Site steht in der Antwort auf „parley site list“.",
		"الصق هذا في صفحات موقعك. ستجد معرّف موقعك في ناتج الأمر ”parley site list“."},

	{&sayChoose, "Choose a conversation", "Wählen Sie ein Gespräch", "اختر محادثة"},
	{&sayChooseKeys, "Next and previous", "Nächstes und voriges", "التالية والسابقة"},
	{&sayNoPage, "This page does not exist.", "Diese Seite gibt es nicht.", "هذه الصفحة غير موجودة."},
	{&sayNoPageMore, "Its address may be old, or incomplete.", "Vielleicht ist die Adresse alt oder unvollständig.", "قد يكون عنوانها قديمًا أو ناقصًا."},

	{&sayBack, "Back to the list", "Zurück zur Liste", "العودة إلى القائمة"},
	{&sayReply, "Write a reply…", "Antwort schreiben…", "اكتب ردًا…"},
	{&sayEnding, "Ending…", "Wird beendet…", "جارٍ الإنهاء…"},
	{&sayNotShown, "This conversation cannot be shown", "Dieses Gespräch kann nicht gezeigt werden", "لا يمكن عرض هذه المحادثة"},
	{&sayNotHere, "Not on this device", "Nicht auf diesem Gerät", "ليست على هذا الجهاز"},
	{&sayNotHereMore,
		"What was said shows when you are connected again. You can write already: it goes out then.",
		"Was gesagt wurde, erscheint, sobald Sie wieder verbunden sind. Schreiben können Sie schon: Es geht dann hinaus.",
		"سيظهر ما قيل عند عودة اتصالك. يمكنك الكتابة من الآن: سيُرسل ما تكتبه حينها."},
	{&sayNowhere,
		"It does not exist, or it is not open to you.",
		"Es existiert nicht oder ist Ihnen nicht zugänglich.",
		"إنها غير موجودة أو غير متاحة لك."},
	{&sayClosedByYou, "You ended this conversation.", "Sie haben dieses Gespräch beendet.", "أنهيت هذه المحادثة."},

	{&sayUnreadConversations,
		"{n} unread conversation|{n} unread conversations",
		"{n} ungelesenes Gespräch|{n} ungelesene Gespräche",
		"لا محادثات غير مقروءة|محادثة واحدة غير مقروءة|محادثتان غير مقروءتين|{n} محادثات غير مقروءة|{n} محادثة غير مقروءة|{n} محادثة غير مقروءة"},
	{&sayUnreadMessages,
		"unread message|unread messages",
		"ungelesene Nachricht|ungelesene Nachrichten",
		"رسائل غير مقروءة|رسالة غير مقروءة|رسالتان غير مقروءتين|رسائل غير مقروءة|رسالة غير مقروءة|رسالة غير مقروءة"},
	{&sayUnreadCount,
		"{n} unread|{n} unread",
		"{n} ungelesen|{n} ungelesen",
		"لا جديد|{n} غير مقروءة|{n} غير مقروءة|{n} غير مقروءة|{n} غير مقروءة|{n} غير مقروءة"},
	{&sayOfflineInboxAt,
		"You are offline. This is your inbox as of {when}.",
		"Sie sind offline. Dies ist Ihr Eingang von {when}.",
		"أنت غير متصل بالإنترنت. هذا هو الوارد حتى {when}."},
	{&sayKeptInboxAt,
		"Reconnecting… This is your inbox as of {when}.",
		"Verbindung wird wiederhergestellt… Dies ist Ihr Eingang von {when}.",
		"جارٍ إعادة الاتصال… هذا هو الوارد حتى {when}."},
	{&sayStartedAt, "Started {when}", "Begonnen {when}", "بدأت {when}"},
	{&sayEndedAt, "Ended {when}", "Beendet {when}", "انتهت {when}"},
	{&sayEndedByName, "Ended by {name}", "Beendet von {name}", "أنهاها {name}"},
	{&sayEndedByAt, "Ended by {name} · {when}", "Beendet von {name} · {when}", "أنهاها {name} · {when}"},
	{&sayClosedByName, "{name} ended this conversation.", "{name} hat dieses Gespräch beendet.", "أنهى {name} هذه المحادثة."},

	{&sayRoleAgent, "Agent", "Agent", "موظف دعم"},
	{&sayRoleSupervisor, "Supervisor", "Teamleitung", "مشرف"},
	{&sayRoleAdmin, "Admin", "Admin", "مسؤول"},
}
