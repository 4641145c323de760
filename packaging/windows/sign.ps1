# Signs one file with Azure Artifact Signing, for `cargo xtask package windows --pack --sign`.
# From the environment: SIGN_ENDPOINT, SIGN_ACCOUNT and SIGN_PROFILE, as the Azure portal names them,
# and AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, which Microsoft's library reads.
#
# Source: Microsoft, "Set up signing integrations to use Artifact Signing", the part on SignTool.
param([Parameter(Mandatory)][string]$File)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$client = 'Microsoft.ArtifactSigning.Client'
$clientVersion = '1.0.128'
$timestamps = 'http://timestamp.acs.microsoft.com'

$tools = Join-Path $PSScriptRoot '..\..\target\tools\sign'
$library = Join-Path $tools "$client.$clientVersion\bin\x64\Azure.CodeSigning.Dlib.dll"
if (-not (Test-Path -LiteralPath $library)) {
    nuget install $client -Version $clientVersion -OutputDirectory $tools -NonInteractive | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "$client $clientVersion could not be installed" }
}

$kits = Join-Path ${env:ProgramFiles(x86)} 'Windows Kits\10\bin\10.*\x64\signtool.exe'
$signtool = Get-Item $kits | Sort-Object { [version]$_.Directory.Parent.Name } | Select-Object -Last 1
if (-not $signtool) { throw 'signtool.exe is not there: it comes with the Windows SDK' }

$names = Join-Path $tools 'names.json'
@{
    Endpoint = $env:SIGN_ENDPOINT
    CodeSigningAccountName = $env:SIGN_ACCOUNT
    CertificateProfileName = $env:SIGN_PROFILE
} | ConvertTo-Json | Set-Content -LiteralPath $names -Encoding ascii

& $signtool.FullName sign /fd SHA256 /tr $timestamps /td SHA256 /dlib $library /dmdf $names $File
if ($LASTEXITCODE -ne 0) { throw "$File could not be signed" }
