//! What the window and the command line do first: nothing of a secret leaves the process when it dies.

/// Switches core dumps off and makes a panic tell its place only. `complain` says it.
pub fn process(complain: fn(&str)) {
    std::panic::set_hook(Box::new(move |panic| {
        // Where it happened and nothing of what was at hand: a payload may hold a secret.
        let place = panic.location().map(|it| {
            let file = it.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{file}:{}", it.line())
        });
        let place = place.unwrap_or_default();
        complain(&format!("koshin: a mistake of Koshin's own at {place}"));
    }));
    no_core_dump();
}

/// A core dump would hold the token and the password. The process stays inspectable by its own user
/// otherwise: the portal that shows the file dialog looks at `/proc` to tell who asks.
#[cfg(unix)]
fn no_core_dump() {
    // Where the system refuses, Koshin works all the same.
    let _ = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
    // Where dumps go to a program, as with systemd-coredump and apport, that limit does not count:
    // then no part of the memory goes along.
    //
    // # Source
    //
    // core(5), "Piping core dumps to a program" and "Controlling which mappings are written".
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/coredump_filter", "0");
}

#[cfg(not(unix))]
const fn no_core_dump() {}
