package dashboard

import "parley/frontend/ui"

// What only the administration says.
var (
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
)

var adminSayings = ui.Sayings{
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
}
