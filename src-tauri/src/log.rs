//! The log, for support: what went wrong, by its code. Nothing of a token, a password or a page.

use std::sync::Mutex;

use koshin_store::Places;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

/// Writes what Koshin's own code tells into the log of these places. Libraries are left out: what
/// they tell at their finer levels can hold headers and bodies.
pub(crate) fn start(places: &Places) {
    let Ok(file) = koshin_store::open_log(places) else {
        // Nothing depends on the log.
        return;
    };
    let ours = ["koshin", "koshin_app", "koshin_core", "koshin_remote", "koshin_store"];
    let targets = ours.into_iter().map(|it| (it, tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .with_filter(targets.collect::<Targets>());
    // A second start in one process keeps the first log.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
}
