; The installer of Koshin for Windows. `cargo xtask package windows` calls makensis with
;   VERSION   as in Cargo.toml, such as 0.1.0
;   STAGE     the folder with the files to install
;   ICON      the .ico file
;   SIDE      the picture beside the first and the last page
;   OUTPUT    the installer to write
;   SIZE_KB   what the files take on the disk
;   LOADER    if it is there: WebView2's library lies beside the programs, as with mingw
;   SIGN      if it is there: the command that signs a file, whose name is added
;   QUICK     if it is there: do not compress much, this is only tried
; Switches and exit codes are for administrators: docs/deploy.md.

Target amd64-unicode
Unicode true
ManifestDPIAware true
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LangFile.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "Win\COM.nsh"
!include "Win\Propkey.nsh"

!define SHORTCUT "Koshin VPPトークン更新"
; The identifier of the window, src-tauri/tauri.conf.json.
!define APP_ID "app.koshin.desktop"
!define PROG_ID "Koshin.vpptoken"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Koshin"
!define WEBVIEW2 "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define WEBVIEW2_PAGE "https://developer.microsoft.com/microsoft-edge/webview2/"

!define EXIT_NOT_WRITTEN 2
!define EXIT_NO_WEBVIEW2 3
!define EXIT_IS_OPEN 4
!define EXIT_NOT_ADMINISTRATOR 5
!define EXIT_SECRETS_LEFT 6

Name "Koshin"
OutFile "${OUTPUT}"
; Decided in .onInit, unless /D= says where.
InstallDir ""
; Administrators start it elevated for /AllUsers; nobody else is asked for anything.
RequestExecutionLevel user
BrandingText "Koshin ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Koshin"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "${SHORTCUT}"
VIAddVersionKey /LANG=0 "CompanyName" "Koshin"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT OR Apache-2.0"

Var IsForAll
Var HasWebView2

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_WELCOMEPAGE_TITLE "$(welcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(welcomeText)"
!define MUI_FINISHPAGE_TITLE "$(finishTitle)"
!define MUI_FINISHPAGE_TEXT "$(finishText)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(finishRun)"
!define MUI_FINISHPAGE_RUN_FUNCTION openKoshin
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_ABORTWARNING

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

; The first one is for every language that is not here.
!insertmacro MUI_LANGUAGE "English"
!insertmacro LANGFILE_INCLUDE "english.nsh"
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro LANGFILE_INCLUDE "japanese.nsh"

; --------------------------------------------------------------------------- installing

Function .onInit
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    Call beAdministrator
    StrCpy $IsForAll 1
    SetShellVarContext all
  ${EndIf}

  ${If} $INSTDIR == ""
    ; Where it was the last time, so that there is one.
    ReadRegStr $INSTDIR SHCTX "${ENTRY}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $IsForAll = 1
      StrCpy $INSTDIR "$PROGRAMFILES64\Koshin"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Koshin"
    ${EndIf}
  ${EndIf}
FunctionEnd

; Goes on where this is an administrator; else a person is asked for the rights, and nobody in silence.
Function beAdministrator
  UserInfo::GetAccountType
  Pop $1
  ${If} $1 == "Admin"
    Return
  ${EndIf}
  ${IfNot} ${Silent}
    ClearErrors
    ExecShell "runas" "$EXEPATH" "$0"
    ${IfNot} ${Errors}
      SetErrorLevel 0
      Quit
    ${EndIf}
  ${EndIf}
  MessageBox MB_OK|MB_ICONSTOP "$(needsAdministrator)" /SD IDOK
  SetErrorLevel ${EXIT_NOT_ADMINISTRATOR}
  Quit
FunctionEnd

Section "Koshin"
  Call waitUntilClosed
  ClearErrors
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File "${STAGE}\koshin.exe"
  File "${STAGE}\koshin-cli.exe"
  !ifdef LOADER
    File "${STAGE}\WebView2Loader.dll"
  !endif
  File "${STAGE}\LICENSE-MIT.txt"
  File "${STAGE}\LICENSE-APACHE.txt"
  File "${STAGE}\THIRD-PARTY.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ; In silence NSIS passes over a file that cannot be written.
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "$(notWritten)" /SD IDOK
    SetErrorLevel ${EXIT_NOT_WRITTEN}
    Quit
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\${SHORTCUT}.lnk" "$INSTDIR\koshin.exe"
  Call nameShortcut
  Call associate
  Call writeEntry
  Call lookForWebView2
SectionEnd

; A program that runs cannot be written over, nor removed.
!macro WAIT_UNTIL_CLOSED un
Function ${un}waitUntilClosed
  again:
  ${IfNot} ${FileExists} "$INSTDIR\koshin.exe"
    Return
  ${EndIf}
  ClearErrors
  FileOpen $0 "$INSTDIR\koshin.exe" a
  ${IfNot} ${Errors}
    FileClose $0
    ClearErrors
    FileOpen $0 "$INSTDIR\koshin-cli.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      Return
    ${EndIf}
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(isOpen)" /SD IDCANCEL IDRETRY again
  SetErrorLevel ${EXIT_IS_OPEN}
  Quit
FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_CLOSED ""
!insertmacro WAIT_UNTIL_CLOSED "un."

; Gives the shortcut the name by which Windows knows the app, for notifications and the task bar.
; That it has none is no reason to stop.
Function nameShortcut
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P= 0
    Return
  ${EndIf}
  ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
  ${If} $1 P<> 0
    ${IPersistFile::Load} $1 '("$SMPROGRAMS\${SHORTCUT}.lnk",${STGM_READWRITE})'
    ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
    ${If} $2 P<> 0
      System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
      System::Call '*(&w64 "${APP_ID}")p.r4'
      ; 31 is VT_LPWSTR.
      System::Call '*(&i2 31,&i2 0,&i2 0,&i2 0,p r4,p 0)p.r5'
      ${IPropertyStore::SetValue} $2 '($3,$5)'
      ${IPropertyStore::Commit} $2 ""
      ${IPersistFile::Save} $1 '("$SMPROGRAMS\${SHORTCUT}.lnk",1)'
      System::Free $3
      System::Free $4
      System::Free $5
      ${IUnknown::Release} $2 ""
    ${EndIf}
    ${IUnknown::Release} $1 ""
  ${EndIf}
  ${IUnknown::Release} $0 ""
FunctionEnd

; Offers Koshin for .vpptoken. It becomes the default only where there is none.
Function associate
  WriteRegStr SHCTX "Software\Classes\${PROG_ID}" "" "$(fileType)"
  WriteRegStr SHCTX "Software\Classes\${PROG_ID}\DefaultIcon" "" "$INSTDIR\koshin.exe,0"
  WriteRegStr SHCTX "Software\Classes\${PROG_ID}\shell\open\command" "" '"$INSTDIR\koshin.exe" "%1"'
  WriteRegStr SHCTX "Software\Classes\.vpptoken\OpenWithProgids" "${PROG_ID}" ""
  ; Somebody's default may stand with the person or with the machine.
  ReadRegStr $0 HKCU "Software\Classes\.vpptoken" ""
  ReadRegStr $1 HKLM "Software\Classes\.vpptoken" ""
  ${If} "$0$1" == ""
    WriteRegStr SHCTX "Software\Classes\.vpptoken" "" "${PROG_ID}"
  ${EndIf}
  Call tellShell
FunctionEnd

!macro TELL_SHELL un
Function ${un}tellShell
  ; SHCNE_ASSOCCHANGED
  System::Call 'shell32::SHChangeNotify(i 0x08000000,i 0,p 0,p 0)'
FunctionEnd
!macroend
!insertmacro TELL_SHELL ""
!insertmacro TELL_SHELL "un."

Function writeEntry
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "${SHORTCUT}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\koshin.exe,0"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "Koshin"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
FunctionEnd

; Windows 11 brings WebView2, and so does Edge; an older Windows may lack it. Installed either way,
; since the command line does without.
Function lookForWebView2
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW2}" "pv"
  ReadRegStr $1 HKCU "Software\${WEBVIEW2}" "pv"
  ${If} "$0" != ""
  ${AndIf} "$0" != "0.0.0.0"
    StrCpy $HasWebView2 1
  ${ElseIf} "$1" != ""
  ${AndIf} "$1" != "0.0.0.0"
    StrCpy $HasWebView2 1
  ${EndIf}
  ${If} $HasWebView2 = 1
    Return
  ${EndIf}
  SetErrorLevel ${EXIT_NO_WEBVIEW2}
  MessageBox MB_YESNO|MB_ICONEXCLAMATION "$(noWebView2)" /SD IDNO IDNO no
  ExecShell "open" "${WEBVIEW2_PAGE}"
  no:
FunctionEnd

; Through the Explorer, so that Koshin does not get an administrator's rights.
Function openKoshin
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\koshin.exe"'
FunctionEnd

; --------------------------------------------------------------------------- uninstalling

Function un.onInit
  ${GetParameters} $0
  ReadRegStr $1 HKLM "${ENTRY}" "InstallLocation"
  ${If} $1 == $INSTDIR
    Call un.beAdministrator
    StrCpy $IsForAll 1
    SetShellVarContext all
  ${EndIf}
  ; A person chooses on a page; in silence only what is named goes.
  ${If} ${Silent}
    Call un.readSwitches
  ${EndIf}
FunctionEnd

Function un.beAdministrator
  UserInfo::GetAccountType
  Pop $1
  ${If} $1 == "Admin"
    Return
  ${EndIf}
  ${IfNot} ${Silent}
    ClearErrors
    ; This is a copy in the folder for temporary files, which is told where Koshin is.
    ExecShell "runas" "$EXEPATH" "_?=$INSTDIR"
    ${IfNot} ${Errors}
      SetErrorLevel 0
      Quit
    ${EndIf}
  ${EndIf}
  MessageBox MB_OK|MB_ICONSTOP "$(needsAdministrator)" /SD IDOK
  SetErrorLevel ${EXIT_NOT_ADMINISTRATOR}
  Quit
FunctionEnd

Section "-un.closed"
  Call un.waitUntilClosed
SectionEnd

; Before the program goes that can do it.
Section "un.$(sectionSecrets)" SECRETS
  nsExec::Exec '"$INSTDIR\koshin-cli.exe" forget-secrets'
  Pop $0
  ${If} $0 != 0
    SetErrorLevel ${EXIT_SECRETS_LEFT}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(secretsLeft)" /SD IDOK
  ${EndIf}
SectionEnd

Section /o "un.$(sectionSettings)" SETTINGS
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\Koshin"
  Call un.setContext
SectionEnd

Section "un.Koshin" PROGRAM
  SectionIn RO
  Delete "$INSTDIR\koshin.exe"
  Delete "$INSTDIR\koshin-cli.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENSE-MIT.txt"
  Delete "$INSTDIR\LICENSE-APACHE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"

  Delete "$SMPROGRAMS\${SHORTCUT}.lnk"
  Call un.dissociate
  DeleteRegKey SHCTX "${ENTRY}"

  ; What the browser in the window keeps for itself, of whoever uninstalls. Koshin keeps nothing in it.
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${APP_ID}"
  Call un.setContext
SectionEnd

Function un.setContext
  ${If} $IsForAll = 1
    SetShellVarContext all
  ${EndIf}
FunctionEnd

Function un.dissociate
  DeleteRegKey SHCTX "Software\Classes\${PROG_ID}"
  DeleteRegValue SHCTX "Software\Classes\.vpptoken\OpenWithProgids" "${PROG_ID}"
  ReadRegStr $0 SHCTX "Software\Classes\.vpptoken" ""
  ${If} $0 == "${PROG_ID}"
    DeleteRegValue SHCTX "Software\Classes\.vpptoken" ""
  ${EndIf}
  DeleteRegKey /ifempty SHCTX "Software\Classes\.vpptoken\OpenWithProgids"
  ; /ifempty looks for keys in it only: somebody's default must stay.
  ReadRegStr $0 SHCTX "Software\Classes\.vpptoken" ""
  EnumRegValue $1 SHCTX "Software\Classes\.vpptoken" 0
  ${If} "$0$1" == ""
    DeleteRegKey /ifempty SHCTX "Software\Classes\.vpptoken"
  ${EndIf}
  Call un.tellShell
FunctionEnd

; Without the settings nobody knows any more which passwords there are: they go together.
Function un.readSwitches
  ClearErrors
  ${GetOptions} $0 "/RemoveSettings" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${SETTINGS}
    Return
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/ForgetSecrets" $1
  ${If} ${Errors}
    !insertmacro UnselectSection ${SECRETS}
  ${EndIf}
FunctionEnd

Function un.onSelChange
  ${If} ${SectionIsSelected} ${SETTINGS}
    !insertmacro SelectSection ${SECRETS}
  ${EndIf}
FunctionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${PROGRAM} "$(aboutProgram)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SECRETS} "$(aboutSecrets)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SETTINGS} "$(aboutSettings)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
