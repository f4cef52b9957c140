package dashboard

import "parley/frontend/ui"

// What only the rooms say.
var (
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
)

var roomSayings = ui.Sayings{
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
}
