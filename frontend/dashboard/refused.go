package dashboard

import "parley/frontend/ui"

// refusals are sentences of the server that only agents see; see [ui.Said].
var refusals = ui.Refusals{
	{"a user with this name exists.", "einen Benutzer mit diesem Namen gibt es schon.", "يوجد مستخدم بهذا الاسم."},
	{"no user has this name.", "kein Benutzer hat diesen Namen.", "لا يوجد مستخدم بهذا الاسم."},
	{
		"nobody disables themselves or changes their own role. Ask another admin.",
		"niemand sperrt sich selbst oder ändert die eigene Rolle. Bitten Sie einen anderen Admin.",
		"لا يمكن لأحد تعطيل نفسه أو تغيير دوره. اطلب ذلك من مسؤول آخر."},
	{
		"one admin has to remain who can sign in. Make somebody else an admin first.",
		"ein Admin muss bleiben, der sich anmelden kann. Machen Sie zuerst jemand anderen zum Admin.",
		"يجب أن يبقى مسؤول واحد يستطيع تسجيل الدخول. عيّن مسؤولًا آخر أولًا."},
	{
		"another room has this title. Choose a different one.",
		"ein anderer Raum hat diesen Titel. Wählen Sie einen anderen.",
		"لغرفة أخرى هذا العنوان. اختر عنوانًا مختلفًا."},
	{
		"the visitor has started another conversation since. Go on there.",
		"der Besucher hat inzwischen ein anderes Gespräch begonnen. Fahren Sie dort fort.",
		"بدأ الزائر محادثة أخرى منذ ذلك الحين. تابع هناك."},
	{
		"nobody looks after this conversation any more.",
		"niemand betreut dieses Gespräch mehr.",
		"لم يعد أحد يتولى هذه المحادثة."},
	{"{name} has taken this conversation.", "{name} hat dieses Gespräch übernommen.", "تولّى {name} هذه المحادثة."},
	{
		"{name} can no longer sign in. Choose somebody else.",
		"{name} kann sich nicht mehr anmelden. Wählen Sie jemand anderen.",
		"لم يعد بإمكان {name} تسجيل الدخول. اختر شخصًا آخر."},
	{"join it first.", "treten Sie zuerst bei.", "انضم إليها أولًا."},
	{"your role has changed.", "Ihre Rolle hat sich geändert.", "تغيّر دورك."},
	{"the picture did not arrive in full", "das Bild kam nicht vollständig an", "لم تصل الصورة كاملة"},

	{"Give the room a title.", "Geben Sie dem Raum einen Titel.", "أعطِ الغرفة عنوانًا."},
	{"Give the site a name.", "Geben Sie der Site einen Namen.", "أعطِ الموقع اسمًا."},
	{"Write a title.", "Schreiben Sie einen Titel.", "اكتب عنوانًا."},
	{"Write a text for the launcher.", "Schreiben Sie einen Text für die Chat-Schaltfläche.", "اكتب نصًا لزر الدردشة."},
	{"Write greeting lines.", "Schreiben Sie Zeilen zur Begrüßung.", "اكتب أسطر الترحيب."},
	{"Write a text for the message box.", "Schreiben Sie einen Text für das Nachrichtenfeld.", "اكتب نصًا لمربع الرسالة."},
	{"Write a text before the fields.", "Schreiben Sie einen Text vor die Felder.", "اكتب نصًا قبل الحقول."},
	{"Write a text for the end.", "Schreiben Sie einen Text für das Ende.", "اكتب نصًا للنهاية."},
	{"Give each field a label.", "Geben Sie jedem Feld eine Beschriftung.", "أعطِ كل حقل تسمية."},
	{"Give the name to sign in with.", "Geben Sie den Namen zum Anmelden an.", "أدخل الاسم المستخدم لتسجيل الدخول."},
	{"Write a first name.", "Schreiben Sie einen Vornamen.", "اكتب الاسم الأول."},
	{"Write a last name.", "Schreiben Sie einen Nachnamen.", "اكتب اسم العائلة."},
	{"Write an e-mail address.", "Schreiben Sie eine E-Mail-Adresse.", "اكتب عنوان بريد إلكتروني."},
	{
		"The name to sign in with has no spaces around it.",
		"Der Name zum Anmelden hat keine Leerzeichen am Rand.",
		"لا توجد مسافات حول اسم تسجيل الدخول."},
	{
		"Choose a role: agent, supervisor or admin.",
		"Wählen Sie eine Rolle: Agent, Teamleitung oder Admin.",
		"اختر دورًا: موظف دعم أو مشرف أو مسؤول."},
	{
		"A password has 8 to 256 characters. Left empty, one is made for you.",
		"Ein Passwort hat 8 bis 256 Zeichen. Bleibt es leer, wird eines für Sie gemacht.",
		"تتكون كلمة المرور من 8 إلى 256 حرفًا. إذا تُركت فارغة فستُنشأ لك واحدة."},
	{
		"The launcher sits left or right.",
		"Die Chat-Schaltfläche sitzt links oder rechts.",
		"يكون زر الدردشة على اليسار أو اليمين."},
	{"Greet with at most {n} lines.", "Begrüßen Sie mit höchstens {n} Zeilen.", "رحّب بما لا يزيد على {n} أسطر."},
	{
		"The longest message has {least} to {most} characters.",
		"Die längste Nachricht hat {least} bis {most} Zeichen.",
		"تتكون أطول رسالة من {least} إلى {most} حرف."},
	{"Show 1 to {n} messages at first.", "Zeigen Sie zuerst 1 bis {n} Nachrichten.", "اعرض من 1 إلى {n} رسالة في البداية."},
	{
		"Add the origin of a page, such as https://shop.example: without one, no page can show the widget.",
		"Fügen Sie den Ursprung einer Seite hinzu, etwa https://shop.example: Ohne einen kann keine Seite das Widget zeigen.",
		"أضف أصل صفحة، مثل https://shop.example: من دونه لا يمكن لأي صفحة عرض الدردشة."},
	{"A site has at most {n} origins.", "Eine Site hat höchstens {n} Ursprünge.", "للموقع {n} أصلًا على الأكثر."},
	{
		"{origin} is not an origin: write scheme and host, such as https://shop.example or http://localhost:3000, without a path.",
		"{origin} ist kein Ursprung: Schreiben Sie Schema und Host ohne Pfad, etwa https://shop.example oder http://localhost:3000.",
		"{origin} ليس أصلًا: اكتب البروتوكول والمضيف دون مسار، مثل https://shop.example أو http://localhost:3000."},
	{"Write the colour as #rrggbb.", "Schreiben Sie die Farbe als #rrggbb.", "اكتب اللون بصيغة #rrggbb."},
	{"Choose the colour behind the text, too.", "Wählen Sie auch die Farbe hinter dem Text.", "اختر أيضًا اللون خلف النص."},
	{
		"This text is hard to read: its contrast is {n}, and has to be 4.5. Leave it empty for {color}.",
		"Dieser Text ist schwer zu lesen: Sein Kontrast ist {n} und muss 4.5 sein. Lassen Sie das Feld leer für {color}.",
		"هذا النص صعب القراءة: تباينه {n} ويجب أن يكون 4.5. اتركه فارغًا لاستخدام {color}."},
	{"Ask at most {n} questions.", "Stellen Sie höchstens {n} Fragen.", "اطرح {n} أسئلة على الأكثر."},
	{
		"Each field has a key of its own, of up to 40 of a to z, 0 to 9 and _.",
		"Jedes Feld hat einen eigenen Schlüssel aus bis zu 40 Zeichen von a bis z, 0 bis 9 und _.",
		"لكل حقل مفتاح خاص به من 40 حرفًا على الأكثر من a إلى z ومن 0 إلى 9 و_."},
	{
		"A field asks for a name, an email or a text.",
		"Ein Feld fragt nach einem Namen, einer E-Mail-Adresse oder einem Text.",
		"يسأل الحقل عن اسم أو بريد إلكتروني أو نص."},
	{"Ask for a name once.", "Fragen Sie nur einmal nach einem Namen.", "اسأل عن الاسم مرة واحدة."},
	{
		"A picture has at most {n} KiB. Make it smaller.",
		"Ein Bild hat höchstens {n} KiB. Verkleinern Sie es.",
		"حجم الصورة {n} كيبيبايت على الأكثر. صغّرها."},
	{
		"That is no picture we can show. Choose a PNG, JPEG or WebP.",
		"Dieses Bild können wir nicht zeigen. Wählen Sie ein PNG, JPEG oder WebP.",
		"لا يمكننا عرض هذه الصورة. اختر PNG أو JPEG أو WebP."},
	{
		"A picture is at most {most} × {high} pixels; this one has {wide} × {tall}.",
		"Ein Bild hat höchstens {most} × {high} Pixel; dieses hat {wide} × {tall}.",
		"أبعاد الصورة {most} × {high} بكسل على الأكثر؛ أبعاد هذه {wide} × {tall}."},
	{
		"The picture is damaged. Save it again, or choose another.",
		"Das Bild ist beschädigt. Speichern Sie es noch einmal oder wählen Sie ein anderes.",
		"الصورة تالفة. احفظها مرة أخرى أو اختر غيرها."},
	{"Choose a picture.", "Wählen Sie ein Bild.", "اختر صورة."},

	{"That name or password is not right.", "Der Name oder das Passwort stimmt nicht.", "الاسم أو كلمة المرور غير صحيحة."},
}
