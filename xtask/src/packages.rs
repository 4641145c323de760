//! The system packages that building and testing need, by package manager.
//!
//! The Debian names are in daily use. Those of the others are from the packages' own file lists:
//! Fedora and openSUSE build the `WebKitGTK` that Tauri uses without `WebDriver`'s clicks, so the
//! walks in the real window need Debian, Ubuntu or Arch.

/// What the packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building the app.
    Build,
    /// The real window and the real keyring, without a desktop around them.
    Window,
    /// The UI in Chromium.
    Browser,
    /// Building for Windows.
    Windows,
    /// Type-checking for macOS.
    MacOs,
    /// The installer for Windows.
    Installer,
    /// Running what was built for Windows.
    Wine,
    /// deb and rpm.
    LinuxPackages,
    /// One file for any Linux.
    AppImage,
    /// A fresh Debian to try the deb in.
    FreshRoot,
}

/// How to tell that something is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The package manager knows it as installed.
    Package,
    /// One of these programs is found, whoever installed it.
    Program(&'static [&'static str]),
    /// The Rust in use can build for this target; if not, the package manager must know the
    /// packages as installed.
    TargetOrPackage(&'static str),
}

/// One thing that is needed, and the packages that bring it.
#[derive(Debug)]
pub(crate) struct Need {
    pub(crate) purpose: Purpose,
    pub(crate) sign: Sign,
    pub(crate) apt: &'static [&'static str],
    pub(crate) dnf: &'static [&'static str],
    pub(crate) pacman: &'static [&'static str],
    pub(crate) zypper: &'static [&'static str],
}

pub(crate) const NEEDS: &[Need] = &[
    Need {
        purpose: Purpose::Build,
        sign: Sign::Package,
        apt: &["libwebkit2gtk-4.1-dev", "libdbus-1-dev", "pkg-config", "build-essential"],
        dnf: &["webkit2gtk4.1-devel", "dbus-devel", "pkgconf-pkg-config", "gcc", "gcc-c++", "make"],
        pacman: &["webkit2gtk-4.1", "dbus", "pkgconf", "gcc", "make"],
        zypper: &["webkit2gtk3-devel", "dbus-1-devel", "pkg-config", "gcc", "gcc-c++", "make"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Program(&["WebKitWebDriver"]),
        apt: &["webkit2gtk-driver"],
        dnf: &["webkitgtk6.0"],
        pacman: &["webkitgtk-6.0"],
        zypper: &["webkit2gtk4-devel"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Program(&["Xvfb"]),
        apt: &["xvfb"],
        dnf: &["xorg-x11-server-Xvfb"],
        pacman: &["xorg-server-xvfb"],
        zypper: &["xorg-x11-server-Xvfb"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Program(&["dbus-daemon"]),
        apt: &["dbus-daemon"],
        dnf: &["dbus-daemon"],
        pacman: &["dbus"],
        zypper: &["dbus-1-daemon"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Program(&["gnome-keyring-daemon"]),
        apt: &["gnome-keyring"],
        dnf: &["gnome-keyring"],
        pacman: &["gnome-keyring"],
        zypper: &["gnome-keyring"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Program(&["secret-tool"]),
        apt: &["libsecret-tools"],
        dnf: &["libsecret"],
        pacman: &["libsecret"],
        zypper: &["libsecret-tools"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Program(&["xdotool"]),
        apt: &["xdotool"],
        dnf: &["xdotool"],
        pacman: &["xdotool"],
        zypper: &["xdotool"],
    },
    Need {
        purpose: Purpose::Window,
        sign: Sign::Package,
        apt: &["fonts-noto-cjk"],
        dnf: &["google-noto-sans-cjk-fonts"],
        pacman: &["noto-fonts-cjk"],
        zypper: &["google-noto-sans-jp-fonts"],
    },
    Need {
        purpose: Purpose::Browser,
        sign: Sign::Program(&["node"]),
        apt: &["nodejs"],
        dnf: &["nodejs"],
        pacman: &["nodejs"],
        zypper: &["nodejs-default"],
    },
    Need {
        purpose: Purpose::Browser,
        sign: Sign::Program(&["npm"]),
        apt: &["npm"],
        dnf: &["nodejs-npm"],
        pacman: &["npm"],
        zypper: &["npm-default"],
    },
    Need {
        purpose: Purpose::Browser,
        sign: Sign::Program(CHROMIUM),
        apt: &["chromium"],
        dnf: &["chromium"],
        pacman: &["chromium"],
        zypper: &["chromium"],
    },
    Need {
        purpose: Purpose::Browser,
        sign: Sign::Package,
        apt: &["fonts-noto-cjk"],
        dnf: &["google-noto-sans-cjk-fonts"],
        pacman: &["noto-fonts-cjk"],
        zypper: &["google-noto-sans-jp-fonts"],
    },
    Need {
        purpose: Purpose::Windows,
        sign: Sign::Program(&["x86_64-w64-mingw32-gcc"]),
        apt: &["gcc-mingw-w64-x86-64"],
        dnf: &["mingw64-gcc"],
        pacman: &["mingw-w64-gcc"],
        zypper: &["mingw64-cross-gcc"],
    },
    // Debian's compiler for its browsers is the one that comes with the source of its standard
    // library, so it can build that library for Windows. Elsewhere rustup has it ready-made.
    Need {
        purpose: Purpose::Windows,
        sign: Sign::TargetOrPackage(crate::cross::WINDOWS),
        apt: &["rustc-web", "cargo-web", "rust-web-src"],
        dnf: &[],
        pacman: &[],
        zypper: &[],
    },
    Need {
        purpose: Purpose::MacOs,
        sign: Sign::TargetOrPackage(crate::cross::MACOS),
        apt: &["rustc-web", "cargo-web", "rust-web-src"],
        dnf: &[],
        pacman: &[],
        zypper: &[],
    },
    // It brings the compiler for C, which no system packages.
    Need {
        purpose: Purpose::MacOs,
        sign: Sign::Program(&["pip3"]),
        apt: &["python3-pip"],
        dnf: &["python3-pip"],
        pacman: &["python-pip"],
        zypper: &["python3-pip"],
    },
    Need {
        purpose: Purpose::Installer,
        sign: Sign::Program(&["makensis"]),
        apt: &["nsis"],
        dnf: &[],
        pacman: &[],
        zypper: &[],
    },
    Need {
        purpose: Purpose::Installer,
        sign: Sign::Program(&["zip"]),
        apt: &["zip"],
        dnf: &["zip"],
        pacman: &["zip"],
        zypper: &["zip"],
    },
    // Debian has it in a folder of its own, which is not in PATH.
    Need {
        purpose: Purpose::Wine,
        sign: Sign::Package,
        apt: &["wine64"],
        dnf: &["wine-core"],
        pacman: &["wine"],
        zypper: &["wine"],
    },
    Need {
        purpose: Purpose::LinuxPackages,
        sign: Sign::Program(&["dpkg-shlibdeps"]),
        apt: &["dpkg-dev"],
        dnf: &["dpkg-dev"],
        pacman: &[],
        zypper: &[],
    },
    Need {
        purpose: Purpose::LinuxPackages,
        sign: Sign::Program(&["rpmbuild"]),
        apt: &["rpm"],
        dnf: &["rpm-build"],
        pacman: &["rpm-tools"],
        zypper: &["rpm-build"],
    },
    Need {
        purpose: Purpose::LinuxPackages,
        sign: Sign::Program(&["appstreamcli"]),
        apt: &["appstream"],
        dnf: &["appstream"],
        pacman: &["appstream"],
        zypper: &["AppStream"],
    },
    Need {
        purpose: Purpose::LinuxPackages,
        sign: Sign::Program(&["desktop-file-validate"]),
        apt: &["desktop-file-utils"],
        dnf: &["desktop-file-utils"],
        pacman: &["desktop-file-utils"],
        zypper: &["desktop-file-utils"],
    },
    // What Tauri's bundler and its tools call.
    Need {
        purpose: Purpose::AppImage,
        sign: Sign::Package,
        apt: &["file", "xdg-utils", "librsvg2-dev", "desktop-file-utils", "patchelf"],
        dnf: &[],
        pacman: &[],
        zypper: &[],
    },
    Need {
        purpose: Purpose::FreshRoot,
        sign: Sign::Program(&["mmdebstrap"]),
        apt: &["mmdebstrap"],
        dnf: &[],
        pacman: &[],
        zypper: &[],
    },
];

/// The names under which Chromium is installed.
pub(crate) const CHROMIUM: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
