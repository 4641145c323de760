//! The clock of a window that a test drives: it stands still but for what is waited through, so that
//! two runs show the same dates.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use koshin_remote::clock::{Boxed, Clock};

/// Returns the clock that the test asks for in RFC 3339, if it does.
pub(crate) fn wanted() -> Option<Arc<dyn Clock>> {
    let present = std::env::var("KOSHIN_TEST_CLOCK").ok()?;
    let present = DateTime::parse_from_rfc3339(&present).ok()?.to_utc();

    Some(Arc::new(TestClock(AtomicI64::new(present.timestamp_millis()))))
}

/// Milliseconds since 1970.
#[derive(Debug)]
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        let millis = i64::try_from(duration.as_millis()).unwrap_or_default();
        self.0.fetch_add(millis, Ordering::SeqCst);

        Box::pin(tokio::task::yield_now())
    }
}
