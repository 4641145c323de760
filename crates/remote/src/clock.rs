//! The clock port: the present, and waiting for it to pass.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// A future that borrows what it works on.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tells the time and lets it pass. Tests put in one that does not wait.
pub trait Clock: Send + Sync + 'static {
    /// Returns the present, in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// Waits. Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> Boxed<'static, ()>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock port")]
    fn now(&self) -> DateTime<Utc> {
        std::time::SystemTime::now().into()
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
