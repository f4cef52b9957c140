package ui

import (
	"time"
)

// Every sentence the widget and this package say. What they are is in sayings.
var (
	SayChat                 string
	SayClose                string
	SayMore                 string
	SayConversation         string
	SayMessage              string
	SayWrite                string
	SaySend                 string
	SayGreeting             string
	SayGreetingMore         string
	SayToday                string
	SayYesterday            string
	SayNow                  string
	SayYou                  string
	SaySending              string
	SaySent                 string
	SayDelivered            string
	SaySeen                 string
	SayEdited               string
	SayDeleted              string
	SayNotSent              string
	SayRetry                string
	SayCopy                 string
	SayDelete               string
	SayEnded                string
	SayYouEnded             string
	SayReopened             string
	SayEnd                  string
	SayEndQuestion          string
	SayEndYes               string
	SayEndNo                string
	SayEndedHere            string
	SayStartNew             string
	SayReconnecting         string
	SayOffline              string
	SaySuperseded           string
	SayForbidden            string
	SayStopped              string
	SayContinueHere         string
	SayTryAgain             string
	SayBootFailed           string
	SayUnknownSite          string
	SayAway                 string
	SayCannotEnd            string
	SayWarning              string
	SayAlert                string
	SayOlderFailed          string
	SayNewMessagesAria      string
	SayActions              string
	SayReply                string
	SayEdit                 string
	SayDeleteForMe          string
	SayDeleteForAll         string
	SayKeep                 string
	SayEarlier              string
	SayShowOriginal         string
	SayEditing              string
	SayCall                 string
	SayCallHow              string
	SayVoiceCall            string
	SayVideoCall            string
	SayCallAsks             string
	SayCallWaits            string
	SayCallRings            string
	SayVideoCallRings       string
	SayCallJoins            string
	SayAccept               string
	SayDecline              string
	SayHangUp               string
	SayMute                 string
	SayDarken               string
	SayCallEnded            string
	SayCallDeclined         string
	SayCallMissed           string
	SayCallBusy             string
	SayCallOffline          string
	SayCallLost             string
	SayNoMicrophone         string
	SayCancel               string
	SayUnderstood           string
	SayNote                 string
	SayBeforeFields         string
	SayOptional             string
	SayStartChat            string
	SayTeam                 string
	SayTeamOnline           string
	SayTeamAway             string
	SayVisitorFallback      string
	SaySomebodyFallback     string
	SayDeleteForMeQuestion  string
	SayDeleteForAllQuestion string

	sayTypingOne        string
	sayTypingTwo        string
	sayTypingMany       string
	sayOnlineOne        string
	sayOnlineTwo        string
	sayOnlineMany       string
	sayNewMessages      string
	sayConversationWith string
	sayEndedBy          string
	sayEntered          string
	sayLeave            string
	sayRoomChanged      string
	sayRoomChangedStaff string
	sayReplyTo          string
	sayTaken            string
	sayGivenBack        string
	sayGiven            string
	sayLeft             string
	sayTooMany          string
	saySeenAt           string
	sayMinutes          string

	sayWeekdays      string
	sayShortWeekdays string
	sayMonths        string
	sayShortMonths   string
	sayWeekdayClock  string
	sayDayMonth      string
	sayDayMonthYear  string
	sayFullTime      string
)

// sayings are all of them, each with its translations. Numbers are in the figures
// of Europe in every language, as on most Arabic websites.
var sayings = Sayings{
	{&SayChat, "Chat with us", "Chatten Sie mit uns", "تحدّث معنا"},
	{&SayClose, "Close chat", "Chat schließen", "إغلاق الدردشة"},
	{&SayMore, "More", "Mehr", "المزيد"},
	{&SayConversation, "Conversation", "Gespräch", "المحادثة"},
	{&SayMessage, "Message", "Nachricht", "الرسالة"},
	{&SayWrite, "Write a message…", "Nachricht schreiben…", "اكتب رسالة…"},
	{&SaySend, "Send message", "Nachricht senden", "إرسال الرسالة"},
	{&SayGreeting, "How can we help?", "Wie können wir helfen?", "كيف يمكننا مساعدتك؟"},
	{&SayGreetingMore,
		"Write us a message. We answer right here.",
		"Schreiben Sie uns. Wir antworten gleich hier.",
		"اكتب لنا رسالة وسنرد عليك هنا."},
	{&SayToday, "Today", "Heute", "اليوم"},
	{&SayYesterday, "Yesterday", "Gestern", "أمس"},
	{&SayNow, "now", "jetzt", "الآن"},
	{&SayYou, "You", "Sie", "أنت"},
	{&SaySending, "Sending", "Wird gesendet", "قيد الإرسال"},
	{&SaySent, "Sent", "Gesendet", "أُرسلت"},
	{&SayDelivered, "Delivered", "Zugestellt", "وصلت"},
	{&SaySeen, "Seen", "Gelesen", "قُرئت"},
	{&SayEdited, "edited", "bearbeitet", "معدّلة"},
	{&SayDeleted, "Message deleted", "Nachricht gelöscht", "حُذفت الرسالة"},
	{&SayNotSent, "Not sent.", "Nicht gesendet.", "لم تُرسل."},
	{&SayRetry, "Retry", "Wiederholen", "إعادة المحاولة"},
	{&SayCopy, "Copy", "Kopieren", "نسخ"},
	{&SayDelete, "Delete", "Löschen", "حذف"},
	{&SayEnded, "The conversation has ended", "Das Gespräch ist beendet", "انتهت المحادثة"},
	{&SayYouEnded, "You ended the conversation", "Sie haben das Gespräch beendet", "أنهيت المحادثة"},
	{&SayReopened, "The conversation goes on", "Das Gespräch geht weiter", "استؤنفت المحادثة"},
	{&SayEnd, "End conversation", "Gespräch beenden", "إنهاء المحادثة"},
	{&SayEndQuestion, "End this conversation?", "Dieses Gespräch beenden?", "هل تريد إنهاء هذه المحادثة؟"},
	{&SayEndYes, "End", "Beenden", "إنهاء"},
	{&SayEndNo, "Keep it open", "Offen lassen", "إبقاؤها مفتوحة"},
	{&SayEndedHere, "This conversation has ended.", "Dieses Gespräch ist beendet.", "انتهت هذه المحادثة."},
	{&SayStartNew, "Start a new conversation", "Neues Gespräch beginnen", "بدء محادثة جديدة"},
	{&SayReconnecting, "Reconnecting…", "Verbindung wird wiederhergestellt…", "جارٍ إعادة الاتصال…"},
	{&SayOffline,
		"You are offline. Messages will go out when you are back.",
		"Sie sind offline. Nachrichten gehen hinaus, sobald Sie wieder online sind.",
		"أنت غير متصل بالإنترنت. ستُرسل الرسائل عند عودة الاتصال."},
	{&SaySuperseded,
		"The chat is open in a newer tab.",
		"Der Chat ist in einem neueren Tab geöffnet.",
		"الدردشة مفتوحة في علامة تبويب أحدث."},
	{&SayForbidden,
		"This conversation is not open to you.",
		"Dieses Gespräch ist Ihnen nicht zugänglich.",
		"هذه المحادثة غير متاحة لك."},
	{&SayStopped, "The chat was closed by the server.", "Der Server hat den Chat geschlossen.", "أغلق الخادم الدردشة."},
	{&SayContinueHere, "Continue here", "Hier fortfahren", "المتابعة هنا"},
	{&SayTryAgain, "Try again", "Erneut versuchen", "حاول مرة أخرى"},
	{&SayBootFailed,
		"The chat could not start. Check your connection and try again.",
		"Der Chat konnte nicht starten. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.",
		"تعذّر بدء الدردشة. تحقق من اتصالك وحاول مرة أخرى."},
	{&SayUnknownSite,
		"This chat is not set up yet. Please reach us another way.",
		"Dieser Chat ist noch nicht eingerichtet. Bitte erreichen Sie uns auf anderem Weg.",
		"لم تُجهَّز هذه الدردشة بعد. يرجى التواصل معنا بطريقة أخرى."},
	{&SayAway,
		"The chat cannot be reached. Your text is kept.",
		"Der Chat ist nicht erreichbar. Ihr Text bleibt erhalten.",
		"لا يمكن الوصول إلى الدردشة. نصّك محفوظ."},
	{&SayCannotEnd,
		"The conversation could not be ended. Try again in a moment.",
		"Das Gespräch konnte nicht beendet werden. Versuchen Sie es gleich noch einmal.",
		"تعذّر إنهاء المحادثة. حاول مرة أخرى بعد قليل."},
	{&SayWarning, "Warning", "Warnung", "تحذير"},
	{&SayAlert, "Alert", "Alarm", "إنذار"},
	{&SayOlderFailed,
		"Earlier messages could not be loaded.",
		"Frühere Nachrichten konnten nicht geladen werden.",
		"تعذّر تحميل الرسائل السابقة."},
	{&SayNewMessagesAria, "Go to the newest messages", "Zu den neuesten Nachrichten", "الانتقال إلى أحدث الرسائل"},
	{&SayActions, "Message actions", "Aktionen zur Nachricht", "إجراءات الرسالة"},
	{&SayReply, "Reply", "Antworten", "رد"},
	{&SayEdit, "Edit", "Bearbeiten", "تعديل"},
	{&SayDeleteForMe, "Delete for me", "Für mich löschen", "حذف لديّ"},
	{&SayDeleteForAll, "Delete for everyone", "Für alle löschen", "حذف لدى الجميع"},
	{&SayKeep, "Keep it", "Behalten", "الاحتفاظ بها"},
	{&SayEarlier, "An earlier message", "Eine frühere Nachricht", "رسالة سابقة"},
	{&SayShowOriginal, "Show the original message", "Ursprüngliche Nachricht zeigen", "عرض الرسالة الأصلية"},
	{&SayEditing, "Edit your message", "Ihre Nachricht bearbeiten", "تعديل رسالتك"},
	{&SayCall, "Call", "Anruf", "مكالمة"},
	{&SayCallHow, "Call with or without picture?", "Mit oder ohne Bild anrufen?", "مكالمة بالصورة أم بدونها؟"},
	{&SayVoiceCall, "Voice call", "Sprachanruf", "مكالمة صوتية"},
	{&SayVideoCall, "Video call", "Videoanruf", "مكالمة فيديو"},
	{&SayCallAsks, "Allow the microphone…", "Mikrofon freigeben…", "اسمح باستخدام الميكروفون…"},
	{&SayCallWaits, "Calling…", "Wird angerufen…", "جارٍ الاتصال…"},
	{&SayCallRings, "Is calling you", "Ruft Sie an", "يتصل بك"},
	{&SayVideoCallRings, "Is calling you, with picture", "Ruft Sie an, mit Bild", "يتصل بك بالصورة"},
	{&SayCallJoins, "Connecting…", "Wird verbunden…", "جارٍ التوصيل…"},
	{&SayAccept, "Accept", "Annehmen", "قبول"},
	{&SayDecline, "Decline", "Ablehnen", "رفض"},
	{&SayHangUp, "Hang up", "Auflegen", "إنهاء المكالمة"},
	{&SayMute, "Mute", "Stummschalten", "كتم الصوت"},
	{&SayDarken, "Camera off", "Kamera aus", "إيقاف الكاميرا"},
	{&SayCallEnded, "The call has ended.", "Der Anruf ist beendet.", "انتهت المكالمة."},
	{&SayCallDeclined, "The call was declined.", "Der Anruf wurde abgelehnt.", "رُفضت المكالمة."},
	{&SayCallMissed, "No answer.", "Keine Antwort.", "لا رد."},
	{&SayCallBusy,
		"In another call. They will see that you called.",
		"In einem anderen Gespräch. Ihr Anruf wird dort angezeigt.",
		"في مكالمة أخرى. ستظهر مكالمتك هناك."},
	{&SayCallOffline,
		"Not here right now. They will see that you called.",
		"Gerade nicht da. Ihr Anruf wird dort angezeigt.",
		"ليس متواجدًا الآن. ستظهر مكالمتك هناك."},
	{&SayCallLost, "The connection was lost.", "Die Verbindung ist abgebrochen.", "انقطع الاتصال."},
	{&SayNoMicrophone,
		"There is no microphone, or your browser keeps it from us. Allow it, and try again.",
		"Es gibt kein Mikrofon, oder Ihr Browser gibt es nicht frei. Geben Sie es frei und versuchen Sie es erneut.",
		"لا يوجد ميكروفون، أو أن متصفحك لا يسمح به. اسمح به وحاول مرة أخرى."},
	{&SayCancel, "Cancel", "Abbrechen", "إلغاء"},
	{&SayUnderstood, "OK", "OK", "حسنًا"},
	{&SayNote, "Note, only your team sees this", "Notiz, nur Ihr Team sieht das", "ملاحظة، لا يراها إلا فريقك"},
	{&SayBeforeFields, "Before we start, tell us who you are.", "Sagen Sie uns bitte vorab, wer Sie sind.", "قبل أن نبدأ، أخبرنا من أنت."},
	{&SayOptional, "(optional)", "(freiwillig)", "(اختياري)"},
	{&SayStartChat, "Start the chat", "Chat beginnen", "بدء الدردشة"},
	{&SayTeam, "Here to help", "Für Sie da", "هنا للمساعدة"},
	{&SayTeamOnline, "We are online", "Wir sind online", "نحن متصلون"},
	{&SayTeamAway, "We are away and will answer here", "Wir sind gerade nicht da und antworten hier", "لسنا متواجدين الآن وسنرد هنا"},
	{&SayVisitorFallback, "Visitor", "Besucher", "زائر"},
	{&SaySomebodyFallback, "Somebody", "Jemand", "شخص ما"},
	{&SayDeleteForMeQuestion,
		"Delete this message for yourself? Others keep it.",
		"Diese Nachricht für sich löschen? Andere behalten sie.",
		"هل تريد حذف هذه الرسالة لديك؟ ستبقى لدى الآخرين."},
	{&SayDeleteForAllQuestion, "Delete this message for everyone?", "Diese Nachricht für alle löschen?", "هل تريد حذف هذه الرسالة لدى الجميع؟"},

	{&sayTypingOne, "{name} is typing", "{name} schreibt", "{name} يكتب الآن"},
	{&sayTypingTwo, "{name} and {other} are typing", "{name} und {other} schreiben", "{name} و{other} يكتبان الآن"},
	{&sayTypingMany, "Several people are typing", "Mehrere Personen schreiben", "يكتب عدة أشخاص الآن"},
	{&sayOnlineOne, "{name} is online", "{name} ist online", "{name} متصل"},
	{&sayOnlineTwo, "{name} and {other} are online", "{name} und {other} sind online", "{name} و{other} متصلان"},
	{&sayOnlineMany,
		"{name} and {n} more are online|{name} and {n} more are online",
		"{name} und {n} weitere Person sind online|{name} und {n} weitere sind online",
		"{name} متصل|{name} وشخص آخر متصلان|{name} وشخصان آخران متصلون|{name} و{n} آخرون متصلون|{name} و{n} آخرون متصلون|{name} و{n} آخرون متصلون"},
	{&sayNewMessages,
		"{n} new message|{n} new messages",
		"{n} neue Nachricht|{n} neue Nachrichten",
		"لا رسائل جديدة|رسالة جديدة واحدة|رسالتان جديدتان|{n} رسائل جديدة|{n} رسالة جديدة|{n} رسالة جديدة"},
	{&sayConversationWith, "Conversation with {name}", "Gespräch mit {name}", "محادثة مع {name}"},
	{&sayEndedBy, "{name} ended the conversation", "{name} hat das Gespräch beendet", "أنهى {name} المحادثة"},
	{&sayEntered, "{name} has entered", "{name} ist gekommen", "دخل {name}"},
	{&sayLeave, "{name} has left", "{name} ist gegangen", "غادر {name}"},
	{&sayRoomChanged,
		"{name} changed this room: “{title}”",
		"{name} hat diesen Raum geändert: „{title}“",
		"غيّر {name} هذه الغرفة: ”{title}“"},
	{&sayRoomChangedStaff,
		"{name} changed this room: “{title}”, for staff only",
		"{name} hat diesen Raum geändert: „{title}“, nur für die Leitung",
		"غيّر {name} هذه الغرفة: ”{title}“، للمشرفين فقط"},
	{&sayReplyTo, "Reply to {name}", "Antwort an {name}", "رد على {name}"},
	{&sayTaken, "{name} took this conversation", "{name} hat dieses Gespräch übernommen", "تولّى {name} هذه المحادثة"},
	{&sayGivenBack, "{name} gave this conversation back", "{name} hat dieses Gespräch zurückgegeben", "أعاد {name} هذه المحادثة"},
	{&sayGiven,
		"{name} assigned this conversation to {other}",
		"{name} hat dieses Gespräch {other} zugewiesen",
		"أسند {name} هذه المحادثة إلى {other}"},
	{&sayLeft,
		"{n} left|{n} left",
		"noch {n}|noch {n}",
		"لم يبق شيء|بقي حرف واحد|بقي حرفان|بقيت {n} أحرف|بقي {n} حرفًا|بقي {n} حرف"},
	{&sayTooMany,
		"{n} too many|{n} too many",
		"{n} zu viel|{n} zu viel",
		"لا زيادة|حرف زائد|حرفان زائدان|{n} أحرف زائدة|{n} حرفًا زائدًا|{n} حرف زائد"},
	{&saySeenAt, "Seen {when}", "Gelesen {when}", "قُرئت {when}"},
	{&sayMinutes, "{n} min|{n} min", "{n} Min.|{n} Min.", "الآن|دقيقة|دقيقتان|{n} دقائق|{n} دقيقة|{n} دقيقة"},

	{&sayWeekdays,
		"Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday",
		"Sonntag|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag",
		"الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت"},
	{&sayShortWeekdays,
		"Sun|Mon|Tue|Wed|Thu|Fri|Sat",
		"So|Mo|Di|Mi|Do|Fr|Sa",
		"الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت"},
	{&sayMonths,
		"January|February|March|April|May|June|July|August|September|October|November|December",
		"Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
		"يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"},
	{&sayShortMonths,
		"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
		"Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
		"يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"},
	{&sayWeekdayClock, "{weekday} {clock}", "{weekday} {clock}", "{weekday} {clock}"},
	{&sayDayMonth, "{day} {month}", "{day}. {month}", "{day} {month}"},
	{&sayDayMonthYear, "{day} {month} {year}", "{day}. {month} {year}", "{day} {month} {year}"},
	{&sayFullTime,
		"{weekday} {day} {month} {year}, {clock}",
		"{weekday}, {day}. {month} {year}, {clock}",
		"{weekday} {day} {month} {year}، {clock}"},
}

// SayReplyTo names whose message is replied to.
func SayReplyTo(name string) string { return Fill(sayReplyTo, "{name}", name) }

// SayTaken and SayGiven tell who looks after a conversation from now on; to is
// empty when nobody does.
func SayTaken(by string) string { return Fill(sayTaken, "{name}", by) }

// SayGiven is SayTaken for somebody else.
func SayGiven(by, to string) string {
	if to == "" {
		return Fill(sayGivenBack, "{name}", by)
	}
	return Fill(sayGiven, "{name}", by, "{other}", to)
}

// SayIsTyping names who is typing.
func SayIsTyping(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return Fill(sayTypingOne, "{name}", Said(names[0]))
	case 2:
		return Fill(sayTypingTwo, "{name}", Said(names[0]), "{other}", Said(names[1]))
	}
	return sayTypingMany
}

// Greetings are what a site says first that has no greeting of its own.
func Greetings() []string { return []string{SayGreeting, SayGreetingMore} }

// SayOnline names who is there to answer.
func SayOnline(names []string) string {
	switch len(names) {
	case 0:
		return SayTeamOnline
	case 1:
		return Fill(sayOnlineOne, "{name}", names[0])
	case 2:
		return Fill(sayOnlineTwo, "{name}", names[0], "{other}", names[1])
	}
	return Count(sayOnlineMany, len(names)-1, "{name}", names[0])
}

// SayNewMessages counts what came below.
func SayNewMessages(n int) string { return Count(sayNewMessages, n) }

// SayConversationWith names a conversation by whom it is with.
func SayConversationWith(name string) string { return Fill(sayConversationWith, "{name}", name) }

// SayEndedBy names who ended a conversation.
func SayEndedBy(name string) string { return Fill(sayEndedBy, "{name}", name) }

// SayEntered and SayLeave tell a room who comes and goes.
func SayEntered(name string) string { return Fill(sayEntered, "{name}", name) }
func SayLeave(name string) string   { return Fill(sayLeave, "{name}", name) }

// SayRoomChanged tells what somebody has made of a room.
func SayRoomChanged(by, title string, staffOnly bool) string {
	if staffOnly {
		return Fill(sayRoomChangedStaff, "{name}", by, "{title}", title)
	}
	return Fill(sayRoomChanged, "{name}", by, "{title}", title)
}

// SayLeft counts the characters that still fit, or those too many.
func SayLeft(n int) string {
	if n < 0 {
		return Count(sayTooMany, -n)
	}
	return Count(sayLeft, n)
}

// SaySeenAt says when something was seen first: the hour, and before today the
// day too. today is a [Day].
func SaySeenAt(at time.Time, today int) string {
	if Day(at) == today {
		return Fill(saySeenAt, "{when}", Clock(at))
	}
	return Fill(saySeenAt, "{when}", FullTime(at))
}

// SayMinutes is a short age.
func SayMinutes(n int) string { return Count(sayMinutes, n) }
