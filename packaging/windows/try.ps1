# Installs Koshin in silence, runs it, and uninstalls it, on a Windows that has none: for CI.
#   try.ps1 SETUP.EXE VERSION [-AllUsers] [-Signed]
param(
    [Parameter(Mandatory)][string]$Setup,
    [Parameter(Mandatory)][string]$Version,
    [switch]$AllUsers,
    [switch]$Signed
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$switches = @('/S')
$folder = Join-Path $env:LOCALAPPDATA 'Programs\Koshin'
$root = 'HKCU:'
if ($AllUsers) {
    $switches += '/AllUsers'
    $folder = Join-Path $env:ProgramFiles 'Koshin'
    $root = 'HKLM:'
}
$entry = "$root\Software\Microsoft\Windows\CurrentVersion\Uninstall\Koshin"
$kind = "$root\Software\Classes\Koshin.vpptoken"

function Assert($is, $what) {
    if (-not $is) { throw "NOT: $what" }
    Write-Host "ok  $what"
}

function Invoke-Silently($program, $arguments) {
    $run = Start-Process -FilePath $program -ArgumentList $arguments -PassThru
    # Without it the exit code is forgotten when the process ends.
    $null = $run.Handle
    if (-not $run.WaitForExit(180000)) {
        $run.Kill()
        throw "$program waits for somebody"
    }
    $run.ExitCode
}

$code = Invoke-Silently $Setup $switches
# 3: installed, and WebView2 is missing, as on some servers.
Assert ($code -in 0, 3) "installed with exit code $code"
$said = & (Join-Path $folder 'koshin-cli.exe') --version
Assert ($said -eq "koshin-cli $Version") "koshin-cli says $said"
Assert ((Get-ItemProperty $entry).DisplayVersion -eq $Version) 'it is in the list of installed apps'
Assert (Test-Path $kind) 'the file type is known'
if ($Signed) {
    foreach ($name in 'koshin.exe', 'koshin-cli.exe', 'uninstall.exe') {
        $status = (Get-AuthenticodeSignature (Join-Path $folder $name)).Status
        Assert ($status -eq 'Valid') "$name is signed: $status"
    }
    Assert ((Get-AuthenticodeSignature $Setup).Status -eq 'Valid') 'the installer is signed'
}

$code = Invoke-Silently $Setup $switches
Assert ($code -in 0, 3) "installed over itself with exit code $code"

# A copy elsewhere, so that its end can be waited for.
$copy = Join-Path $env:TEMP 'koshin-uninstall.exe'
Copy-Item -LiteralPath (Join-Path $folder 'uninstall.exe') -Destination $copy
$code = Invoke-Silently $copy @('/S', "_?=$folder")
Assert ($code -eq 0) "uninstalled with exit code $code"
Remove-Item -LiteralPath $copy
Assert (-not (Test-Path -LiteralPath $folder)) 'its folder is gone'
Assert (-not (Test-Path $entry)) 'its entry is gone'
Assert (-not (Test-Path $kind)) 'the file type is gone'
