package ui

// refusals are sentences of the server that both apps show, by what it says in
// English: the sentence of each code, what it tells the user to do, what is
// wrong with a field, what happened in a room, and what it calls those who gave
// no name.
var refusals = Refusals{
	{"Invalid JSON", "Ungültiges JSON", "بيانات JSON غير صالحة"},
	{"Unknown message type", "Unbekannte Art von Nachricht", "نوع الرسالة غير معروف"},
	{"Empty message", "Leere Nachricht", "الرسالة فارغة"},
	{"Message too long", "Nachricht zu lang", "الرسالة طويلة جدًا"},
	{"Message ID required", "Die ID der Nachricht fehlt", "معرّف الرسالة مطلوب"},
	{"Sign in first.", "Melden Sie sich zuerst an.", "سجّل الدخول أولًا."},
	{"That room does not exist.", "Diesen Raum gibt es nicht.", "هذه الغرفة غير موجودة."},
	{"You are not a member here.", "Sie sind hier kein Mitglied.", "لست عضوًا هنا."},
	{"That does not exist.", "Das gibt es nicht.", "هذا غير موجود."},
	{"You may not do that.", "Das dürfen Sie nicht.", "لا يُسمح لك بذلك."},
	{"That was already done differently.", "Das ist schon anders geschehen.", "تم ذلك من قبل بشكل مختلف."},
	{
		"This conversation has ended. Start a new one to go on.",
		"Dieses Gespräch ist beendet. Beginnen Sie ein neues, um fortzufahren.",
		"انتهت هذه المحادثة. ابدأ محادثة جديدة للمتابعة."},
	{
		"That was a little too fast. Try again in a moment.",
		"Das war etwas zu schnell. Versuchen Sie es gleich noch einmal.",
		"كان ذلك سريعًا بعض الشيء. حاول مرة أخرى بعد قليل."},
	{
		"The server's disk is full. Your message is kept here; try again in a moment.",
		"Die Festplatte des Servers ist voll. Ihre Nachricht bleibt hier erhalten; versuchen Sie es gleich noch einmal.",
		"قرص الخادم ممتلئ. رسالتك محفوظة هنا؛ حاول مرة أخرى بعد قليل."},
	{
		"The server cannot be reached right now. Try again in a moment.",
		"Der Server ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.",
		"لا يمكن الوصول إلى الخادم الآن. حاول مرة أخرى بعد قليل."},
	{
		"Something went wrong on our side. Try again in a moment.",
		"Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.",
		"حدث خطأ من جانبنا. حاول مرة أخرى بعد قليل."},

	{"write something first.", "schreiben Sie erst etwas.", "اكتب شيئًا أولًا."},
	{"make it shorter.", "kürzen Sie sie.", "اختصرها."},
	{
		"shorten it by {n}, to at most {most} characters.",
		"kürzen Sie sie um {n} auf höchstens {most} Zeichen.",
		"اختصرها بمقدار {n} لتكون {most} حرفًا على الأكثر."},
	{"the text contains a NUL character", "der Text enthält ein NUL-Zeichen", "يحتوي النص على حرف NUL"},
	{"fill in the form first.", "füllen Sie zuerst das Formular aus.", "املأ النموذج أولًا."},
	{
		"your details are here already. Tell us what has changed in the chat.",
		"Ihre Angaben sind schon hier. Schreiben Sie uns im Chat, was sich geändert hat.",
		"بياناتك موجودة هنا بالفعل. أخبرنا في الدردشة بما تغيّر."},

	{"Please fill this in.", "Bitte füllen Sie das aus.", "يرجى ملء هذا الحقل."},
	{
		"That is no e-mail address. Write one such as anna@example.com.",
		"Das ist keine E-Mail-Adresse. Schreiben Sie eine wie anna@example.com.",
		"هذا ليس عنوان بريد إلكتروني. اكتب عنوانًا مثل anna@example.com."},
	{"This site does not ask for that.", "Danach fragt diese Site nicht.", "هذا الموقع لا يطلب ذلك."},
	{"Answer with a line.", "Antworten Sie.", "اكتب إجابتك."},
	{
		"{ask} of {least} to {most} characters; this has {n}.",
		"{ask}: {least} bis {most} Zeichen; das sind {n}.",
		"{ask}: من {least} إلى {most} حرفًا؛ هذا {n}."},
	{
		"{ask} on one line, without control characters.",
		"{ask}, in einer Zeile und ohne Steuerzeichen.",
		"{ask}، في سطر واحد ودون أحرف تحكم."},
	{"{ask} without control characters.", "{ask}, ohne Steuerzeichen.", "{ask}، دون أحرف تحكم."},

	{"{name} has entered.", "{name} ist gekommen.", "دخل {name}."},
	{"{name} has left.", "{name} ist gegangen.", "غادر {name}."},
	{"{name} called.", "{name} hat angerufen.", "اتصل {name}."},
	{"{name} started a video call.", "{name} hat mit Bild angerufen.", "اتصل {name} بالصورة."},
	{"Missed call.", "Verpasster Anruf.", "مكالمة فائتة."},
	{"Missed call, during another one.", "Verpasster Anruf, während eines anderen.", "مكالمة فائتة أثناء مكالمة أخرى."},
	{"Call declined.", "Anruf abgelehnt.", "مكالمة مرفوضة."},
	{"Call ended after {time}.", "Anruf nach {time} beendet.", "انتهت المكالمة بعد {time}."},
	{"this site has no calls.", "diese Site hat keine Anrufe.", "لا مكالمات في هذا الموقع."},
	{"calls are between a visitor and an agent.", "Anrufe gibt es zwischen Besuchern und Agenten.", "المكالمات بين الزوار والوكلاء."},
	{"you are in a call already.", "Sie sind schon in einem Anruf.", "أنت في مكالمة بالفعل."},
	{"the call was answered elsewhere.", "der Anruf wurde woanders angenommen.", "أُجيب على المكالمة في مكان آخر."},
	{"the call is over.", "der Anruf ist vorbei.", "انتهت المكالمة."},
	// The last, because it goes on to the end.
	{"Visitor {id}", "Besucher {id}", "زائر {id}"},
}
