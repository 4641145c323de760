//! What the page was told last, and what it is told next.
//!
//! The page asks, and is answered once there is something else to see. Tauri's events would have it
//! listen, which costs a permission, and every event is a script that is run in the page: the window's
//! own process would keep an engine for that.

use std::sync::{Arc, Mutex, PoisonError};

use koshin_app::view::View;
use koshin_core::{Code, Problem};
use tokio::sync::watch::Receiver;

/// The views, with a mark at the one that the page was told last.
#[derive(Debug, Clone)]
pub(crate) struct Told(Arc<Mutex<Receiver<Arc<View>>>>);

impl Told {
    /// The page knows the view that was taken out of `views` last.
    pub(crate) fn new(views: Receiver<Arc<View>>) -> Self {
        Self(Arc::new(Mutex::new(views)))
    }

    /// Waits for another view than was told last, and returns the newest.
    ///
    /// A page that was loaded anew waits from where the former one was, and that one's wait takes
    /// nothing away from it.
    ///
    /// # Errors
    ///
    /// [`Code::Internal`] where the session has ended.
    pub(crate) async fn next(&self) -> Result<View, Problem> {
        let mut views = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ended = |_| Problem::new(Code::Internal).detail("the session has ended");
        views.changed().await.map_err(ended)?;
        let view = View::clone(&views.borrow_and_update());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = views;

        Ok(view)
    }
}
