// Written from crates/app/src/view.rs by `KOSHIN_WRITE_CONTRACT=1 cargo test -p koshin-app`.

/**
 * About.
 */
export type About = { 
/**
 * The version.
 */
version: string, 
/**
 * Every host that Koshin contacts, and what for.
 */
hosts: Array<Row>, };

/**
 * Adding a server: what was typed, without the password.
 */
export type AddServer = { 
/**
 * The kinds to choose from.
 */
kinds: Array<KindChoice>, 
/**
 * What was typed so far.
 */
form: ServerForm, 
/**
 * The id of the registered server that is changed; `None` for a new one.
 */
editing: string | null, 
/**
 * The administrator has set all of it but 「ユーザーID」.
 */
isPreset: boolean, };

/**
 * A job that is under way.
 */
export type Busy = { 
/**
 * What is being done.
 */
what: string, 
/**
 * How far it has come.
 */
stage: string | null, 
/**
 * It can be cancelled.
 */
canCancel: boolean, 
/**
 * The server asks the person for something.
 */
question: QuestionView | null, };

/**
 * Steps 5 and 6 in the browser.
 */
export type ByHand = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * Why, where Koshin could not go on by itself: what was reached, what was not found, that
 * nothing was saved.
 */
reason: string | null, 
/**
 * The manual's steps.
 */
steps: Array<ManualStep>, 
/**
 * Koshin could save instead.
 */
canGoByKoshin: boolean, 
/**
 * Koshin could read what is shown there afterwards.
 */
canRead: boolean, 
/**
 * The expiry that the site should show, formed.
 */
expected: string, 
/**
 * The expiry that the person sees, as typed so far.
 */
typed: string, };

/**
 * One line of the table before → after.
 */
export type ChangeRow = { 
/**
 * The item.
 */
label: string, 
/**
 * As it stands.
 */
before: string, 
/**
 * As it will stand.
 */
after: string, 
/**
 * They differ.
 */
changed: boolean, 
/**
 * The step at which it can be changed.
 */
change: string | null, };

/**
 * Step 1.
 */
export type CheckExpiry = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * Days left, or that it has expired, or that it is not known.
 */
headline: string, 
/**
 * How urgent.
 */
urgency: Urgency, 
/**
 * What to know now: the manual's 注意事項 where they matter.
 */
cautions: Array<string>, 
/**
 * The license's items as the server shows them.
 */
rows: Array<Row>, 
/**
 * Who renewed last with which Apple ID.
 */
last: string | null, 
/**
 * The Apple ID of last time, where known.
 */
appleIdSame: string | null, 
/**
 * `same`, `other`, or nothing chosen yet.
 */
appleIdChoice: string | null, 
/**
 * The other Apple ID as typed.
 */
appleIdOther: string, 
/**
 * Koshin can read the license once more.
 */
canReadAgain: boolean, 
/**
 * Where Koshin cannot read it: what the person can tell of the license.
 */
told: Told | null, };

/**
 * Step 3.
 */
export type ChooseFile = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * The chosen file's name.
 */
fileName: string | null, 
/**
 * The outcome, in a sentence.
 */
summary: string | null, 
/**
 * How it went as a whole.
 */
mark: Mark | null, 
/**
 * What was looked at.
 */
findings: Array<FindingRow>, 
/**
 * What the person can do.
 */
need: NeedView, 
/**
 * The location's name as typed so far.
 */
typedLocation: string, 
/**
 * Apple could not be asked, and can be asked once more.
 */
canAskAgain: boolean, 
/**
 * Last year's token file may be offered.
 */
canOfferLast: boolean, };

/**
 * Step 6.
 */
export type Confirm = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * How it stands.
 */
state: ConfirmState, 
/**
 * The outcome, in a sentence.
 */
headline: string, 
/**
 * Old expiry, formed.
 */
before: string, 
/**
 * New expiry, formed.
 */
after: string, 
/**
 * How it was confirmed, in words.
 */
confirmedBy: string | null, 
/**
 * What to do next.
 */
next: Array<string>, 
/**
 * The expiry that the person sees on the site, as typed so far, where only they can tell.
 */
typed: string | null, 
/**
 * The record's id, once it is written.
 */
record: string | null, };

/**
 * How the confirmation stands.
 */
export type ConfirmState = "waiting" | "renewed" | "renewed-by-hand" | "not-renewed" | "unknown";

/**
 * One check.
 */
export type FindingRow = { 
/**
 * The check's word.
 */
check: string, 
/**
 * What was looked at.
 */
title: string, 
/**
 * How it went.
 */
mark: Mark, 
/**
 * What was found, in a sentence.
 */
text: string, 
/**
 * What to do, where there is something.
 */
cure: string | null, };

/**
 * What stands around every step.
 */
export type Frame = { 
/**
 * The step's number, from 1.
 */
number: number, 
/**
 * How many steps there are.
 */
total: number, 
/**
 * Which license, in a line: name, server.
 */
about: string, 
/**
 * The person may go back.
 */
canGoBack: boolean, 
/**
 * It may be left and continued later.
 */
canLeave: boolean, 
/**
 * Steps 5 and 6 will be done in the browser.
 */
byHand: boolean, };

/**
 * Step 2.
 */
export type GetToken = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * Where the token is downloaded.
 */
url: string, 
/**
 * With which Apple ID, in a sentence.
 */
appleId: string, 
/**
 * The way through the menus.
 */
path: Array<PathItem>, 
/**
 * That a token file was opened with Koshin, and that it is used in the next step, in a sentence.
 */
opened: string | null, 
/**
 * When the path was last checked, formed.
 */
pathChecked: string, 
/**
 * 「見つからない場合」: cause and what to do.
 */
causes: Array<string>, 
/**
 * A ready request to whoever holds the Apple account.
 */
request: string, };

/**
 * What the administrator has set, so that the person cannot change it.
 */
export type Governed = { 
/**
 * The language.
 */
language: boolean, 
/**
 * There is no practice.
 */
practiceOff: boolean, 
/**
 * That nothing can be saved, and whom to ask, formed; `None` where it can.
 */
readOnly: string | null, };

/**
 * All records.
 */
export type History = { 
/**
 * Newest first.
 */
rows: Array<HistoryRow>, 
/**
 * Lines of the journal that could not be read, in a sentence.
 */
damage: string | null, };

/**
 * One line of the history.
 */
export type HistoryRow = { 
/**
 * The record's id.
 */
id: string, 
/**
 * When, formed in Japan time.
 */
when: string, 
/**
 * The license.
 */
license: string, 
/**
 * The server.
 */
server: string, 
/**
 * The outcome, in words.
 */
outcome: string, 
/**
 * How it went.
 */
mark: Mark, 
/**
 * Old → new expiry, formed.
 */
expiry: string, 
/**
 * The Apple ID.
 */
appleId: string, };

/**
 * Home.
 */
export type Home = { 
/**
 * One sentence about the most urgent license.
 */
headline: string, 
/**
 * How urgent that is.
 */
urgency: Urgency, 
/**
 * The servers, each with its licenses.
 */
servers: Array<ServerCard>, 
/**
 * That a token file was opened with Koshin, and what comes next, in a sentence.
 */
opened: string | null, 
/**
 * Renewals that were left and can be continued.
 */
unfinished: Array<Unfinished>, };

/**
 * A kind of server that can be added.
 */
export type KindChoice = { 
/**
 * The word.
 */
kind: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is, in a sentence.
 */
hint: string, 
/**
 * 「実サーバーで確認済み／未確認」; `None` where Koshin does not speak to it at all.
 */
evidence: string | null, };

/**
 * A language of the interface.
 */
export type Language = "ja" | "en";

/**
 * A license in a list.
 */
export type LicenseRow = { 
/**
 * Its id on the server.
 */
id: string, 
/**
 * 「アカウント名」 or what else tells it apart.
 */
name: string, 
/**
 * 「組織」.
 */
organization: string, 
/**
 * 「ロケーション」.
 */
location: string, 
/**
 * 「有効期限」, formed in Japan time.
 */
expires: string, 
/**
 * Days left, formed.
 */
daysLeft: string, 
/**
 * How urgent.
 */
urgency: Urgency, 
/**
 * Who renewed it last, formed.
 */
last: string | null, 
/**
 * That nobody knows what became of the last save, formed.
 */
unsettled: string | null, };

/**
 * One step of the manual's own, in the browser.
 */
export type ManualStep = { 
/**
 * The manual's number, 【6】 to 【11】.
 */
number: string, 
/**
 * What to do.
 */
text: string, 
/**
 * ⇒ the result.
 */
result: string | null, 
/**
 * A value to copy.
 */
copy: Row | null, 
/**
 * Another value to copy.
 */
copySecond: Row | null, 
/**
 * Opens the folder of the file.
 */
folder: boolean, 
/**
 * Opens the site.
 */
site: boolean, };

/**
 * How one check went.
 */
export type Mark = "pass" | "note" | "stop" | "not-comparable" | "skipped" | "accepted";

/**
 * What the person can do about the checks.
 */
export type NeedView = { "need": "file" } | { "need": "nothing" } | { "need": "other-token" } | { "need": "type-location", 
/**
 * The question, formed; it names the location.
 */
text: string, } | { "need": "confirm-location", 
/**
 * The question, formed; it names the location.
 */
text: string, 
/**
 * The name to confirm.
 */
location: string, } | { "need": "confirm-unseen", 
/**
 * The question, formed.
 */
text: string, };

/**
 * The page.
 */
export type Page = { "name": "welcome" } | { "name": "home" } & Home | { "name": "add-server" } & AddServer | { "name": "server-test" } & ServerTest | { "name": "sign-in" } & SignIn | { "name": "check-expiry" } & CheckExpiry | { "name": "get-token" } & GetToken | { "name": "choose-file" } & ChooseFile | { "name": "write-notes" } & WriteNotes | { "name": "save" } & SavePage | { "name": "by-hand" } & ByHand | { "name": "confirm" } & Confirm | { "name": "record" } & RecordPage | { "name": "history" } & History | { "name": "settings" } & SettingsPage | { "name": "about" } & About;

/**
 * One item on the way through Apple's menus.
 */
export type PathItem = { 
/**
 * In the language of the interface.
 */
name: string, 
/**
 * In the other language.
 */
other: string, 
/**
 * Former names.
 */
former: Array<string>, };

/**
 * What went wrong: what happened, why, what to do.
 */
export type ProblemView = { 
/**
 * The stable code, to quote to support.
 */
code: string, 
/**
 * The one thing to offer, as a word (`koshin_core::Remedy`).
 */
remedy: string, 
/**
 * What happened.
 */
what: string, 
/**
 * Why.
 */
why: string, 
/**
 * What to do.
 */
cure: string, 
/**
 * The field that it is about, by its name in the form.
 */
field: string | null, 
/**
 * The id of the server that it is about, where the remedy is to go on there by hand.
 */
server: string | null, };

/**
 * A question of the server in the middle of a job.
 */
export type QuestionView = { 
/**
 * The question, formed.
 */
prompt: string, 
/**
 * An address to open, for a device code.
 */
url: string | null, 
/**
 * A code to enter there.
 */
code: string | null, 
/**
 * The person types an answer.
 */
wantsAnswer: boolean, };

/**
 * One record.
 */
export type RecordPage = { 
/**
 * The license.
 */
license: string, 
/**
 * The outcome, in words.
 */
outcome: string, 
/**
 * How it went.
 */
mark: Mark, 
/**
 * What is still to be done, in a sentence.
 */
next: string | null, 
/**
 * Everything that is recorded.
 */
rows: Array<Row>, 
/**
 * What was looked at.
 */
findings: Array<FindingRow>, };

/**
 * A label and its value, formed.
 */
export type Row = { 
/**
 * The label.
 */
label: string, 
/**
 * The value.
 */
value: string, };

/**
 * Step 5.
 */
export type SavePage = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * Before and after.
 */
rows: Array<ChangeRow>, 
/**
 * Where it is saved, in a sentence.
 */
target: string, };

/**
 * One thing that a rehearsal looked for.
 */
export type SeenRow = { 
/**
 * The page, as the site names it.
 */
page: string, 
/**
 * What that means, where the interface is in another language than the site.
 */
pageGloss: string | null, 
/**
 * The label as the manual names it.
 */
label: string, 
/**
 * What that means, as for the page.
 */
labelGloss: string | null, 
/**
 * As it stands on the page.
 */
found: string | null, 
/**
 * It is needed.
 */
needed: boolean, };

/**
 * A registered server on the home page.
 */
export type ServerCard = { 
/**
 * Its profile's id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What kind it is, in words.
 */
kind: string, 
/**
 * The host's name.
 */
host: string, 
/**
 * When its licenses were last read, formed; `None` if never.
 */
readAt: string | null, 
/**
 * Koshin can read it.
 */
canRead: boolean, 
/**
 * Its licenses, the most urgent first.
 */
licenses: Array<LicenseRow>, };

/**
 * The fields of a server, without its secrets.
 */
export type ServerForm = { 
/**
 * The kind's word.
 */
kind: string, 
/**
 * A name of the person's choice; empty for the host's name.
 */
name: string, 
/**
 * The address of the sign-in page.
 */
url: string, 
/**
 * 企業コード, where the site has one.
 */
company: string, 
/**
 * ユーザーID.
 */
user: string, 
/**
 * A CA certificate file (PEM) for this server, by its path.
 */
caFile: string, 
/**
 * A proxy's address; empty for the system's.
 */
proxy: string, };

/**
 * A server in the settings.
 */
export type ServerSetting = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Kind, address, user.
 */
rows: Array<Row>, 
/**
 * A password is kept in the keyring.
 */
secretKept: boolean, 
/**
 * Koshin signs in to it.
 */
signsIn: boolean, 
/**
 * What the administrator has set of it; `None` where the person registered it.
 */
preset: SetBefore | null, };

/**
 * What a rehearsal found.
 */
export type ServerTest = { 
/**
 * The server's id.
 */
server: string, 
/**
 * The server's name.
 */
serverName: string, 
/**
 * The outcome, in a sentence.
 */
summary: string, 
/**
 * All that is needed was found.
 */
passed: boolean, 
/**
 * What was looked for.
 */
rows: Array<SeenRow>, 
/**
 * There is something for a support file.
 */
hasStructure: boolean, };

/**
 * How much of a server the administrator has set. It cannot be removed in either case.
 */
export type SetBefore = "but-user" | "whole";

/**
 * Settings.
 */
export type SettingsPage = { 
/**
 * Days before the expiry from which on a license is urgent.
 */
warnDays: number, 
/**
 * Who renews, as it goes into the records.
 */
person: string, 
/**
 * The servers.
 */
servers: Array<ServerSetting>, 
/**
 * Where settings and records are kept.
 */
folder: string, 
/**
 * The scenarios of practice: word and name.
 */
scenarios: Array<Row>, };

/**
 * The password of a server is needed.
 */
export type SignIn = { 
/**
 * The server's id.
 */
server: string, 
/**
 * The server's name.
 */
serverName: string, 
/**
 * Where it is and who signs in.
 */
rows: Array<Row>, 
/**
 * Why it is asked for, in a sentence.
 */
reason: string, 
/**
 * The keyring can be used.
 */
canKeep: boolean, };

/**
 * A text that goes to the server.
 */
export type TextField = { 
/**
 * The text as it will be saved.
 */
value: string, 
/**
 * As it stands on the server.
 */
before: string, 
/**
 * The most characters that the server takes.
 */
max: number | null, 
/**
 * Where the server has no place for it: that it goes into the record.
 */
keptInRecord: boolean, };

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * What the person tells of a license that Koshin cannot read. All optional.
 */
export type Told = { 
/**
 * 「アカウント名」.
 */
accountName: string, 
/**
 * 「有効期限」, as the page shows it.
 */
expires: string, 
/**
 * 「ロケーション」.
 */
location: string, 
/**
 * 「備考」.
 */
notes: string, };

/**
 * A renewal that was left.
 */
export type Unfinished = { 
/**
 * Its id.
 */
id: string, 
/**
 * Which license and since when, formed.
 */
text: string, 
/**
 * At which step, formed.
 */
step: string, 
/**
 * A save was begun whose end is not known.
 */
needsLook: boolean, };

/**
 * How urgent an expiry is.
 */
export type Urgency = "ok" | "soon" | "expired" | "unknown";

/**
 * All that is on the screen.
 */
export type View = { 
/**
 * Counts the facts that changed; a save names the revision that the person looked at.
 */
revision: number, 
/**
 * The language of the sentences: `ja` or `en`.
 */
language: Language, 
/**
 * The language as chosen, `None` following the system.
 */
languageChoice: Language | null, 
/**
 * The theme as chosen.
 */
theme: Theme, 
/**
 * Everything happens with the practice servers.
 */
practice: boolean, 
/**
 * What the administrator has set.
 */
governed: Governed, 
/**
 * The page.
 */
page: Page, 
/**
 * A job is under way.
 */
busy: Busy | null, 
/**
 * What went wrong last, until the person does something else.
 */
problem: ProblemView | null, 
/**
 * Something that went right, for a short status line.
 */
notice: string | null, };

/**
 * Step 4.
 */
export type WriteNotes = { 
/**
 * The frame.
 */
frame: Frame, 
/**
 * 「アカウント名」.
 */
accountName: TextField, 
/**
 * 「備考」.
 */
notes: TextField, };
