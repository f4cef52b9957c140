package dashboard

import (
	"parley/frontend/ui"
	"parley/shared"
)

func init() { Speak(shared.English) }

// Speak makes the desk speak a language; see [ui.Speak].
func Speak(l shared.Language) {
	ui.Speak(l)
	sayings.Speak(l)
	refusals.Hear()
}

// Every sentence only the desk says; those it shares with the widget are in
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

	sayDisabled          string
	sayForEverybody      string
	sayItemNowhere       string
	sayChooseItem        string
	sayUnsaved           string
	sayKeepEditing       string
	sayDiscard           string
	saySave              string
	saySaving            string
	saySaved             string
	sayNotSaved          string
	sayCreate            string
	sayNo                string
	sayMore              string
	sayCopied            string
	sayNumber            string
	sayTitleField        string
	sayStaffOnlyMore     string
	sayLongest           string
	sayLongestHint       string
	sayOpenRoom          string
	sayDeleteRoom        string
	sayDeleteYes         string
	sayDeleteRoomAskedOf string

	sayUsers          string
	sayNoUsers        string
	sayNewUser        string
	sayAccess         string
	sayPerson         string
	sayUsername       string
	sayUsernameHint   string
	sayRoleField      string
	sayRoleHint       string
	sayPasswordHint   string
	sayFirstName      string
	sayLastName       string
	sayEmail          string
	sayEmailHint      string
	sayPasswordOnce   string
	sayReset          string
	sayResetYes       string
	sayResetDone      string
	sayResetAskedOf   string
	sayDisable        string
	sayDisableYes     string
	sayDisableAskedOf string
	sayEnable         string
	sayEnableYes      string
	sayEnableAskedOf  string

	saySites            string
	sayNoSites          string
	sayNewSite          string
	saySite             string
	sayOrigins          string
	sayOriginsHint      string
	sayLook             string
	sayTitleHint        string
	sayColor            string
	sayColorHint        string
	sayTextColor        string
	sayTextColorHint    string
	saySide             string
	saySideEnd          string
	saySideLeft         string
	saySideRight        string
	sayLauncher         string
	sayLauncherHint     string
	sayWords            string
	sayGreeting         string
	sayGreetingHint     string
	sayPlaceholder      string
	sayPlaceholderHint  string
	sayEndedText        string
	sayEndedTextHint    string
	sayFields           string
	sayFieldsHint       string
	sayBeforeFields     string
	sayLabel            string
	sayKindOf           string
	sayFieldText        string
	sayFieldName        string
	sayFieldEmail       string
	sayRequired         string
	sayRemove           string
	sayAddField         string
	sayPickOf           string
	sayFieldNumberOf    string
	sayRemoveFieldOf    string
	sayRules            string
	sayFirstHistory     string
	sayFirstHistoryHint string
	sayCalls            string
	sayCallsHint        string
	saySnippet          string
	saySnippetHint      string
	sayPicture          string
	sayPictureHint      string
	sayPictureLater     string
	sayPictureNone      string
	sayRemovePicture    string
	sayPreview          string
	sayPreviewSaid      string
	sayPreviewFieldsOf  string

	saySections        string
	sayRooms           string
	sayRoom            string
	sayAdmin           string
	sayAdminShort      string
	sayLoadingRooms    string
	sayNoRooms         string
	sayNoRoomsAdmin    string
	sayNoRoomsAgent    string
	sayNoRoomsList     string
	sayNewRoom         string
	sayMakeRoom        string
	sayStaffOnly       string
	sayChooseRoom      string
	sayChooseRoomMore  string
	sayOpenRooms       string
	sayBackToRooms     string
	sayMembers         string
	sayMembersIn       string
	sayOnlineMembers   string
	sayUnreadRoomCount string
	sayIsOnline        string
	sayAway            string
	sayYourself        string
	sayEdit            string
	sayEditRoomOf      string
	sayLeaveRoom       string
	sayLeaveRoomOf     string
	sayMessagesOf      string
	sayWriteTo         string
	sayRoomNotShown    string
	sayRoomNowhere     string
	sayRoomDeletedOf   string
	sayRoomStaff       string
	sayRoomStaffOf     string
	sayRoomSignIn      string
	sayDraftKept       string
	sayYourDraft       string
	sayCloseRoomShort  string
	sayKinds           string
	sayKindMessage     string

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

// sayings are all of them, each with its translations.
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

	{&sayDisabled, "Disabled", "Gesperrt", "معطّل"},
	{&sayForEverybody, "For everybody", "Für alle", "للجميع"},
	{&sayItemNowhere, "That does not exist any more.", "Das gibt es nicht mehr.", "لم يعد هذا موجودًا."},
	{&sayChooseItem,
		"Choose something on the left, or make something new.",
		"Wählen Sie etwas aus der Liste oder legen Sie etwas Neues an.",
		"اختر شيئًا من القائمة أو أنشئ شيئًا جديدًا."},
	{&sayUnsaved, "What you changed here is not saved.", "Ihre Änderungen sind nicht gespeichert.", "لم يُحفظ ما غيّرته هنا."},
	{&sayKeepEditing, "Keep editing", "Weiter bearbeiten", "متابعة التعديل"},
	{&sayDiscard, "Discard the changes", "Änderungen verwerfen", "تجاهل التغييرات"},
	{&saySave, "Save", "Speichern", "حفظ"},
	{&saySaving, "Saving…", "Wird gespeichert…", "جارٍ الحفظ…"},
	{&saySaved, "Saved", "Gespeichert", "حُفظ"},
	{&sayNotSaved, "Not saved yet", "Noch nicht gespeichert", "لم يُحفظ بعد"},
	{&sayCreate, "Create", "Anlegen", "إنشاء"},
	{&sayNo, "No", "Nein", "لا"},
	{&sayMore, "More", "Mehr", "المزيد"},
	{&sayCopied, "Copied", "Kopiert", "نُسخ"},
	{&sayNumber, "Write a whole number.", "Schreiben Sie eine ganze Zahl.", "اكتب عددًا صحيحًا."},
	{&sayTitleField, "Title", "Titel", "العنوان"},
	{&sayStaffOnlyMore,
		"Only supervisors and admins see and enter it.",
		"Nur Teamleitung und Admins sehen und betreten ihn.",
		"لا يراها ولا يدخلها إلا المشرفون والمسؤولون."},
	{&sayLongest, "Longest message", "Längste Nachricht", "أطول رسالة"},
	{&sayLongestHint, "In characters, 160 to 5,000.", "In Zeichen, 160 bis 5000.", "بالأحرف، من 160 إلى 5000."},
	{&sayOpenRoom, "Open the room", "Raum öffnen", "فتح الغرفة"},
	{&sayDeleteRoom, "Delete this room…", "Diesen Raum löschen…", "حذف هذه الغرفة…"},
	{&sayDeleteYes, "Delete", "Löschen", "حذف"},
	{&sayDeleteRoomAskedOf,
		"Delete “{title}” with everything that was said there?",
		"„{title}“ mit allem löschen, was dort gesagt wurde?",
		"هل تريد حذف ”{title}“ مع كل ما قيل فيها؟"},

	{&sayUsers, "Users", "Benutzer", "المستخدمون"},
	{&sayNoUsers, "No users yet.", "Noch keine Benutzer.", "لا يوجد مستخدمون بعد."},
	{&sayNewUser, "New user", "Neuer Benutzer", "مستخدم جديد"},
	{&sayAccess, "Access", "Zugang", "الدخول"},
	{&sayPerson, "Person", "Person", "الشخص"},
	{&sayUsername, "Name to sign in with", "Name zum Anmelden", "اسم تسجيل الدخول"},
	{&sayUsernameHint, "It cannot be changed later.", "Er lässt sich später nicht ändern.", "لا يمكن تغييره لاحقًا."},
	{&sayRoleField, "Role", "Rolle", "الدور"},
	{&sayRoleHint,
		"Supervisors also enter staff rooms and warn rooms. Admins also look after users, sites and rooms.",
		"Die Teamleitung betritt auch Räume der Leitung und spricht in Räumen Warnungen aus. Admins verwalten auch Benutzer, Sites und Räume.",
		"يدخل المشرفون أيضًا غرف المشرفين ويوجّهون التحذيرات في الغرف. ويدير المسؤولون أيضًا المستخدمين والمواقع والغرف."},
	{&sayPasswordHint, "Left empty, one is made for you.", "Bleibt es leer, wird eines für Sie gemacht.", "إذا تُركت فارغة فستُنشأ لك واحدة."},
	{&sayFirstName, "First name", "Vorname", "الاسم الأول"},
	{&sayLastName, "Last name", "Nachname", "اسم العائلة"},
	{&sayEmail, "E-mail", "E-Mail", "البريد الإلكتروني"},
	{&sayEmailHint, "Only admins see it.", "Nur Admins sehen sie.", "لا يراه إلا المسؤولون."},
	{&sayPasswordOnce,
		"This password is shown only now. Copy it and pass it on.",
		"Dieses Passwort wird nur jetzt gezeigt. Kopieren Sie es und geben Sie es weiter.",
		"تُعرض كلمة المرور هذه الآن فقط. انسخها وسلّمها لصاحبها."},
	{&sayReset, "Reset the password…", "Passwort zurücksetzen…", "إعادة تعيين كلمة المرور…"},
	{&sayResetYes, "Reset", "Zurücksetzen", "إعادة التعيين"},
	{&sayResetDone, "The password is reset", "Das Passwort ist zurückgesetzt", "أُعيد تعيين كلمة المرور"},
	{&sayResetAskedOf,
		"Give {name} a new password? They are signed out everywhere.",
		"{name} ein neues Passwort geben? Die Person wird überall abgemeldet.",
		"هل تريد إعطاء {name} كلمة مرور جديدة؟ سيُسجَّل الخروج من كل مكان."},
	{&sayDisable, "Disable…", "Sperren…", "تعطيل…"},
	{&sayDisableYes, "Disable", "Sperren", "تعطيل"},
	{&sayDisableAskedOf,
		"Disable {name}? They are signed out at once and cannot sign in.",
		"{name} sperren? Die Person wird sofort abgemeldet und kann sich nicht mehr anmelden.",
		"هل تريد تعطيل {name}؟ سيُسجَّل الخروج فورًا ولن يمكن تسجيل الدخول."},
	{&sayEnable, "Enable…", "Entsperren…", "تفعيل…"},
	{&sayEnableYes, "Enable", "Entsperren", "تفعيل"},
	{&sayEnableAskedOf, "Let {name} sign in again?", "{name} wieder anmelden lassen?", "هل تريد السماح لـ {name} بتسجيل الدخول مجددًا؟"},

	{&saySites, "Sites", "Sites", "المواقع"},
	{&sayNoSites,
		"No sites yet. A site is a place where the chat is embedded.",
		"Noch keine Sites. Eine Site ist ein Ort, an dem der Chat eingebettet ist.",
		"لا توجد مواقع بعد. الموقع هو المكان الذي تُضمَّن فيه الدردشة."},
	{&sayNewSite, "New site", "Neue Site", "موقع جديد"},
	{&saySite, "Site", "Site", "الموقع"},
	{&sayOrigins, "Origins", "Ursprünge", "الأصول"},
	{&sayOriginsHint,
		"The pages that may show the chat: one per line, such as https://shop.example.",
		"Die Seiten, die den Chat zeigen dürfen: eine je Zeile, etwa https://shop.example.",
		"الصفحات التي يجوز لها عرض الدردشة: واحدة في كل سطر، مثل https://shop.example."},
	{&sayLook, "Look", "Aussehen", "المظهر"},
	{&sayTitleHint,
		"It heads the panel. Left empty, it is the name.",
		"Er steht oben im Chatfenster. Bleibt er leer, ist es der Name.",
		"يظهر أعلى نافذة الدردشة. إذا تُرك فارغًا فهو الاسم."},
	{&sayColor, "Colour", "Farbe", "اللون"},
	{&sayColorHint,
		"Of the launcher and the head, as #rrggbb. Left empty, it is ours.",
		"Der Chat-Schaltfläche und des Kopfes, als #rrggbb. Bleibt sie leer, ist es unsere.",
		"لون زر الدردشة ورأس النافذة بصيغة #rrggbb. إذا تُرك فارغًا فهو لوننا."},
	{&sayTextColor, "Colour of the text on it", "Farbe des Textes darauf", "لون النص عليه"},
	{&sayTextColorHint,
		"Left empty, it is black or white, whichever reads better.",
		"Bleibt sie leer, ist es Schwarz oder Weiß, je nachdem, was besser lesbar ist.",
		"إذا تُرك فارغًا فهو أسود أو أبيض، أيهما أوضح."},
	{&saySide, "Place of the launcher", "Platz der Chat-Schaltfläche", "مكان زر الدردشة"},
	{&saySideEnd, "Where the page's language ends", "Wo die Zeilen der Seite enden", "حيث تنتهي أسطر الصفحة"},
	{&saySideLeft, "Left", "Links", "اليسار"},
	{&saySideRight, "Right", "Rechts", "اليمين"},
	{&sayLauncher, "Text of the launcher", "Text der Chat-Schaltfläche", "نص زر الدردشة"},
	{&sayLauncherHint, "Left empty, it is an icon.", "Bleibt er leer, ist es ein Symbol.", "إذا تُرك فارغًا فهو أيقونة."},
	{&sayWords, "Words", "Worte", "الكلمات"},
	{&sayGreeting, "Greeting", "Begrüßung", "الترحيب"},
	{&sayGreetingHint,
		"Up to 5 lines, typed out when the panel is opened.",
		"Bis zu 5 Zeilen, die beim Öffnen des Chatfensters getippt werden.",
		"حتى 5 أسطر تُكتب عند فتح نافذة الدردشة."},
	{&sayPlaceholder, "In the empty message box", "Im leeren Nachrichtenfeld", "في مربع الرسالة الفارغ"},
	{&sayPlaceholderHint, "Left empty: “Write a message…”", "Bleibt es leer: „Nachricht schreiben…“", "إذا تُرك فارغًا: ”اكتب رسالة…“"},
	{&sayEndedText, "When the conversation has ended", "Wenn das Gespräch beendet ist", "عند انتهاء المحادثة"},
	{&sayEndedTextHint,
		"Left empty: “This conversation has ended.”",
		"Bleibt es leer: „Dieses Gespräch ist beendet.“",
		"إذا تُرك فارغًا: ”انتهت هذه المحادثة.“"},
	{&sayFields, "Questions before the chat", "Fragen vor dem Chat", "أسئلة قبل الدردشة"},
	{&sayFieldsHint,
		"Asked once per conversation, and shown to the agent.",
		"Einmal je Gespräch gestellt und dem Agenten gezeigt.",
		"تُطرح مرة في كل محادثة وتُعرض على موظف الدعم."},
	{&sayBeforeFields, "Text above them", "Text darüber", "النص فوقها"},
	{&sayLabel, "Question", "Frage", "السؤال"},
	{&sayKindOf, "Answer", "Antwort", "الإجابة"},
	{&sayFieldText, "A text", "Ein Text", "نص"},
	{&sayFieldName, "A name", "Ein Name", "اسم"},
	{&sayFieldEmail, "An e-mail address", "Eine E-Mail-Adresse", "عنوان بريد إلكتروني"},
	{&sayRequired, "Required", "Erforderlich", "مطلوب"},
	{&sayRemove, "Remove", "Entfernen", "إزالة"},
	{&sayAddField, "Add a question", "Frage hinzufügen", "إضافة سؤال"},
	{&sayPickOf, "Choose: {label}", "Auswählen: {label}", "اختيار: {label}"},
	{&sayFieldNumberOf, "Question {n}", "Frage {n}", "السؤال {n}"},
	{&sayRemoveFieldOf, "Remove the question “{label}”", "Frage „{label}“ entfernen", "إزالة السؤال ”{label}“"},
	{&sayRules, "Rules", "Regeln", "القواعد"},
	{&sayFirstHistory, "Messages shown at first", "Zuerst gezeigte Nachrichten", "الرسائل المعروضة في البداية"},
	{&sayFirstHistoryHint, "1 to 300.", "1 bis 300.", "من 1 إلى 300."},
	{&sayCalls, "Voice and video calls", "Sprach- und Videoanrufe", "مكالمات الصوت والفيديو"},
	{&sayCallsHint,
		"Visitors and agents may offer a call.",
		"Besucher und Agenten dürfen einen Anruf anbieten.",
		"يجوز للزوار وموظفي الدعم عرض مكالمة."},
	{&saySnippet, "Snippet", "Code zum Einbetten", "رمز التضمين"},
	{&saySnippetHint,
		"Paste this into the pages of the site. What you change here later needs no other one.",
		"Fügen Sie dies in die Seiten der Site ein. Was Sie hier später ändern, braucht keinen neuen Code.",
		"الصق هذا في صفحات الموقع. ما تغيّره هنا لاحقًا لا يحتاج إلى رمز آخر."},
	{&sayPicture, "Picture", "Bild", "الصورة"},
	{&sayPictureHint,
		"PNG, JPEG or WebP, up to 100 KiB and 1024 × 1024 pixels. It is there as soon as you choose it.",
		"PNG, JPEG oder WebP, bis 100 KiB und 1024 × 1024 Pixel. Es ist da, sobald Sie es wählen.",
		"PNG أو JPEG أو WebP، حتى 100 كيبيبايت و1024 × 1024 بكسل. تظهر حالما تختارها."},
	{&sayPictureLater,
		"Create the site first. Then you can choose a picture.",
		"Legen Sie zuerst die Site an. Dann können Sie ein Bild wählen.",
		"أنشئ الموقع أولًا، ثم يمكنك اختيار صورة."},
	{&sayPictureNone, "Choose a picture.", "Wählen Sie ein Bild.", "اختر صورة."},
	{&sayRemovePicture, "Remove the picture", "Bild entfernen", "إزالة الصورة"},
	{&sayPreview, "Preview", "Vorschau", "معاينة"},
	{&sayPreviewSaid, "Do you ship abroad?", "Versenden Sie ins Ausland?", "هل تشحنون إلى الخارج؟"},
	{&sayPreviewFieldsOf,
		"{n} question is asked before the chat|{n} questions are asked before the chat",
		"Vor dem Chat wird {n} Frage gestellt|Vor dem Chat werden {n} Fragen gestellt",
		"لا تُطرح أسئلة قبل الدردشة|يُطرح سؤال واحد قبل الدردشة|يُطرح سؤالان قبل الدردشة|تُطرح {n} أسئلة قبل الدردشة|يُطرح {n} سؤالًا قبل الدردشة|يُطرح {n} سؤال قبل الدردشة"},

	{&saySections, "Sections", "Bereiche", "الأقسام"},
	{&sayRooms, "Rooms", "Räume", "الغرف"},
	{&sayRoom, "Room", "Raum", "الغرفة"},
	{&sayAdmin, "Administration", "Verwaltung", "الإدارة"},
	{&sayAdminShort, "Admin", "Verwaltung", "الإدارة"},
	{&sayLoadingRooms, "Loading rooms", "Räume werden geladen", "جارٍ تحميل الغرف"},
	{&sayNoRooms, "No rooms yet", "Noch keine Räume", "لا توجد غرف بعد"},
	{&sayNoRoomsAdmin,
		"In a room, colleagues talk among themselves. Create the first one.",
		"In einem Raum sprechen Kollegen unter sich. Legen Sie den ersten an.",
		"في الغرفة يتحدث الزملاء فيما بينهم. أنشئ أول غرفة."},
	{&sayNoRoomsAgent,
		"In a room, colleagues talk among themselves. An admin can create one.",
		"In einem Raum sprechen Kollegen unter sich. Ein Admin kann einen anlegen.",
		"في الغرفة يتحدث الزملاء فيما بينهم. يستطيع المسؤول إنشاء واحدة."},
	{&sayNoRoomsList,
		"No rooms yet. In a room, colleagues talk among themselves.",
		"Noch keine Räume. In einem Raum sprechen Kollegen unter sich.",
		"لا توجد غرف بعد. في الغرفة يتحدث الزملاء فيما بينهم."},
	{&sayNewRoom, "New room", "Neuer Raum", "غرفة جديدة"},
	{&sayMakeRoom, "Create a room", "Raum anlegen", "إنشاء غرفة"},
	{&sayStaffOnly, "Staff only", "Nur Leitung", "للمشرفين فقط"},
	{&sayChooseRoom, "Choose a room", "Wählen Sie einen Raum", "اختر غرفة"},
	{&sayChooseRoomMore,
		"Open several: they stand side by side.",
		"Öffnen Sie mehrere: Sie stehen nebeneinander.",
		"افتح عدة غرف: تظهر جنبًا إلى جنب."},
	{&sayOpenRooms, "Open rooms", "Geöffnete Räume", "الغرف المفتوحة"},
	{&sayBackToRooms, "Back to the rooms", "Zurück zu den Räumen", "العودة إلى الغرف"},
	{&sayMembers, "Members", "Mitglieder", "الأعضاء"},
	{&sayMembersIn, "Members of {title}", "Mitglieder von {title}", "أعضاء {title}"},
	{&sayOnlineMembers,
		"{n} online|{n} online",
		"{n} online|{n} online",
		"لا أحد متصل|عضو واحد متصل|عضوان متصلان|{n} أعضاء متصلون|{n} عضوًا متصلًا|{n} عضو متصل"},
	{&sayUnreadRoomCount,
		"{n} unread room|{n} unread rooms",
		"{n} ungelesener Raum|{n} ungelesene Räume",
		"لا غرف غير مقروءة|غرفة واحدة غير مقروءة|غرفتان غير مقروءتين|{n} غرف غير مقروءة|{n} غرفة غير مقروءة|{n} غرفة غير مقروءة"},
	{&sayIsOnline, "Online", "Online", "متصل"},
	{&sayAway, "Away", "Abwesend", "غير متواجد"},
	{&sayYourself, "{name} ({you})", "{name} ({you})", "{name} ({you})"},
	{&sayEdit, "Edit", "Bearbeiten", "تعديل"},
	{&sayEditRoomOf, "Edit {title}", "{title} bearbeiten", "تعديل {title}"},
	{&sayLeaveRoom, "Leave", "Verlassen", "مغادرة"},
	{&sayLeaveRoomOf, "Leave {title}", "{title} verlassen", "مغادرة {title}"},
	{&sayMessagesOf, "Messages in {title}", "Nachrichten in {title}", "الرسائل في {title}"},
	{&sayWriteTo, "Write to {title}…", "An {title} schreiben…", "اكتب إلى {title}…"},
	{&sayRoomNotShown, "This room cannot be shown", "Dieser Raum kann nicht gezeigt werden", "لا يمكن عرض هذه الغرفة"},
	{&sayRoomNowhere,
		"This room does not exist. It may have been deleted.",
		"Diesen Raum gibt es nicht. Vielleicht wurde er gelöscht.",
		"هذه الغرفة غير موجودة. ربما حُذفت."},
	{&sayRoomDeletedOf, "“{title}” was deleted.", "„{title}“ wurde gelöscht.", "حُذفت ”{title}“."},
	{&sayRoomStaff,
		"This room is for staff only. Ask an admin if you should be in it.",
		"Dieser Raum ist nur für die Leitung. Fragen Sie einen Admin, wenn Sie darin sein sollten.",
		"هذه الغرفة للمشرفين فقط. اسأل أحد المسؤولين إن كان ينبغي أن تكون فيها."},
	{&sayRoomStaffOf,
		"“{title}” is for staff only. Ask an admin if you should be in it.",
		"„{title}“ ist nur für die Leitung. Fragen Sie einen Admin, wenn Sie darin sein sollten.",
		"”{title}“ للمشرفين فقط. اسأل أحد المسؤولين إن كان ينبغي أن تكون فيها."},
	{&sayRoomSignIn, "Sign in to enter this room.", "Melden Sie sich an, um diesen Raum zu betreten.", "سجّل الدخول لدخول هذه الغرفة."},
	{&sayDraftKept,
		"What you were writing is kept. Copy it before you close the room.",
		"Was Sie gerade schrieben, ist erhalten. Kopieren Sie es, bevor Sie den Raum schließen.",
		"ما كنت تكتبه محفوظ. انسخه قبل أن تغلق الغرفة."},
	{&sayYourDraft, "What you were writing", "Was Sie gerade schrieben", "ما كنت تكتبه"},
	{&sayCloseRoomShort, "Close", "Schließen", "إغلاق"},
	{&sayKinds, "Say it as", "Senden als", "الإرسال بصفة"},
	{&sayKindMessage, "Message", "Nachricht", "رسالة"},

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
